package dev.morelia.error;

import dev.morelia.result.WriteConcernError;
import dev.morelia.result.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A write was executed by the server that was asked, but not acknowledged as its write concern demands. It may last,
 * or be rolled back should that server fail before others have it.
 */
public final class WriteConcernException extends ServerException {
    private static final long serialVersionUID = 1;

    /** UnknownReplWriteConcern. */
    private static final int UNKNOWN_MODE = 79;

    private final transient @Nullable WriteResult result;

    /**
     * For the driver: made of what the server told.
     *
     * @param error the {@code writeConcernError}
     * @param result what the write has done; null for commands without such a result
     */
    public WriteConcernException(ServerError error, @Nullable WriteResult result) {
        super(error, advice(error.code()), RetryAdvice.UNSAFE);
        this.result = result;
    }

    private static String advice(int code) {
        return "The write is done on this server but not as safe as asked for: do not write it again; "
                + (code == UNKNOWN_MODE
                        ? "the replica set has no write concern mode of this name: check the spelling of w, or define"
                                + " the mode in settings.getLastErrorModes of the set's configuration"
                        : "check that enough members are up, or that wtimeout is long enough");
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
