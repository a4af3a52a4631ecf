package dev.morelia.simulation.bridge;

import dev.morelia.internal.bridge.Source;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Simple publishers under one lock, correct but for the planted bug. */
final class SketchPublishers implements TestedPublishers {

    /** What is wrong. */
    enum Bug {
        NONE,
        EMITS_TOO_MUCH,
        SIGNALS_AFTER_THE_END,
        SIGNALS_AFTER_CANCEL,
        LOSES_DEMAND,
        EMITS_CONCURRENTLY,
        OVERTAKES_ON_SUBSCRIBE,
        CANCEL_LEAVES_CURSOR_OPEN,
        CANCEL_WITHOUT_DEMAND_LEAVES_CURSOR_OPEN,
        KEEPS_PLACE_IN_FLIGHT_WITHOUT_DEMAND,
        CANCEL_LOST_WHILE_WAITING,
        CANCEL_LOST_BEFORE_THE_WAIT,
        INTERRUPT_REACHES_SUBSCRIBER,
        CLIENT_CLOSES_BEFORE_CANCELLED_CURSORS
    }

    private final Env env;
    private final int maxInFlight;
    private final Bug bug;
    private final Monitor monitor;
    private int inFlight;
    private int queued;
    /** Cancelled subscriptions whose source is not closed yet. */
    private int closing;

    SketchPublishers(Env env, int maxInFlight, Bug bug) {
        this.env = env;
        this.maxInFlight = maxInFlight;
        this.bug = bug;
        this.monitor = env.newMonitor();
    }

    @Override
    public Flow.Publisher<Integer> publish(Callable<? extends Source<Integer>> open) {
        return subscriber -> new Subscription(open, subscriber).begin();
    }

    @Override
    public int pending() {
        monitor.lock();
        try {
            return inFlight + queued;
        } finally {
            monitor.unlock();
        }
    }

    @Override
    public void close() {
        monitor.lock();
        try {
            while (closing > 0 && bug != Bug.CLIENT_CLOSES_BEFORE_CANCELLED_CURSORS) {
                monitor.await(Long.MAX_VALUE);
            }
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        } finally {
            monitor.unlock();
        }
    }

    private void acquire() throws InterruptedException {
        monitor.lock();
        queued++;
        try {
            while (inFlight == maxInFlight) {
                monitor.await(Long.MAX_VALUE);
            }
            inFlight++;
        } finally {
            queued--;
            monitor.unlock();
        }
    }

