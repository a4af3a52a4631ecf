package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection broke while it was in use. It was closed and is not used again. */
public final class ConnectionLostException extends ConnectionException {
    private static final long serialVersionUID = 1;

    private final boolean requestSent;

    /**
     * A connection that broke during an operation.
     *
     * @param server the other end
     * @param tried what the connection was used for, as in {@code insert on app.people}
     * @param requestSent whether the server may have received the request as a whole
     * @param elapsed time since the request was begun
     * @param cause the cause, or null
     */
    public ConnectionLostException(
            ServerAddress server, String tried, boolean requestSent, Duration elapsed, @Nullable Throwable cause) {
        super(
                "Connection to " + server + " was lost " + Argument.shown(elapsed) + " after " + tried + " was "
                        + (requestSent ? "sent" : "begun") + because(cause) + ". Retry of " + tried + ": ",
                server,
                advice(requestSent),
                cause,
                true);
        this.requestSent = requestSent;
    }

    private static RetryAdvice advice(boolean requestSent) {
        return requestSent ? RetryAdvice.OUTCOME_UNKNOWN : RetryAdvice.SAFE;
    }

    /** Whether the server may have received the request as a whole, so that it may have been executed. */
    public boolean requestSent() {
        return requestSent;
    }

    private ConnectionLostException(ConnectionLostException original) {
        super(original);
        requestSent = original.requestSent;
    }

    @Override
    ConnectionLostException copy() {
        return new ConnectionLostException(this);
    }
}
