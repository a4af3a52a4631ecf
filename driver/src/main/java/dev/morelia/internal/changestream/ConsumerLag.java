package dev.morelia.internal.changestream;

import dev.morelia.bson.Timestamp;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a consumer is behind. */
public final class ConsumerLag {
    private ConsumerLag() {}

    /**
     * The time between the event that the consumer has got to and the newest change that the client knows of.
     *
     * @param reached the cluster time of the last event that was returned, or null
     * @param newest the newest cluster time that the client has received, or null
     * @param caughtUp whether there was no further event when the consumer looked last
     * @return null if it is not known
     */
    public static @Nullable Duration of(@Nullable Timestamp reached, @Nullable Timestamp newest, boolean caughtUp) {
        if (caughtUp) {
            return Duration.ZERO;
        }
        if (reached == null || newest == null) {
            return null;
        }
        long seconds = Integer.toUnsignedLong(newest.seconds()) - Integer.toUnsignedLong(reached.seconds());
        return Duration.ofSeconds(Math.max(0, seconds));
    }
}
