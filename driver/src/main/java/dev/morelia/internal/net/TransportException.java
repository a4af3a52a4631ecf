package dev.morelia.internal.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a {@link Transport} could not be opened or came to its end. The transport is closed. */
public final class TransportException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What ended the transport. */
    public enum Reason {
        /** The deadline passed. */
        TIMED_OUT,
        /** The operation's {@link dev.morelia.internal.env.CancelToken} was cancelled. */
        CANCELLED,
        /** The calling thread was interrupted; its interrupt flag is set. */
        INTERRUPTED,
        /** {@link Transport#close} was called, by another thread if this came out of a blocking call. */
        CLOSED,
        /** {@link Transport#abandon} was called by another thread. */
        ABANDONED,
        /** The peer ended the stream in an orderly way. */
        CLOSED_BY_PEER,
        /** The system reported an error: connection refused or reset, no route, unknown host. */
        FAILED
    }

    private final Reason reason;

    TransportException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What ended the transport. */
    public Reason reason() {
        return reason;
    }
}
