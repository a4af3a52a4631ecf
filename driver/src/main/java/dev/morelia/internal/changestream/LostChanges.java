package dev.morelia.internal.changestream;

import dev.morelia.error.ServerException;
import dev.morelia.internal.protocol.ErrorCode;

/** The errors by which servers say that their history does not reach back to where a change stream is to go on. */
public final class LostChanges {
    private LostChanges() {}

    /** Whether this is such an error. */
    public static boolean isCauseOf(Throwable failure) {
        if (!(failure instanceof ServerException reported)) {
            return false;
        }
        int code = reported.code();
        return code == ErrorCode.CHANGE_STREAM_HISTORY_LOST.number()
                || code == ErrorCode.CAPPED_POSITION_LOST.number()
                || code == ErrorCode.RESUME_POINT_NOT_FOUND.number()
                // The same code tells of pipelines that change the token.
                || (code == ErrorCode.CHANGE_STREAM_FATAL_ERROR.number()
                        && reported.serverMessage().contains("token was not found"));
    }
}
