package dev.morelia.error;

import dev.morelia.result.WriteConcernError;
import dev.morelia.result.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A write was carried out by the server that was asked, but not acknowledged as its write concern demands. It may last,
 * or be rolled back should that server fail before others have it.
 */
public final class WriteConcernException extends ServerException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable WriteResult result;

    /**
     * For the driver: made of what the server told.
     *
     * @param error the {@code writeConcernError}
     * @param result what the write has done; null for commands without such a result
     */
    public WriteConcernException(ServerError error, @Nullable WriteResult result) {
        super(
                error,
                "The write is done on this server but not as safe as asked for: do not write it again; check that"
                        + " enough members are up, or that wtimeout is long enough",
                RetryAdvice.UNSAFE);
        this.result = result;
    }

    /** What the write has done; null for commands without such a result. */
    public @Nullable WriteResult result() {
        return result;
    }

    /** The error by itself. */
    public WriteConcernError writeConcernError() {
        return serverError().toWriteConcernError();
    }
}
