package dev.morelia.internal.errordetail;

import java.io.IOException;

/**
 * A proxy cannot be reached, or does not connect to the server. The message is complete; an exception of the JDK is
 * suppressed instead of a cause, because it would be taken for a failure of the server itself.
 */
public final class ProxyFailure extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param message what happened, with the proxy's address
     */
    public ProxyFailure(String message) {
        super(message);
    }
}
