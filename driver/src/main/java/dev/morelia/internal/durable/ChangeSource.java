package dev.morelia.internal.durable;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.spi.Checkpoints.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a durable consumer gets its events from. */
public interface ChangeSource {

    /** What is watched, for messages. */
    String watched();

    /** Identifies the stream: another one cannot go on at its positions. The same in each process. */
    String stream();

    /** Whether the program has said where a stream begins that has no position yet. */
    boolean hasStart();

    /** How long a call of the program may wait; null or zero for no limit. */
    @Nullable
    Duration timeout();

    /** Opens a stream at a position; null for where the program says, or else from now on. */
    Changes open(@Nullable Position from);

    /** The operation time of the primary; null if the server has none. */
    @Nullable
    Timestamp operationTime();

    /** The newest cluster time that was received; null if there is none. */
    @Nullable
    Timestamp clusterTime();

    /** An open stream. */
    interface Changes {
        /** The next event, or null if there is none now; sends one request at the most. */
        @Nullable
        RawDocument tryNext();

        /** After what another stream would go on; null if that is not known. */
        @Nullable
        Document resumeToken();

        /** Whether there will be no more events. */
        boolean isOver();

        /** Closes it. Never throws; may be called by any thread. */
        void close();
    }
}
