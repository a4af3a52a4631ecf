package dev.morelia.internal.bridge;

import dev.morelia.internal.log.Log;
import java.lang.System.Logger.Level;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One subscription to a source. Without demand it has no thread, no connection, and does not count as in flight; what
 * has arrived stays in memory, and the cursor stays open.
 *
 * <p>Two atomics are its whole state. {@code demand} is how many elements are still to be emitted, and at the same time
 * the right to signal: who raises it from 0 has that right and starts a task for it; the task gives it back by lowering
 * the demand to 0, and then touches nothing any more. So there is at most one task, and what one has written the next
 * one sees. While {@link Flow.Subscriber#onSubscribe} runs, {@code subscribe} has the right, with 1 that is no demand:
 * elements do not overtake it. {@code end} is why nothing may be emitted any more. The thread that sets it does so
 * first, then raises the demand by 1 like a request: either a task is there, which finds the end before the next
 * element, or one is started to find it. Once there is an end the demand never returns to 0, so no more tasks are
 * started.
 *
 * <p>A request only adds to the demand, so a subscriber that requests within {@code onNext} does not grow the stack.
 */
final class Subscription<T> implements Flow.Subscription {
    /** Demand without an end: it is not counted any more. */
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private static final End CANCELLED = new End(null);
    private static final End SIGNALLED = new End(null);

    private final OperationThreads threads;
    private final CancelledSubscriptions cancelled;
    private final WaitingSource<T> source;
    private final @Nullable Throwable call;
    private final Runnable task;
    private final AtomicLong demand = new AtomicLong(1);
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    /** Null when it gets no more signals; belongs to who has the right to signal. */
    private Flow.@Nullable Subscriber<? super T> subscriber;
    /**
     * The thread that has the right to signal. Others may see an outdated one, but no thread sees itself when it is not
     * the one.
     */
    private @Nullable Thread running;

    private volatile boolean closed;

    /** @param failure what the subscriber is told; null for nothing, or nothing more */
    private record End(@Nullable Throwable failure) {}

    /** @param call records the stack of the caller; null if that is not wanted */
    Subscription(
            OperationThreads threads,
            CancelledSubscriptions cancelled,
            WaitingSource<T> source,
            Flow.Subscriber<? super T> subscriber,
            @Nullable Throwable call) {
        this.threads = threads;
        this.cancelled = cancelled;
        this.source = source;
        this.subscriber = subscriber;
        this.call = call;
        this.task = threads.eachTimeInContext(this::run);
    }

    /** Called once, by the thread that subscribes. */
    void begin() {
        var subscribed = subscriber;
        if (subscribed != null) {
            running = threads.env().currentThread();
            try {
                subscribed.onSubscribe(this);
            } catch (Throwable broken) {
                broken("onSubscribe", broken);
            }
            running = null;
        }
        if (used(1) != 0) {
            resume();
        }
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            signal(n);
        } else if (end.get() == null) {
            var rejected = new IllegalArgumentException(
                    "a subscriber must request at least one element, not " + n + " (Reactive Streams, rule 3.9)");
            if (end.compareAndSet(null, new End(rejected))) {
                stop();
            }
        }
    }

    @Override
    public void cancel() {
        End before = end.getAndSet(CANCELLED);
        try {
            if (before == null || before.failure != null) {
                registerCancelled();
            }
        } finally {
            if (before == null) {
                stop();
            }
        }
    }

    private void registerCancelled() {
        cancelled.add(this);
        if (closed) {
            // Meanwhile, perhaps before it was added.
            cancelled.remove(this);
        }
    }

    private void stop() {
        try {
            source.stop();
        } finally {
            signal(1);
        }
    }

    /** Raises the demand, and starts a task if there is none. */
    private void signal(long n) {
        while (true) {
            long before = demand.get();
            if (before == UNBOUNDED) {
                return;
            }
            long after = before + n;
            if (demand.compareAndSet(before, after < 0 ? UNBOUNDED : after)) {
                if (before == 0) {
                    resume();
                }
                return;
            }
        }
    }

    /** Lowers the demand; at 0 the right to signal is gone. */
    private long used(long n) {
        return demand.get() == UNBOUNDED ? UNBOUNDED : demand.addAndGet(-n);
    }

    /** Starts a task, unless there is nothing to do for it. */
    private void resume() {
        End present = end.get();
        if (present != null && present.failure == null) {
            subscriber = null;
            if (!source.isOpen()) {
                closed();
                return;
            }
        }
        try {
            threads.start(task);
        } catch (Throwable noThread) {
            if (threads.env().isOver()) {
                throw noThread;
            }
            source.forget();
            closed();
            signalEnd(noThread);
        }
    }

    /** The task: emits until the demand is used up, waiting for the server if necessary. Never throws. */
    private void run() {
        var subscribed = subscriber;
        if (subscribed == null) {
            closeSource();
        } else {
            emit(subscribed);
        }
    }

    private void emit(Flow.Subscriber<? super T> subscribed) {
        running = threads.env().currentThread();
        long emitted = 0;
        long demanded = demand.get();
        while (true) {
            while (emitted != demanded) {
                T next = end.get() == null ? next() : null;
                if (next == null || end.get() != null || !isAccepted(subscribed, next)) {
                    finish();
                    return;
                }
                emitted++;
            }
            if (hasEnded()) {
                finish();
                return;
            }
            demanded = demand.get();
            if (emitted == demanded) {
                running = null;
                demanded = used(emitted);
                emitted = 0;
                if (demanded == 0) {
                    return;
                }
                running = threads.env().currentThread();
            }
        }
    }

    /** The next element; null if there is none, or getting it has failed. */
    private @Nullable T next() {
        try {
            return source.next();
        } catch (Throwable failure) {
            failed(failure);
            return null;
        }
    }

    private boolean hasEnded() {
        try {
            return source.hasEnded();
        } catch (Throwable failure) {
            failed(failure);
            return true;
        }
    }

    /** Of several reasons to end the first one counts: the failure may be what an interrupt by another has caused. */
    private void failed(Throwable failure) {
        if (threads.env().isOver()) {
            throw rethrown(failure);
        }
        boolean unused = end.compareAndSet(null, new End(CallTrace.attach(failure, call)));
    }

    private boolean isAccepted(Flow.Subscriber<? super T> subscribed, T next) {
        try {
            subscribed.onNext(next);
            return true;
        } catch (Throwable broken) {
            broken("onNext", broken);
            return false;
        }
    }

    /** A subscriber must not throw; one that does counts as cancelled (Reactive Streams, rule 2.13). */
    private void broken(String method, Throwable broken) {
        if (threads.env().isOver()) {
            throw rethrown(broken);
        }
        cancel();
        Log.CLIENT.text(
                Level.WARNING, "the subscriber has thrown from " + method + "; its subscription is cancelled", broken);
    }

    /** Closes the source and then signals how it has ended. */
    private void finish() {
        closeSource();
        End present = end.get();
        signalEnd(present == null ? null : present.failure);
    }

    private void closeSource() {
        source.close();
        closed();
    }

    /** Nothing is left to close. */
    private void closed() {
        closed = true;
        if (end.get() != null) {
            cancelled.remove(this);
        }
    }

    /** Closes the source, if it is this thread that may use it: one that closes the client within a signal. */
    void closeIfRunningOn(Thread current) {
        if (current.equals(running)) {
            closeSource();
        }
    }

    /** @param failure null for the end of the elements */
    private void signalEnd(@Nullable Throwable failure) {
        End before = end.getAndSet(SIGNALLED);
        var subscribed = subscriber;
        subscriber = null;
        if (subscribed == null || (before != null && before.failure == null)) {
            return;
        }
        try {
            if (before != null && before.failure != null) {
                subscribed.onError(before.failure);
            } else if (failure != null) {
                subscribed.onError(failure);
            } else {
                subscribed.onComplete();
            }
        } catch (Throwable broken) {
            broken("its last signal", broken);
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    @Override
    public String toString() {
        if (closed || end.get() != null) {
            return "Subscription [ended]";
        }
        long requested = demand.get();
        if (requested == UNBOUNDED) {
            return "Subscription [everything is requested]";
        }
        return requested == 0
                ? "Subscription [waiting for a request]"
                : "Subscription [up to " + requested + " requested]";
    }
}
