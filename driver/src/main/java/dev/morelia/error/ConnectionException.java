package dev.morelia.error;

import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** A connection could not be opened, or was lost. */
public abstract sealed class ConnectionException extends MongoException
        permits ConnectionOpenException, ConnectionLostException, PoolClearedException {
    private static final long serialVersionUID = 1;

    ConnectionException(String message, ServerAddress server, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        this(message, server, retryAdvice, cause, false);
    }

    ConnectionException(
            String message,
            ServerAddress server,
            RetryAdvice retryAdvice,
            @Nullable Throwable cause,
            boolean endsWithAdvice) {
        super(message, server, retryAdvice, cause, endsWithAdvice);
    }

    ConnectionException(ConnectionException original) {
        super(original);
    }
}
