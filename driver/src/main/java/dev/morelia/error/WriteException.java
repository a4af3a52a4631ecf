package dev.morelia.error;

import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/** A server refused a single write, in a way that has no class of its own. */
public final class WriteException extends ServerException {
    private static final long serialVersionUID = 1;

    /** For the driver: made of what the server told. */
    public WriteException(ReportedError error) {
        super(error, "", RetryAdvice.UNSAFE);
    }

    /** More about the error, as in {@code errInfo}; null if the server told none. */
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
