package dev.morelia.internal.bridge;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.log.Log;
import dev.morelia.spi.AsyncExecutor;
import dev.morelia.spi.ContextPropagation;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the async API, one for each operation: virtual ones, unless the program provides them. Thread-safe.
 */
final class OperationThreads {
    private static final String NAME = "morelia-async";

    private final Env env;
    private final @Nullable AsyncExecutor executor;
    private final @Nullable ContextPropagation propagation;
    private final AtomicBoolean reported = new AtomicBoolean();

    OperationThreads(
            Background background, @Nullable AsyncExecutor executor, @Nullable ContextPropagation propagation) {
        this.env = background.env();
        this.executor = executor;
        this.propagation = propagation;
    }

    Env env() {
        return env;
    }

    /** Whether the program provides the threads, so that an operation may wait for one. */
    boolean areForeign() {
        return executor != null;
    }

    /**
     * Starts a thread, or has the program run it on one.
     *
     * @throws RuntimeException whatever code of the program throws, as {@link Error}s
     */
    void start(Runnable operation) {
        if (executor == null) {
            env.start(NAME, ThreadKind.VIRTUAL, operation);
            return;
        }
        var handed = new Handed(env, operation);
        try {
            executor.execute(handed);
        } catch (Throwable failure) {
            if (handed.take()) {
                throw failure;
            }
            // It runs all the same, on another thread.
            return;
        } finally {
            handed.starter = null;
        }
        if (handed.refused && handed.take()) {
            throw new IllegalStateException("The AsyncExecutor ran an operation on the thread that called execute:"
                    + " it must run each on another thread, or throw an exception");
        }
    }

    /** The same for what has to run: on a virtual thread if the program has none for it. */
    void startAnyway(Runnable operation) {
        try {
            start(operation);
        } catch (Throwable noThread) {
            if (executor == null || env.isOver()) {
                throw noThread;
            }
            env.start(NAME, ThreadKind.VIRTUAL, operation);
        }
    }

    /** The operation as it runs in the context of the calling thread. */
    Runnable inContext(Runnable operation) {
        return propagation == null ? operation : inContext(operation, propagation, false);
    }

    /** The same for what runs any number of times, one after the other. */
    Runnable eachTimeInContext(Runnable task) {
        return propagation == null ? task : inContext(task, propagation, true);
    }

    private Runnable inContext(Runnable operation, ContextPropagation carrier, boolean again) {
        var once = new Once(operation, again);
        Runnable wrapped = null;
        try {
            wrapped = carrier.wrap(once);
            if (wrapped == null) {
                report("returned null", null);
            }
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            report("threw an exception", failure);
        }
        return wrapped == null ? operation : new Carried(this, once, wrapped);
    }

    private void report(String what, @Nullable Throwable failure) {
        if (!reported.getAndSet(true)) {
            Log.CLIENT.text(
                    Level.WARNING,
                    "The ContextPropagation " + what + ": operations run without the context; further failures are"
                            + " not logged",
                    failure);
        }
    }

    /**
     * Does not run on the thread that hands it over, which must not block, and may be one that ends an operation. Runs
     * once, however often it is asked to, and not at all once it counts as not handed over.
     */
    private static final class Handed implements Runnable {
        private final Env env;
        private final Runnable operation;
        private final AtomicBoolean taken = new AtomicBoolean();
        /** Matters to that thread alone, so it needs no synchronization. */
        @Nullable
        Thread starter;

        boolean refused;

        Handed(Env env, Runnable operation) {
            this.env = env;
            this.operation = operation;
            this.starter = env.currentThread();
        }

        /** Decides what becomes of it; true for the first one who asks. */
        boolean take() {
            return !taken.getAndSet(true);
        }

        @Override
        public void run() {
            if (env.currentThread().equals(starter)) {
                refused = true;
            } else if (take()) {
                operation.run();
            }
        }
    }

    /**
     * Runs once, however often and on however many threads it is asked to. If it runs again, then once each time that
     * it is begun anew.
     */
    private static final class Once implements Runnable {
        private final Runnable operation;
        private final boolean again;
        private final AtomicBoolean begun;

        Once(Runnable operation, boolean again) {
            this.operation = operation;
            this.again = again;
            this.begun = new AtomicBoolean(again);
        }

        @Override
        public void run() {
            if (!begun.getAndSet(true)) {
                operation.run();
            }
        }
    }

    /** Runs the operation in its context, or without if code of the program fails. */
    private record Carried(OperationThreads threads, Once operation, Runnable wrapped) implements Runnable {
        @Override
        public void run() {
            if (operation.again) {
                operation.begun.set(false);
            }
            try {
                wrapped.run();
                if (!operation.begun.get()) {
                    threads.report("did not run an operation", null);
                }
            } catch (Throwable failure) {
                if (threads.env.isOver()) {
                    throw failure;
                }
                threads.report("threw an exception", failure);
            }
            operation.run();
        }
    }
}