    private void release() {
        monitor.lock();
        try {
            inFlight--;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    private final class Subscription implements Flow.Subscription {
        private final Callable<? extends Source<Integer>> open;
        private final Flow.Subscriber<? super Integer> subscriber;
        private @Nullable Source<Integer> source;
        private boolean hasPlace;
        private long demand;
        /** Whether a thread emits, has ended it, or runs {@code onSubscribe}. */
        private boolean active = bug != Bug.OVERTAKES_ON_SUBSCRIBE;

        private boolean cancelled;
        private boolean isClosing;
        private boolean finished;
        private @Nullable Throwable failure;
        private @Nullable Thread waiting;

        Subscription(Callable<? extends Source<Integer>> open, Flow.Subscriber<? super Integer> subscriber) {
            this.open = open;
            this.subscriber = subscriber;
        }

        void begin() {
            subscriber.onSubscribe(this);
            if (bug != Bug.OVERTAKES_ON_SUBSCRIBE) {
                start();
            }
        }

        private void start() {
            env.start(THREAD, ThreadKind.VIRTUAL, this::emit);
        }

        @Override
        public void request(long n) {
            boolean starts;
            monitor.lock();
            try {
                if (n <= 0) {
                    stop(false);
                } else {
                    demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                }
                starts = !active || bug == Bug.EMITS_CONCURRENTLY;
                active = true;
            } finally {
                monitor.unlock();
            }
            if (starts) {
                start();
            }
        }

        @Override
        public void cancel() {
            boolean starts;
            monitor.lock();
            try {
                stop(true);
                starts = !active && bug != Bug.CANCEL_WITHOUT_DEMAND_LEAVES_CURSOR_OPEN;
                active = true;
            } finally {
                monitor.unlock();
            }
            if (starts) {
                start();
            }
        }

        private void stop(boolean silently) {
            if (silently && !finished && !isClosing) {
                isClosing = true;
                closing++;
            }
            if (isStopped()) {
                return;
            }
            cancelled = silently;
            failure = silently ? null : new IllegalArgumentException("request for nothing");
            Thread interrupted = waiting;
            if (interrupted != null && bug != Bug.CANCEL_LOST_WHILE_WAITING) {
                // Under the lock, so that it cannot arrive after the wait.
                env.interrupt(interrupted);
            }
        }

        private boolean isStopped() {
            return cancelled || failure != null;
        }

        private void emit() {
            while (isDemanded()) {
                Integer next = next();
                if (next == null || !isTaken()) {
                    finish();
                    return;
                }
                subscriber.onNext(next);
            }
        }

        /** Whether there is something to do; if not, this thread has to end. */
        private boolean isDemanded() {
            Source<Integer> opened = source;
            boolean more = opened != null && (opened.hasEnded() || (bug == Bug.EMITS_TOO_MUCH && opened.isAvailable()));
            monitor.lock();
            try {
                if (demand > 0 || isStopped() || more) {
                    return true;
                }
                if (bug == Bug.LOSES_DEMAND) {
                    monitor.unlock();
                    monitor.lock();
                }
                active = false;
                return false;
            } finally {
                monitor.unlock();
            }
        }

        private boolean isTaken() {
            monitor.lock();
            try {
                if (isStopped() && bug != Bug.SIGNALS_AFTER_CANCEL) {
                    return false;
                }
                demand -= demand == Long.MAX_VALUE || demand == 0 ? 0 : 1;
                return true;
            } finally {
                monitor.unlock();
            }
        }

        private @Nullable Integer next() {
            try {
                Source<Integer> opened = source;
                if (opened == null) {
                    opened = await(open);
                    source = opened;
                }
                if (opened == null) {
                    return null;
                }
                if (opened.isAvailable()) {
                    return opened.next();
                }
                return opened.hasEnded() ? null : await(opened::next);
            } catch (Exception failed) {
                monitor.lock();
                failure = isStopped() ? failure : failed;
                monitor.unlock();
                return null;
            }
        }

        private <R> @Nullable R await(Callable<? extends @Nullable R> call) throws Exception {
            monitor.lock();
            try {
                if (isStopped() && bug != Bug.CANCEL_LOST_BEFORE_THE_WAIT) {
                    return null;
                }
                waiting = env.currentThread();
            } finally {
                monitor.unlock();
            }
            try {
                enter();
                return call.call();
            } finally {
                leave();
                monitor.lock();
                waiting = null;
                monitor.unlock();
                boolean unused = bug != Bug.INTERRUPT_REACHES_SUBSCRIBER && env.clearInterrupt();
            }
        }

        private void enter() throws InterruptedException {
            if (!hasPlace) {
                acquire();
                hasPlace = true;
            }
        }

        private void leave() {
            if (hasPlace && bug != Bug.KEEPS_PLACE_IN_FLIGHT_WITHOUT_DEMAND) {
                hasPlace = false;
                release();
            }
        }

        private void finish() {
            Source<Integer> opened = source;
            source = null;
            if (opened != null && (!cancelled || bug != Bug.CANCEL_LEAVES_CURSOR_OPEN)) {
                close(opened);
            }
            if (hasPlace) {
                release();
            }
            monitor.lock();
            Throwable why = failure;
            boolean silently = cancelled;
            cancelled = true;
            finished = true;
            closing -= isClosing ? 1 : 0;
            monitor.signalAll();
            monitor.unlock();
            if (!silently) {
                signalEnd(why);
                if (bug == Bug.SIGNALS_AFTER_THE_END) {
                    signalEnd(why);
                }
            }
        }

        private void close(Source<Integer> opened) {
            try {
                enter();
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
            opened.close();
            leave();
        }

        private void signalEnd(@Nullable Throwable why) {
            if (why != null) {
                subscriber.onError(why);
            } else {
                subscriber.onComplete();
            }
        }
    }
}
