package dev.morelia.internal.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A {@link Transport} could not be opened or has failed. The transport is closed. */
public final class TransportException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why the transport failed. */
    public enum Reason {
        /** The deadline passed. */
        TIMED_OUT,
        /** The operation's {@link dev.morelia.internal.env.CancelToken} was cancelled. */
        CANCELLED,
        /** The calling thread was interrupted; its interrupt flag is set. */
        INTERRUPTED,
        /** {@link Transport#close} was called, by another thread if a blocking call failed. */
        CLOSED,
        /** {@link Transport#abandon} was called by another thread. */
        ABANDONED,
        /** The peer closed the connection. */
        CLOSED_BY_PEER,
        /** The system reported an error: connection refused or reset, no route, unknown host. */
        FAILED
    }

    private final Reason reason;

    TransportException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why the transport failed. */
    public Reason reason() {
        return reason;
    }
}
