package dev.morelia.internal.selection;

import dev.morelia.topology.ServerAddress;

/**
 * Why a server was, or was not, eligible for an operation. Immutable.
 *
 * @param server which
 * @param reason the kind of reason
 * @param message the reason for people, to follow the server's address and a colon
 */
public record Verdict(ServerAddress server, Reason reason, String message) {

    /** The kinds of reasons, in the order in which they are looked at. */
    public enum Reason {
        /** Its state is not known. */
        UNKNOWN,
        /** It speaks no protocol version that this driver speaks. */
        INCOMPATIBLE,
        /** It is of a type that cannot serve the operation, or that is not wanted while there is a better one. */
        WRONG_TYPE,
        /** It lags too far behind. */
        STALE,
        /** It does not have the tags. */
        TAGS,
        /** It failed an earlier attempt of the same operation, and another server can serve it. */
        DEPRIORITIZED,
        /** The selector of the settings left it out. */
        REFUSED,
        /** It answers too slowly in comparison with the fastest. */
        SLOW,
        /** Nothing is wrong with it. */
        ELIGIBLE
    }

    /** The server and the reason. */
    @Override
    public String toString() {
        return server + ": " + message;
    }
}
