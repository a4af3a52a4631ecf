package dev.morelia.internal.seedlist;

import dev.morelia.internal.argument.Argument;
import dev.morelia.result.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of a client whose hosts are not known yet. Immutable.
 *
 * @param host the name in the connection string
 * @param sinceNanos since when the hosts have been looked up
 * @param attempts how many lookups have failed
 * @param last why the last one failed; null if none has
 * @param lastNanos when the last one failed
 */
public record PendingSeedlist(
        String host,
        long sinceNanos,
        int attempts,
        @Nullable SeedlistException last,
        long lastNanos) {

    /** The state before the first lookup. */
    public static PendingSeedlist begun(String host, long nowNanos) {
        return new PendingSeedlist(host, nowNanos, 0, null, nowNanos);
    }

    /** The state after a failed lookup. */
    public PendingSeedlist failed(SeedlistException failure, long nowNanos) {
        return new PendingSeedlist(host, sinceNanos, attempts + 1, failure, nowNanos);
    }

    /** The problem that keeps the hosts unknown. */
    public Problem problem() {
        return last == null ? Problem.DNS_SERVER : last.problem();
    }

    /** Whether a lookup has failed after the given time. */
    public boolean hasFailedSince(long nanos) {
        return last != null && lastNanos - nanos > 0;
    }

    /** Whether repeating the lookup cannot help as far as can be known. */
    public boolean isHopeless() {
        return last != null && last.problem() != Problem.DNS_SERVER;
    }

    /** What is known, and the next step. */
    public String report(long nowNanos) {
        String since = Argument.shown(Duration.ofNanos(Math.max(0, nowNanos - sinceNanos)));
        String what = "The hosts of mongodb+srv://" + host + " are not known: ";
        if (last == null) {
            return what + "DNS has not answered for " + since + ". Next step: "
                    + problem().nextStep();
        }
        return what + last.text() + " (" + attempts + (attempts == 1 ? " attempt" : " attempts") + " in " + since
                + "). Next step: " + problem().nextStep();
    }
}
