package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.internal.session.StartedOperations;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A blocking operation on a thread of its own, and the future of its result. It completes when the operation has ended,
 * its connection is back in the pool, and the next operation has taken its place in flight. {@link #cancel} and {@link
 * #completeExceptionally} complete it immediately and end the operation: one in the queue leaves it, one that runs is
 * interrupted. Nobody can give it another result.
 *
 * <p>Thread-safe without a lock: the thread that moves {@link #phase} on has the right, and the duty, to complete it.
 *
 * @param <T> the type of the result
 */
final class OperationFuture<T extends @Nullable Object> extends CompletableFuture<T>
        implements Runnable, StartedOperations.Operation {
    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(OperationFuture.class, "phase", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The phases besides a {@link Place}, in the queue; a {@link Thread}, on it; and an {@link Interruption}. */
    private enum Phase {
        /** Not in the queue. */
        NEW,
        /** In flight, but its thread has not begun. */
        STARTING,
        /** The operation has ended, or will never begin. */
        ENDED
    }

    private final OperationThreads threads;
    /** Null if it does not count as in flight. */
    private final @Nullable InFlight bound;

    private final @Nullable Object target;

    private @Nullable Callable<T> operation;
    private @Nullable Throwable call;
    private @Nullable SessionScope caller;
    /** This, in the context of the caller. */
    private Runnable task;

    private volatile Object phase = Phase.NEW;

    /**
     * @param target what the operation is on, for messages; null if it is not known
     * @param call records the stack of the caller; null if that is not wanted
     */
    OperationFuture(
            OperationThreads threads,
            @Nullable InFlight bound,
            @Nullable Object target,
            Callable<T> operation,
            @Nullable Throwable call) {
        this.threads = threads;
        this.bound = bound;
        this.target = target;
        this.operation = operation;
        this.call = call;
        this.task = this;
    }

    /**
     * Starts the operation, or puts it into the queue. Called once, by the caller.
     *
     * @param timeout that of the operation, which counts from now; null if it has none
     * @param session the one that the operation names; null if it names none
     */
    void submit(@Nullable Duration timeout, @Nullable ExplicitSession session) {
        InFlight limit = bound;
        try {
            task = threads.inContext(this);
            if (threads.areForeign() && timeout != null) {
                caller = SessionScope.ofCaller(threads.env().nanoTime());
            } else if (SessionScope.isCurrent()) {
                caller = SessionScope.ofCaller();
            }
            if (limit != null && !isEntered(limit, session)) {
                enqueue(limit, deadline(timeout, session));
            } else {
                start(Phase.NEW, limit);
            }
        } catch (Throwable failure) {
            if (threads.env().isOver()) {
                throw failure;
            }
            fail(failure);
        }
    }

    /** What keeps a connection does not wait for others, which may be waiting for that connection. */
    private static boolean isEntered(InFlight limit, @Nullable ExplicitSession session) {
        if (SessionScope.holdsConnection(session)) {
            limit.enterUnasked();
            return true;
        }
        return limit.tryEnter();
    }

    private Deadline deadline(@Nullable Duration timeout, @Nullable ExplicitSession session) {
        if (session != null && session.deadline().isSet()) {
            return session.deadline();
        }
        if (timeout == null) {
            return Deadline.NONE;
        }
        long nowNanos = threads.env().nanoTime();
        caller = SessionScope.ofCaller(nowNanos);
        return Deadline.since(nowNanos, timeout);
    }

    private void enqueue(InFlight limit, Deadline deadline) {
        var place = new Queued(this, deadline);
        phase = place;
        if (!limit.enqueue(place, true)) {
            start(place, limit);
        }
    }

    private void start(Object before, @Nullable InFlight limit) {
        if (!begin(before) && limit != null) {
            limit.exit();
        }
    }

    /** It is in flight, and begins; false if it does not, as it was cancelled or there is no thread for it. */
    private boolean begin(Object before) {
        if (!PHASE.compareAndSet(this, before, Phase.STARTING)) {
            return false;
        }
        try {
            threads.start(task);
            return true;
        } catch (Throwable failure) {
            if (threads.env().isOver()) {
                throw failure;
            }
            if (!PHASE.compareAndSet(this, Phase.STARTING, Phase.ENDED)) {
                // Its thread has begun all the same, or it was cancelled: its place in flight is theirs.
                return true;
            }
            ended();
            if (before instanceof Place && bound != null) {
                bound.elsewhere(() -> fail(failure));
            } else {
                fail(failure);
            }
            return false;
        }
    }

    /** Runs the operation, on its thread. */
    @Override
    public void run() {
        Env env = threads.env();
        Thread current = env.currentThread();
        Callable<T> todo = operation;
        if (todo == null || !PHASE.compareAndSet(this, Phase.STARTING, current)) {
            return;
        }
        operation = null;
        T result;
        try {
            result = call(todo);
        } catch (Throwable failure) {
            if (!env.isOver() && end(current)) {
                fail(failure);
            }
            return;
        }
        if (end(current)) {
            super.complete(result);
        }
    }

    private T call(Callable<T> todo) throws Exception {
        SessionScope scope = caller;
        if (scope == null) {
            return todo.call();
        }
        caller = null;
        scope.resume();
        try {
            return todo.call();
        } finally {
            scope.close();
        }
    }

    /** The operation has ended; returns whether its result counts. */
    private boolean end(Thread current) {
        boolean counts = PHASE.compareAndSet(this, current, Phase.ENDED);
        if (!counts && phase instanceof Interruption interruption) {
            interruption.end();
        }
        InFlight limit = bound;
        if (limit != null) {
            try {
                limit.exit();
            } catch (Throwable noMemory) {
                if (threads.env().isOver()) {
                    throw noMemory;
                }
                // For the next operation; this one has its result.
            }
        }
        return counts;
    }

    /** Completes it with a failure, which its caller has the right to do that has ended it. */
    private void fail(Throwable failure) {
        super.completeExceptionally(CallTrace.attach(failure, call));
    }

    /** What it needs no more, if it will not run. */
    private void ended() {
        operation = null;
        caller = null;
        task = this;
    }

    /** Ends the operation because of a failure from outside; false if it has ended. */
    private boolean stop(Throwable why) {
        while (true) {
            Object now = phase;
            switch (now) {
                case Thread running -> {
                    var interruption = new Interruption(threads.env());
                    if (PHASE.compareAndSet(this, running, interruption)) {
                        return interrupted(running, interruption, why);
                    }
                }
                case Place place -> {
                    if (PHASE.compareAndSet(this, place, Phase.ENDED)) {
                        ended();
                        if (bound != null) {
                            boolean unused = bound.leave(place);
                        }
                        return super.completeExceptionally(why);
                    }
                }
                case Phase.STARTING -> {
                    if (PHASE.compareAndSet(this, Phase.STARTING, Phase.ENDED)) {
                        // Whenever its thread begins, it does nothing.
                        if (bound != null) {
                            bound.exit();
                        }
                        return super.completeExceptionally(why);
                    }
                }
                default -> {
                    return false;
                }
            }
        }
    }

    private boolean interrupted(Thread running, Interruption interruption, Throwable why) {
        if (!running.equals(threads.env().currentThread())) {
            interruption.interrupt(running);
            return super.completeExceptionally(why);
        }
        // Dependents run here, and must not see the interrupt.
        boolean completed = super.completeExceptionally(why);
        interruption.interrupt(running);
        return completed;
    }

    /**
     * Completes it with a {@link CancellationException} and ends the operation.
     *
     * @param mayInterruptIfRunning has no effect: an operation that runs is interrupted
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return (!isDone() && stop(new CancellationException())) || isCancelled();
    }

    @Override
    public boolean hasEnded() {
        return isDone();
    }

    @Override
    public boolean giveUp() {
        return !isDone() && cancel(true);
    }

    /** Completes it with a failure of the program, such as a timeout, and ends the operation. */
    @Override
    public boolean completeExceptionally(Throwable ex) {
        if (ex == null) {
            throw new NullPointerException("ex must not be null");
        }
        return !isDone() && stop(ex);
    }

    /** Rejected: its result is that of the operation. */
    @Override
    public boolean complete(T value) {
        throw rejected("complete");
    }

    /** Rejected: its result is that of the operation. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw rejected("completeAsync");
    }

    /** Rejected: its result is that of the operation. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw rejected("completeAsync");
    }

    /** Rejected: its result is that of the operation. */
    @Override
    public void obtrudeValue(T value) {
        throw rejected("obtrudeValue");
    }

    /** Rejected: its result is that of the operation. */
    @Override
    public void obtrudeException(Throwable ex) {
        throw rejected("obtrudeException");
    }

    private static UnsupportedOperationException rejected(String method) {
        return new UnsupportedOperationException(method + " cannot be called for an operation of the database, which"
                + " alone determines the result: use copy() for a future that can be completed, or cancel(true) to end"
                + " the operation");
    }

    /** A dependent future, which has the value if the operation takes too long, and then ends that. */
    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        CompletableFuture<T> limited = copy().completeOnTimeout(value, timeout, unit);
        var unused = limited.whenComplete((result, failure) -> cancel(true));
        return limited;
    }

    /** Dependents are futures as others. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public String toString() {
        return "Future of an operation" + (target == null ? "" : " on " + target) + " [" + description() + "]";
    }

    private String description() {
        if (isCancelled()) {
            return "cancelled";
        }
        if (isDone()) {
            return isCompletedExceptionally() ? "failed: " + exceptionNow() : "completed";
        }
        return switch (phase) {
            case Place queued -> "in the queue";
            case Thread running -> "running";
            case Interruption interrupted -> "cancelled";
            case Phase.NEW, Phase.STARTING -> "starting";
            default -> "ended";
        };
    }

    /** Its place in the queue. */
    private static final class Queued extends Place {
        private final OperationFuture<?> future;

        Queued(OperationFuture<?> future, Deadline deadline) {
            super(deadline, future.target);
            this.future = future;
        }

        @Override
        boolean begin() {
            return future.begin(this);
        }

        @Override
        void fail(Throwable failure) {
            if (PHASE.compareAndSet(future, this, Phase.ENDED)) {
                future.ended();
                future.fail(failure);
            }
        }
    }
}
