package dev.morelia.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.WriteConcernException;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.WriteConcern;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionErrorsTest {
    private static final String TRANSIENT = "TransientTransactionError";
    private static final String UNKNOWN = "UnknownTransactionCommitResult";

    private final Transaction transaction = new Transaction(new TransactionOptions().writeConcern(WriteConcern.of(1)));

    private static ReportedError error(int code, String... labels) {
        var reply = Document.of("ok", 0, "code", code, "errmsg", "failed", "errorLabels", List.of(labels));
        return new ReportedError("x", new ServerAddress("localhost", 27017), reply, RawDocument.encode(reply));
    }

    private Set<String> labels(MongoException failure, boolean unpins) {
        assertThat(TransactionErrors.unpins(failure, transaction, true)).isEqualTo(unpins);
        return failure.errorLabels();
    }

    @Test
    void aCommandsErrorKeepsItsLabels() {
        transaction.sending();
        assertThat(labels(new CommandException(error(112)), false)).isEmpty();
        assertThat(labels(new CommandException(error(112, TRANSIENT)), true)).containsExactly(TRANSIENT);
    }

    @Test
    void theResultOfACommitIsUnknownAfterTheseErrors() {
        transaction.sending();
        transaction.commit();
        assertThat(labels(new CommandException(error(91)), true)).containsExactly(UNKNOWN);
        assertThat(labels(new ExecutionTimeoutException(error(50)), true)).containsExactly(UNKNOWN);
        assertThat(labels(new WriteConcernException(error(64), null), true)).containsExactly(UNKNOWN);
    }

    @Test
    void theResultOfACommitIsUnknownIfNoMajorityAgreesThatThereIsNoTransaction() {
        transaction.sending();
        transaction.commit();
        var reply = Document.of("ok", 0, "code", 251, "errmsg", "failed")
                .append("writeConcernError", Document.of("code", 50));
        var error = new ReportedError("x", new ServerAddress("localhost", 27017), reply, RawDocument.encode(reply));
        assertThat(labels(new CommandException(error), true)).containsExactly(UNKNOWN);
    }

    @Test
    void theResultOfACommitIsKnownAfterTheseErrors() {
        transaction.sending();
        transaction.commit();
        assertThat(labels(new CommandException(error(20)), false)).isEmpty();
        assertThat(labels(new WriteConcernException(error(100), null), false)).isEmpty();
        assertThat(labels(new WriteConcernException(error(79), null), false)).isEmpty();
        assertThat(labels(new CommandException(error(251, TRANSIENT)), true)).containsExactly(TRANSIENT);
    }

    @Test
    void aRepeatedCommitWaitsForAMajority() {
        transaction.sending();
        transaction.commit();
        assertThat(transaction.writeConcern()).isEqualTo(WriteConcern.of(1));
        labels(new CommandException(error(91)), true);
        assertThat(transaction.writeConcern()).isEqualTo(WriteConcern.MAJORITY.wtimeout(Duration.ofSeconds(10)));
    }

    @Test
    void aCommitThatAnOverloadedServerHasRejectedKeepsItsWriteConcern() {
        transaction.sending();
        transaction.commit();
        labels(new CommandException(error(462, "SystemOverloadedError", "RetryableError")), false);
        assertThat(transaction.writeConcern()).isEqualTo(WriteConcern.of(1));
    }

    @Test
    void aFirstCommandThatAnOverloadedServerHasRejectedStaysTheFirst() {
        transaction.sending();
        labels(new CommandException(error(462, "SystemOverloadedError", "RetryableError")), false);
        assertThat(transaction.state()).isEqualTo(Transaction.State.STARTING);
        assertThat(transaction.isEmpty()).isTrue();
    }

    /** As when the primary was killed: the labels are those of a connection that could not be opened. */
    @Test
    void aCommandThatWasNotSentDoesNotCount() {
        var unopened = new CommandException(error(462, "SystemOverloadedError", "RetryableError"));
        TransactionErrors.unpins(unopened, transaction, false);
        transaction.sending();
        assertThat(transaction.isEmpty()).as("a commit would not be sent").isFalse();
        TransactionErrors.unpins(unopened, transaction, false);
        assertThat(transaction.state())
                .as("another server would begin a new transaction")
                .isEqualTo(Transaction.State.IN_PROGRESS);
    }

    @Test
    void abortingAlwaysUnpins() {
        transaction.sending();
        transaction.abort();
        assertThat(labels(new CommandException(error(20)), true)).isEmpty();
    }
}
