package dev.morelia.internal.selection;

import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the staleness of the secondaries of a replica set. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/max-staleness/max-staleness.md#client">Max Staleness: client</a>
 */
final class Staleness {
    private static final Duration MINIMUM_LIMIT = Duration.ofSeconds(90);
    /** An idle primary writes this often, so that its secondaries do not seem stale. */
    private static final Duration IDLE_WRITE_PERIOD = Duration.ofSeconds(10);

    /** Dates outside this range are not from a clock that was ever set, and are ignored. */
    private static final Instant EARLIEST_DATE = Instant.EPOCH;

    private static final Instant LATEST_DATE = Instant.parse("9999-12-31T23:59:59.999Z");

    private final Duration heartbeatFrequency;
    private final @Nullable ServerDescription primary;
    private final @Nullable Instant newestWrite;

    Staleness(TopologyDescription topology, Duration heartbeatFrequency) {
        this.heartbeatFrequency = heartbeatFrequency;
        this.primary = topology.primary();
        this.newestWrite = topology.servers().stream()
                .filter(server -> server.type() == ServerType.RS_SECONDARY)
                .map(ServerDescription::lastWriteDate)
                .filter(date -> date != null && isPossible(date))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * Rejects a limit that even a healthy replica set could not meet.
     *
     * @throws IllegalArgumentException if it is below 90 seconds, or below the heartbeat frequency plus 10 seconds
     */
    static void check(ReadPreference readPreference, Duration heartbeatFrequency) {
        Duration limit = readPreference.maxStaleness();
        if (limit == null) {
            return;
        }
        Duration idle = heartbeatFrequency.plus(IDLE_WRITE_PERIOD);
        if (limit.compareTo(MINIMUM_LIMIT) < 0 || limit.compareTo(idle) < 0) {
            throw new IllegalArgumentException("maxStaleness must be at least 90 s and at least heartbeatFrequency plus"
                    + " 10 s (" + Candidates.seconds(idle) + "), got " + Candidates.seconds(limit));
        }
    }

    private static boolean isPossible(Instant date) {
        return !date.isBefore(EARLIEST_DATE) && !date.isAfter(LATEST_DATE);
    }

    /** Whether the last write date of a secondary is invalid, so that its staleness cannot be estimated. */
    static boolean isUnknown(ServerDescription server) {
        Instant lastWrite = server.lastWriteDate();
        return server.type() == ServerType.RS_SECONDARY && lastWrite != null && !isPossible(lastWrite);
    }

    /**
     * Returns the estimate for a server of the topology; zero for all but secondaries, and if no server reports its
     * writes; unlimited if {@link #isUnknown}.
     */
    Duration of(ServerDescription server) {
        Instant lastWrite = server.lastWriteDate();
        if (server.type() != ServerType.RS_SECONDARY || lastWrite == null) {
            return Duration.ZERO;
        }
        if (isUnknown(server)) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
        if (primary != null && primary.lastWriteDate() != null && isPossible(primary.lastWriteDate())) {
            return Duration.between(lastWrite, primary.lastWriteDate())
                    .plusNanos(server.lastUpdateNanos() - primary.lastUpdateNanos())
                    .plus(heartbeatFrequency);
        }
        return newestWrite == null
                ? Duration.ZERO
                : Duration.between(lastWrite, newestWrite).plus(heartbeatFrequency);
    }
}
