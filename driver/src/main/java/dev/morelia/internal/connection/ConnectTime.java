package dev.morelia.internal.connection;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;

/**
 * How much of {@code connectTimeout} is left for establishing one connection, from the first address of the server to
 * its last reply in the login. Only waiting for the server counts: obtaining a token may take longer, as it may need a
 * person. Used by the thread that establishes the connection.
 */
final class ConnectTime {
    private final Env env;
    private long leftNanos;

    /**
     * All of it.
     *
     * @param timeoutNanos the connect timeout, {@link Long#MAX_VALUE} for none
     */
    ConnectTime(Env env, long timeoutNanos) {
        this.env = env;
        this.leftNanos = timeoutNanos;
    }

    /** The deadline of a step that begins now: what is left, but no longer than the caller's deadline. */
    Deadline limit(Deadline deadline) {
        return Deadline.after(env.nanoTime(), leftNanos).earlier(deadline);
    }

    /** Takes away the time since a step has begun. */
    void spend(long beganNanos) {
        if (leftNanos != Long.MAX_VALUE) {
            leftNanos = Math.max(0, leftNanos - (env.nanoTime() - beganNanos));
        }
    }
}
