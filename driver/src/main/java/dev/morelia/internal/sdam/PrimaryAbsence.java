package dev.morelia.internal.sdam;

import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Since when a deployment that has no primary has had none. Pure.
 *
 * @param sinceNanos since when, on the client's monotonic clock
 * @param last the primary before that; null if none has been known since the client began to watch
 */
public record PrimaryAbsence(long sinceNanos, @Nullable ServerAddress last) {

    /** What it is when something else is known: begins anew where a primary is lost. */
    public PrimaryAbsence after(TopologyDescription before, TopologyDescription now, long nowNanos) {
        ServerDescription primary = before.primary();
        return primary == null || now.primary() != null ? this : new PrimaryAbsence(nowNanos, primary.address());
    }

    /** What a message says of it. */
    public String message(long nowNanos) {
        String span = String.format(Locale.ROOT, "%.1f s", Math.max(0, nowNanos - sinceNanos) / 1e9);
        return last == null
                ? "No primary has been known since this client began to watch, " + span + " ago."
                : "There has been no primary for " + span + "; the last one was " + last + ".";
    }
}
