package dev.morelia.error;

import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.result.WriteConcernError;
import dev.morelia.result.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A write was executed by the server that was asked, but not acknowledged as its write concern demands. It may last,
 * or be rolled back should that server fail before others have it.
 */
public final class WriteConcernException extends ServerException {
    private static final long serialVersionUID = 1;

    private final @Nullable WriteResult result;

    /**
     * For the driver: made of what the server told.
     *
     * @param error the {@code writeConcernError}
     * @param result what the write has done; null for commands without such a result
     */
    public WriteConcernException(ReportedError error, @Nullable WriteResult result) {
        super(error, advice(error.code()), RetryAdvice.UNSAFE);
        this.result = result;
    }

    private static String advice(int code) {
        return "The write is done on this server but not as safe as asked for: do not write it again; "
                + nextStep(code);
    }

    /** What to do about a write concern that was not fulfilled, without capital letter and full stop. */
    static String nextStep(int code) {
        return switch (ErrorCode.of(code)) {
            case UNKNOWN_REPL_WRITE_CONCERN ->
                "the replica set has no write concern mode of this name: check the spelling of w, or define the mode in"
                        + " settings.getLastErrorModes of the set's configuration";
            case UNSATISFIABLE_WRITE_CONCERN ->
                "the replica set has too few members that hold data, or none with the tags of the mode: lower w, or add"
                        + " members";
            case null, default -> "check that enough members are up, or that wtimeout is long enough";
        };
    }

    /** What the write has done; null for commands without such a result. */
    public @Nullable WriteResult result() {
        return result;
    }

    /** The error by itself. */
    public WriteConcernError writeConcernError() {
        return reportedError().toWriteConcernError();
    }

    private WriteConcernException(WriteConcernException original) {
        super(original);
        result = original.result == null ? null : SerialResults.of(original.result);
    }

    @Override
    WriteConcernException copy() {
        return new WriteConcernException(this);
    }
}
