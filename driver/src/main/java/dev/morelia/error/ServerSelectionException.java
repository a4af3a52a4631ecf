package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No suitable server was found in time. Nothing was sent. */
public final class ServerSelectionException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A server selection that took too long.
     *
     * @param wanted the kind of server, as in {@code a writable server}
     * @param waited how long selection took
     * @param report what is known of each server, and the next step
     * @param cause the cause, or null
     */
    public ServerSelectionException(String wanted, Duration waited, String report, @Nullable Throwable cause) {
        super(
                "Found no " + wanted + " within " + Argument.shown(waited) + ". " + report,
                null,
                RetryAdvice.SAFE,
                cause);
    }

    private ServerSelectionException(ServerSelectionException original) {
        super(original);
    }

    @Override
    ServerSelectionException copy() {
        return new ServerSelectionException(this);
    }
}
