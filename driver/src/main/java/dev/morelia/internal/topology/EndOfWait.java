package dev.morelia.internal.topology;

import dev.morelia.internal.seedlist.PendingSeedlist;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;

/** Why an operation stops waiting for a server. */
enum EndOfWait {
    /** It continues to wait. */
    STILL_WAITING(""),
    /** Its time is up. */
    TIMED_OUT(""),
    /** The driver is not compatible with a server of the deployment. */
    INCOMPATIBLE(""),
    /** Each server was checked once. */
    TRIED_ONCE("serverSelectionTryOnce allows only one check of each server. "),
    /** The state cannot change by itself. */
    HOPELESS("Waiting longer cannot help, and failFast is set. ");

    private final String message;

    EndOfWait(String message) {
        this.message = message;
    }

    /** The start of the error's message; empty if the error says it anyway. */
    String message() {
        return message;
    }

    /**
     * Whether to give up although there is time left.
     *
     * @param snapshot the snapshot in which no server is suitable
     * @param streaming whether servers that support it report changes by themselves
     * @param sinceNanos when the wait began
     */
    static EndOfWait of(Snapshot snapshot, TopologySettings settings, boolean streaming, long sinceNanos) {
        TopologyDescription now = snapshot.description();
        PendingSeedlist pending = snapshot.pending();
        if (pending != null) {
            boolean triedOnce = settings.serverSelectionTryOnce() && pending.hasFailedSince(sinceNanos);
            return triedOnce ? TRIED_ONCE : settings.failFast() && pending.isHopeless() ? HOPELESS : STILL_WAITING;
        }
        if (!now.isCompatible()) {
            return INCOMPATIBLE;
        }
        if (settings.serverSelectionTryOnce()
                && now.servers().stream().allMatch(server -> isChecked(server, streaming, sinceNanos))) {
            return TRIED_ONCE;
        }
        return settings.failFast() && SelectionReport.isHopeless(now) ? HOPELESS : STILL_WAITING;
    }

    /** A streaming server is checked all the time, and sends no reply for a long time. */
    private static boolean isChecked(ServerDescription server, boolean streaming, long sinceNanos) {
        boolean streams = streaming
                && (server.isKnown()
                        ? server.topologyVersion() != null
                        : server.error() != null && server.cause() == null);
        return streams || server.lastUpdateNanos() - sinceNanos > 0;
    }
}
