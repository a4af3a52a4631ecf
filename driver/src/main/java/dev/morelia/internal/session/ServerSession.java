package dev.morelia.internal.session;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.env.Env;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A server session: the id under which the servers keep its state. Belongs to one operation at a time. */
public final class ServerSession {
    /** Clocks differ, and a session must not expire while a command is on its way. */
    private static final long SAFETY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final RawDocument id;
    private long usedNanos;
    private boolean dirty;
    private long transactionNumber;

    ServerSession(Env env) {
        var random = env.secureRandom();
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        this.id = RawDocument.encode(new Document("id", new UUID(high, low)));
        this.usedNanos = env.nanoTime();
    }

    /** What a command carries as {@code lsid}. */
    public RawDocument id() {
        return id;
    }

    /** The transaction number of the next retryable write in it; greater than all before, the first is 1. */
    public long nextTransactionNumber() {
        return ++transactionNumber;
    }

    long usedNanos() {
        return usedNanos;
    }

    void used(long nanos) {
        usedNanos = nanos;
    }

    /** After a network error the server may still be using it. */
    void markDirty() {
        dirty = true;
    }

    boolean isDirty() {
        return dirty;
    }

    /** Whether it may expire before the next command is done. */
    boolean expires(long nowNanos, int timeoutMinutes) {
        return nowNanos - usedNanos > TimeUnit.MINUTES.toNanos(timeoutMinutes) - SAFETY_NANOS;
    }
}
