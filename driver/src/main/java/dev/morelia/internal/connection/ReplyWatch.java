package dev.morelia.internal.connection;

import dev.morelia.internal.command.DocumentSequence.ReplyWait;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.Transport;
import java.util.concurrent.TimeUnit;

/**
 * Whether a reply has begun to arrive, for what is done meanwhile: code of the program may take long there, and until
 * the reply is read its deadline goes on.
 */
final class ReplyWatch implements ReplyWait {
    /** Looking takes some microseconds. */
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Env env;
    private final Transport transport;
    private long lookedNanos;

    ReplyWatch(Env env, Transport transport) {
        this.env = env;
        this.transport = transport;
    }

    @Override
    public boolean goesOn() {
        boolean goesOn = transport.awaitsReply();
        lookedNanos = env.nanoTime();
        return goesOn;
    }

    @Override
    public boolean isLookDue() {
        return env.nanoTime() - lookedNanos >= BETWEEN_LOOKS_NANOS;
    }
}
