package dev.morelia.internal.connection;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long each command of authentication may take. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#background-connection-pooling">Client Side Operations Timeout: background connection pooling</a>
 */
final class LoginLimit {
    private final Env env;
    private final long connectTimeoutNanos;
    private final long backgroundNanos;

    /** @param timeout of the client; null if none is set */
    LoginLimit(Env env, long connectTimeoutNanos, @Nullable Duration timeout) {
        this.env = env;
        this.connectTimeoutNanos = connectTimeoutNanos;
        this.backgroundNanos = timeout == null || timeout.isZero()
                ? connectTimeoutNanos
                : Math.min(timeout.toNanos(), connectTimeoutNanos);
    }

    /**
     * The deadline of a command that begins now: {@code connectTimeoutMS} within the deadline of the operation. The
     * background maintenance has no deadline: if the client has a timeout, each of its commands has that. That does not
     * go for {@code hello}: the specification's tests require a pool to be filled though it takes longer.
     */
    Deadline of(Deadline deadline) {
        return deadline.isSet()
                ? Deadline.after(env.nanoTime(), connectTimeoutNanos).earlier(deadline)
                : Deadline.after(env.nanoTime(), backgroundNanos);
    }
}
