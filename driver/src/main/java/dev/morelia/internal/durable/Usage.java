package dev.morelia.internal.durable;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * That one thread at a time uses a consumer, and which one ends it: the one that closes it, or the one that is using it
 * at that moment, when its call ends. Thread-safe, without locks.
 */
final class Usage {
    private enum State {
        IDLE,
        /** A thread is in a call. */
        BUSY,
        CLOSED
    }

    private final String what;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** @param what is used, for messages */
    Usage(String what) {
        this.what = what;
    }

    /** What is used, for messages. */
    String what() {
        return what;
    }

    /**
     * A call begins.
     *
     * @throws IllegalStateException if it is closed, or another call has not ended
     */
    void begin() {
        if (!state.compareAndSet(State.IDLE, State.BUSY)) {
            requireOpen(null);
            throw new IllegalStateException(what + " is in use: by another thread, or by the run that this is part of");
        }
    }

    /** The call ends; whether it must also end the consumer, which was closed meanwhile. */
    boolean end() {
        return !state.compareAndSet(State.BUSY, State.IDLE);
    }

    /** It is closed; whether the caller must end it, as no other thread is in a call, and it was not closed before. */
    boolean close() {
        return state.getAndSet(State.CLOSED) == State.IDLE;
    }

    /** Whether it is not closed, and no thread is in a call. */
    boolean isIdle() {
        return state.get() == State.IDLE;
    }

    boolean isClosed() {
        return state.get() == State.CLOSED;
    }

    /**
     * Checks that it was not closed.
     *
     * @param failure what has failed because of that, or null
     */
    void requireOpen(@Nullable Throwable failure) {
        if (isClosed()) {
            throw new IllegalStateException(what + " is closed", failure);
        }
    }
}
