package dev.morelia.internal.session;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The highest cluster time that is known. It only moves forward. Thread-safe, without a lock.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#gossipping-the-cluster-time">Driver Sessions: gossipping the cluster time</a>
 */
public final class ClusterClock {
    private final AtomicReference<@Nullable ClusterTime> latest = new AtomicReference<>();

    /**
     * What servers call {@code $clusterTime}.
     *
     * @param timestamp the time
     * @param document with the signature of a server, as it is sent back
     */
    private record ClusterTime(Timestamp timestamp, RawDocument document) {
        boolean isLaterThan(@Nullable ClusterTime other) {
            return other == null || timestamp.compareTo(other.timestamp) > 0;
        }
    }

    /** The highest cluster time; null if none is known. */
    public @Nullable RawDocument time() {
        ClusterTime known = latest.get();
        return known == null ? null : known.document;
    }

    /** The cluster time of the clock that is ahead; null if none is known to either. */
    @Nullable
    RawDocument timeOrLater(ClusterClock other) {
        ClusterTime own = latest.get();
        ClusterTime others = other.latest.get();
        ClusterTime later = others != null && others.isLaterThan(own) ? others : own;
        return later == null ? null : later.document;
    }

    /**
     * Moves forward to this time, if it is later.
     *
     * @param clusterTime as a server has sent it; copied if it is kept
     * @throws BsonException if it has no timestamp
     */
    public void advance(RawDocument clusterTime) {
        Timestamp timestamp = clusterTime.value("clusterTime", Timestamp.class);
        ClusterTime known = latest.get();
        if (known != null && timestamp.compareTo(known.timestamp) <= 0) {
            return;
        }
        var next = new ClusterTime(timestamp, clusterTime.copy());
        while (next.isLaterThan(known) && !latest.compareAndSet(known, next)) {
            known = latest.get();
        }
    }

    /** Moves forward to the time in a reply, if it has one; what is malformed there is ignored. */
    void replied(RawDocument reply) {
        try {
            RawDocument clusterTime = reply.documentOrNull("$clusterTime");
            if (clusterTime != null) {
                advance(clusterTime);
            }
        } catch (BsonException malformed) {
            // It only helps other servers to know how late it is.
        }
    }
}
