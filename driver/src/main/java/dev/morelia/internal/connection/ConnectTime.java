package dev.morelia.internal.connection;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.ClientSettings;
import java.time.Duration;

/**
 * How much of {@code connectTimeout} is left for establishing one connection, from the first address of the server to
 * its last reply in the login. Only waiting for the server counts: obtaining a token may take longer, as it may need a
 * person. Used by the thread that establishes the connection.
 */
final class ConnectTime {
    private final Env env;
    private final long commandNanos;
    private long leftNanos;

    private ConnectTime(Env env, Limits limits) {
        this.env = env;
        this.leftNanos = limits.connectNanos;
        this.commandNanos = limits.commandNanos;
    }

    /**
     * The limits of a client; {@link Long#MAX_VALUE} for none.
     *
     * @param connectNanos for establishing a connection
     * @param commandNanos for each command of the login, when no operation waits for the connection
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#background-connection-pooling">Client Side Operations Timeout: background connection pooling</a>
     */
    record Limits(long connectNanos, long commandNanos) {
        static Limits of(ClientSettings settings) {
            Duration timeout = settings.timeout();
            return new Limits(
                    nanos(settings.socket().connectTimeout()), timeout == null ? Long.MAX_VALUE : nanos(timeout));
        }

        private static long nanos(Duration timeout) {
            return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
        }

        /** The time for a connection, all of it left. */
        ConnectTime begin(Env env) {
            return new ConnectTime(env, this);
        }
    }

    /** The deadline of a step that begins now: what is left, but no longer than the caller's deadline. */
    Deadline limit(Deadline deadline) {
        return Deadline.after(env.nanoTime(), leftNanos).earlier(deadline);
    }

    /** The deadline of a command of the login that begins now. */
    Deadline commandLimit(Deadline deadline) {
        return deadline.isSet() ? limit(deadline) : limit(Deadline.after(env.nanoTime(), commandNanos));
    }

    /** Takes away the time since a step has begun. */
    void spend(long beganNanos) {
        if (leftNanos != Long.MAX_VALUE) {
            leftNanos = Math.max(0, leftNanos - (env.nanoTime() - beganNanos));
        }
    }
}
