package dev.morelia.internal.sdam;

import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Since when a deployment has had no primary. Pure.
 *
 * @param sinceNanos since when there has been no primary, on the client's monotonic clock
 * @param last the last primary; null if none has been known since monitoring started
 */
public record PrimaryAbsence(long sinceNanos, @Nullable ServerAddress last) {

    /** Returns the absence after a change: starts again if a primary was lost. */
    public PrimaryAbsence after(TopologyDescription before, TopologyDescription now, long nowNanos) {
        ServerDescription primary = before.primary();
        return primary == null || now.primary() != null ? this : new PrimaryAbsence(nowNanos, primary.address());
    }

    /** Formats it as a message. */
    public String message(long nowNanos) {
        String span = String.format(Locale.ROOT, "%.1f s", Math.max(0, nowNanos - sinceNanos) / 1e9);
        return last == null
                ? "No primary has been found since monitoring started " + span + " ago."
                : "There has been no primary for " + span + "; the last one was " + last + ".";
    }
}
