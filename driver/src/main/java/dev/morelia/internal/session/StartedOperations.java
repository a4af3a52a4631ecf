package dev.morelia.internal.session;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the async API that were started in a transaction, as far as they may not have ended. Thread-safe,
 * without a lock.
 */
public final class StartedOperations {
    private final AtomicReference<@Nullable Started> latest = new AtomicReference<>();

    /** One of them; its {@code toString} says what it is, for messages. */
    public interface Operation {
        /** Whether it has ended. */
        boolean hasEnded();

        /** Cancels it; returns whether it had not ended. */
        boolean giveUp();
    }

    private record Started(Operation operation, @Nullable Started before) {}

    /** Adds an operation, before it can end. */
    public void add(Operation operation) {
        while (true) {
            Started known = latest.get();
            // Of operations that are chained as they should be, nothing remains.
            Started before = known;
            while (before != null && before.operation.hasEnded()) {
                before = before.before;
            }
            if (latest.compareAndSet(known, new Started(operation, before))) {
                return;
            }
        }
    }

    /** The operation that was started last of those that have not ended; null if there is none. */
    public @Nullable Operation running() {
        Started started = latest.get();
        while (started != null && started.operation.hasEnded()) {
            started = started.before;
        }
        return started == null ? null : started.operation;
    }

    /** Cancels those that have not ended, and forgets all; returns whether there was one. */
    public boolean cancel() {
        boolean cancelled = false;
        for (Started started = latest.getAndSet(null); started != null; started = started.before) {
            cancelled |= started.operation.giveUp();
        }
        return cancelled;
    }
}
