package dev.morelia.internal.changestream;

import dev.morelia.error.AsyncQueueFullException;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ChangeConsumerException;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.DatabaseCopyException;
import dev.morelia.error.GridFsException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.protocol.ErrorLabel;

/**
 * What becomes of a change stream whose request for more events has failed.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/change-streams/change-streams.md#resumable-error">Change Streams: resumable error</a>
 */
public enum Recovery {
    /** It is resumed, and the program does not notice. */
    RESUME,
    /** The failure is reported, as the call has no time left; the next call resumes the stream. */
    RESUME_LATER,
    /** The failure is reported; nothing is lost, and the next call sends the request again. */
    REPEAT,
    /** The failure is reported, and the stream is over. */
    END;

    /**
     * For a failed {@code getMore}.
     *
     * @param timed whether the call has a timeout, so that a timeout leaves it no time
     */
    public static Recovery of(MongoException failure, boolean timed) {
        return switch (failure) {
            case ServerException reported -> ofReported(reported);
            case OperationTimeoutException late -> timed ? RESUME_LATER : RESUME;
            case InterruptedOperationException interrupted -> RESUME_LATER;
            case ConnectionException lost -> RESUME;
            case ServerSelectionException unreachable -> RESUME;
            case PoolTimeoutException full -> RESUME;
            case AsyncQueueFullException full -> RESUME;
            case AuthenticationException rejected -> RESUME;
            // The specification counts these as resumable, too, but the same would come again, without an end.
            case ProtocolException malformed -> END;
            case UnsupportedFeatureException unsupported -> END;
            case ClientClosedException closed -> END;
            case ClientBulkWriteException other -> END;
            case GridFsException other -> END;
            case ChangeConsumerException other -> END;
            case DatabaseCopyException other -> END;
        };
    }

    private static Recovery ofReported(ServerException failure) {
        if (failure instanceof CursorNotFoundException
                || failure.hasErrorLabel(ErrorLabel.RESUMABLE_CHANGE_STREAM_ERROR)) {
            return RESUME;
        }
        // An overloaded server has rejected the request before it began.
        return failure.hasErrorLabel(ErrorLabel.RETRYABLE_ERROR) ? REPEAT : END;
    }

    /** For a failed {@code aggregate} that was to resume the stream; such a failure is always reported. */
    public static Recovery ofFailedResume(MongoException failure) {
        return failure.isTransient() || failure instanceof InterruptedOperationException ? RESUME_LATER : END;
    }
}
