package dev.morelia.internal.selection;

import dev.morelia.topology.ServerAddress;

/**
 * Why a server is or is not eligible for an operation. Immutable.
 *
 * @param server the server
 * @param reason the kind of reason
 * @param message the reason, to follow the server's address and a colon
 */
public record Verdict(ServerAddress server, Reason reason, String message) {

    /** The kinds of reasons, in the order in which they are checked. */
    public enum Reason {
        /** Its state is unknown. */
        UNKNOWN,
        /** It has no wire version in common with the driver. */
        INCOMPATIBLE,
        /** Its type cannot execute the operation, or a preferred type is available. */
        WRONG_TYPE,
        /** It is too stale. */
        STALE,
        /** Its tags do not match. */
        TAGS,
        /** It failed an earlier attempt of the same operation, and another server is suitable. */
        DEPRIORITIZED,
        /** The server selector in the settings filtered it out. */
        FILTERED_OUT,
        /** Its round-trip time is outside the latency window. */
        SLOW,
        /** It is eligible. */
        ELIGIBLE
    }

    /** The server and the reason. */
    @Override
    public String toString() {
        return server + ": " + message;
    }
}
