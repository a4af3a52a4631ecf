package dev.morelia.compat.internal.sync;

import com.mongodb.MongoException;
import com.mongodb.client.TransactionBody;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.error.CommandException;
import dev.morelia.error.ReportedError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a transaction throws: on its way through Morelia the exception of Morelia, whose labels decide
 * whether the transaction is tried again, and for the program the one that the body has thrown. For one transaction.
 */
final class BodyFailures {
    private @Nullable RuntimeException ours;
    private @Nullable RuntimeException thrown;

    /** Calls the body. */
    <T> T call(TransactionBody<T> body) {
        try {
            return body.execute();
        } catch (MongoException official) {
            thrown = official;
            ours = labelled(official);
            throw ours;
        }
    }

    private static RuntimeException labelled(MongoException official) {
        if (official.getCause() instanceof dev.morelia.error.MongoException cause
                && official.getErrorLabels().equals(cause.errorLabels())) {
            return cause;
        }
        if (!official.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
            return official;
        }
        // An exception of the program, which has given it the label.
        var labels = new Document("errmsg", String.valueOf(official.getMessage()))
                .append("errorLabels", List.copyOf(official.getErrorLabels()));
        return new CommandException(ReportedError.of("a transaction", null, RawDocument.encode(labels)));
    }

    /** What the program gets to see of this failure. */
    @SuppressWarnings("ReferenceEquality") // the same exception
    RuntimeException official(RuntimeException failure) {
        RuntimeException original = thrown;
        return failure == ours && original != null ? original : Failures.official(failure);
    }
}
