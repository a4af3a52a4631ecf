package dev.morelia.error;

import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/** A server rejected a single write, with an error that has no class of its own. */
public final class WriteException extends ServerException {
    private static final long serialVersionUID = 1;

    /**
     * A write that failed with this error.
     *
     * @param error what the server reported
     */
    public WriteException(ReportedError error) {
        super(error, "", RetryAdvice.UNSAFE);
    }

    /** More about the error, the {@code errInfo}; null if the server sent none. */
    public @Nullable Document details() {
        return reportedError().details();
    }

    private WriteException(WriteException original) {
        super(original);
    }

    @Override
    WriteException copy() {
        return new WriteException(this);
    }
}
