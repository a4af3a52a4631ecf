package dev.morelia.internal.changestream;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.OptionFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the program has read a change stream, and so where it is resumed. Changed by one thread at a time; any
 * thread may ask for the token.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/change-streams/change-streams.md#resume-process">Change Streams: resume process</a>
 */
public final class ResumePoint {
    /** Begins after a token, also after that of an invalidate event. */
    public static final String START_AFTER = "startAfter";

    /** Begins at a time. */
    public static final String START_AT = "startAtOperationTime";

    private static final String RESUME_AFTER = "resumeAfter";
    /** The options that say where a stream begins. */
    static final List<String> TOKENS = List.of(START_AFTER, RESUME_AFTER);

    static final List<String> STARTS = List.of(START_AFTER, RESUME_AFTER, START_AT);

    private final Document options;
    private final boolean startedAfter;
    private volatile @Nullable Object token;
    private @Nullable Object operationTime;
    private boolean anyReturned;

    /** Where the options of the first stage say. */
    public ResumePoint(Document options) {
        this.options = options;
        this.startedAfter = options.get(START_AFTER) != null;
        this.token = startedAfter ? options.get(START_AFTER) : options.get(RESUME_AFTER);
        this.operationTime = options.get(START_AT);
    }

    /**
     * The first batch has arrived.
     *
     * @param empty whether it has no events
     * @param searchedUpTo its {@code postBatchResumeToken}, or null
     * @param repliedAt the {@code operationTime} of the reply, or null
     */
    public void opened(boolean empty, @Nullable RawDocument searchedUpTo, @Nullable Timestamp repliedAt) {
        arrived(empty, searchedUpTo);
        if (empty && token == null && operationTime == null) {
            operationTime = repliedAt;
        }
    }

    /**
     * Another batch has arrived.
     *
     * @param empty whether it has no events, and the one before did not end within an event
     * @param searchedUpTo its {@code postBatchResumeToken}, or null
     */
    public void arrived(boolean empty, @Nullable RawDocument searchedUpTo) {
        if (empty && searchedUpTo != null) {
            token = searchedUpTo.compact();
        }
    }

    /**
     * An event is returned to the program.
     *
     * @param id that of the event, or of its last fragment
     * @param searchedUpTo the {@code postBatchResumeToken} of its batch if it is the last event there; null if it is
     *     not, or if there is none
     */
    public void returned(RawDocument id, @Nullable RawDocument searchedUpTo) {
        anyReturned = true;
        token = (searchedUpTo == null ? id : searchedUpTo).compact();
    }

    /** After what the stream is resumed; null if nothing is known of that. */
    public @Nullable Document token() {
        return switch (token) {
            case RawDocument raw -> raw.toDocument();
            case Document document -> OptionFields.copy(document);
            case null, default -> null;
        };
    }

    /** The options of the first stage of the aggregation that resumes the stream. */
    public Document stageOptions() {
        var stage = Document.copyOf(options);
        STARTS.forEach(stage::remove);
        Object after = token;
        if (after != null) {
            stage.append(startedAfter && !anyReturned ? START_AFTER : RESUME_AFTER, after);
        } else if (operationTime != null) {
            stage.append(START_AT, operationTime);
        }
        return stage;
    }
}
