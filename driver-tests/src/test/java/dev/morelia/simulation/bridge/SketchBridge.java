package dev.morelia.simulation.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A simple bridge under one lock, correct but for the planted bug. */
final class SketchBridge implements TestedBridge {

    /** What is wrong. */
    enum Bug {
        NONE,
        COMPLETES_BEFORE_IT_LEAVES,
        CANCEL_LOST_IN_QUEUE,
        CANCEL_LOST_BEFORE_THE_START,
        CANCEL_LOST_WHILE_RUNNING,
        CANCEL_KEEPS_PLACE_IN_FLIGHT,
        INTERRUPT_REACHES_DEPENDENT,
        LAST_COME_FIRST_SERVED,
        OVERTAKES_THE_QUEUE,
        TIMEOUT_LOST_IN_QUEUE
    }

    private enum Phase {
        QUEUED,
        STARTING,
        RUNNING,
        ENDED
    }

    private final Env env;
    private final int maxInFlight;
    private final Bug bug;
    private final Monitor monitor;
    private final List<Operation> queue = new ArrayList<>();
    private int inFlight;

    SketchBridge(Env env, int maxInFlight, Bug bug) {
        this.env = env;
        this.maxInFlight = maxInFlight;
        this.bug = bug;
        this.monitor = env.newMonitor();
    }

    @Override
    public Result run(Callable<Integer> body, @Nullable Duration timeout) {
        var operation = new Operation(body);
        boolean begins;
        monitor.lock();
        try {
            begins = inFlight < maxInFlight && (queue.isEmpty() || bug == Bug.OVERTAKES_THE_QUEUE);
            if (begins) {
                inFlight++;
                operation.phase = Phase.STARTING;
            } else {
                queue.add(bug == Bug.LAST_COME_FIRST_SERVED ? 0 : queue.size(), operation);
            }
        } finally {
            monitor.unlock();
        }
        if (begins) {
            start(operation);
        } else if (timeout != null && bug != Bug.TIMEOUT_LOST_IN_QUEUE) {
            var deadline = Deadline.of(timeout, env);
            env.start("timeout", ThreadKind.VIRTUAL, () -> operation.failAt(deadline));
        }
        return operation;
    }

    private void start(Operation operation) {
        env.start("operation", ThreadKind.VIRTUAL, operation::execute);
    }

    private void leave() {
        if (bug == Bug.OVERTAKES_THE_QUEUE) {
            // A place in flight that is free for a moment, before the first in the queue takes it.
            monitor.lock();
            inFlight--;
            monitor.unlock();
            monitor.lock();
            inFlight++;
            monitor.unlock();
        }
        Operation next = null;
        monitor.lock();
        try {
            if (queue.isEmpty() || inFlight > maxInFlight) {
                inFlight--;
            } else {
                next = queue.removeFirst();
                next.phase = Phase.STARTING;
            }
        } finally {
            monitor.unlock();
        }
        if (next != null) {
            start(next);
        }
    }

    @Override
    public int pending() {
        monitor.lock();
        try {
            return inFlight + queue.size();
        } finally {
            monitor.unlock();
        }
    }

    @Override
    public void close() {
        // There is nothing in the queue at the end of a history.
    }

    private final class Operation implements Result {
        private final Callable<Integer> body;
        private Phase phase = Phase.QUEUED;
        private @Nullable Thread thread;
        private boolean done;
        private @Nullable Integer result;
        private @Nullable Consumer<@Nullable Integer> action;

        Operation(Callable<Integer> body) {
            this.body = body;
        }

        void execute() {
            monitor.lock();
            try {
                if (phase != Phase.STARTING) {
                    return;
                }
                phase = Phase.RUNNING;
                thread = env.currentThread();
            } finally {
                monitor.unlock();
            }
            Integer answer = null;
            try {
                answer = body.call();
            } catch (Exception interrupted) {
                // It has no result.
            }
            if (bug == Bug.COMPLETES_BEFORE_IT_LEAVES) {
                complete(answer);
            }
            if (bug != Bug.INTERRUPT_REACHES_DEPENDENT) {
                end();
            }
            boolean cancelled = isDone();
            boolean unused = bug != Bug.INTERRUPT_REACHES_DEPENDENT && env.clearInterrupt();
            if (!cancelled || bug != Bug.CANCEL_KEEPS_PLACE_IN_FLIGHT) {
                leave();
            }
            complete(answer);
            end();
        }

        private void end() {
            monitor.lock();
            try {
                phase = Phase.ENDED;
            } finally {
                monitor.unlock();
            }
        }

        private void complete(@Nullable Integer answer) {
            Consumer<@Nullable Integer> follows;
            monitor.lock();
            try {
                if (done) {
                    return;
                }
                done = true;
                result = answer;
                follows = action;
            } finally {
                monitor.unlock();
            }
            if (follows != null) {
                follows.accept(answer);
            }
        }

        void failAt(Deadline deadline) {
            try {
                env.sleep(deadline.remainingNanos(env.nanoTime()));
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
            monitor.lock();
            try {
                if (!queue.remove(this)) {
                    return;
                }
                phase = Phase.ENDED;
            } finally {
                monitor.unlock();
            }
            complete(null);
        }

        @Override
        public void whenComplete(Consumer<@Nullable Integer> follows) {
            monitor.lock();
            try {
                if (!done) {
                    action = follows;
                    return;
                }
            } finally {
                monitor.unlock();
            }
            follows.accept(result);
        }

        @Override
        public boolean isDone() {
            monitor.lock();
            try {
                return done;
            } finally {
                monitor.unlock();
            }
        }

        @Override
        public boolean cancel() {
            Phase before;
            monitor.lock();
            try {
                before = phase;
                if (done || before == Phase.ENDED) {
                    return false;
                }
                Thread running = thread;
                if (before == Phase.QUEUED && bug != Bug.CANCEL_LOST_IN_QUEUE) {
                    queue.remove(this);
                    phase = Phase.ENDED;
                } else if (before == Phase.STARTING && bug != Bug.CANCEL_LOST_BEFORE_THE_START) {
                    phase = Phase.ENDED;
                } else if (running != null && bug != Bug.CANCEL_LOST_WHILE_RUNNING) {
                    // Under the lock, so that it cannot arrive after the end.
                    env.interrupt(running);
                }
            } finally {
                monitor.unlock();
            }
            if (before == Phase.STARTING && bug != Bug.CANCEL_LOST_BEFORE_THE_START) {
                leave();
            }
            complete(null);
            return true;
        }
    }
}
