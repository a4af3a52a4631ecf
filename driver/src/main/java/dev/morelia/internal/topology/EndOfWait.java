package dev.morelia.internal.topology;

import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;

/** Why an operation waits for a server no longer. */
enum EndOfWait {
    /** It goes on to wait. */
    NOT_YET(""),
    /** Its limit has passed. */
    TIME_IS_UP(""),
    /** The driver cannot talk to some server of the deployment. */
    INCOMPATIBLE(""),
    /** Each server was looked at once. */
    TRIED_ONCE("serverSelectionTryOnce allows one look at each server. "),
    /** Nothing will change by itself. */
    HOPELESS("Waiting longer cannot help, so failFast ends it. ");

    private final String message;

    EndOfWait(String message) {
        this.message = message;
    }

    /** For the error, to stand before others; empty where it is told anyway. */
    String message() {
        return message;
    }

    /**
     * Whether to give up although there is time left.
     *
     * @param streaming whether servers that can tell by themselves when something changes
     * @param sinceNanos when the wait began
     */
    static EndOfWait of(TopologyDescription now, TopologySettings settings, boolean streaming, long sinceNanos) {
        if (!now.isCompatible()) {
            return INCOMPATIBLE;
        }
        if (settings.serverSelectionTryOnce()
                && now.servers().stream().allMatch(server -> isLookedAt(server, streaming, sinceNanos))) {
            return TRIED_ONCE;
        }
        return settings.failFast() && SelectionReport.isHopeless(now) ? HOPELESS : NOT_YET;
    }

    /** One that tells by itself when something changes is looked at all the time, and answers nothing for long. */
    private static boolean isLookedAt(ServerDescription server, boolean streaming, long sinceNanos) {
        boolean tellsByItself = streaming
                && (server.isKnown()
                        ? server.topologyVersion() != null
                        : server.error() != null && server.cause() == null);
        return tellsByItself || server.lastUpdateNanos() - sinceNanos > 0;
    }
}
