package dev.morelia.internal.bridge;

import dev.morelia.error.AsyncQueueFullException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.event.AsyncUse;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.jfr.AsyncQueueRecording;
import dev.morelia.settings.AsyncSettings;
import dev.morelia.settings.PoolSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The operations in flight and those in the queue. Below the maximum an operation only counts itself, without a lock;
 * beyond it, it gets a place in the queue, and the operation that ends passes its own place in flight on to the first
 * one. Both numbers are one value, so that nobody overtakes the queue. Thread-safe; nothing but the queue and the
 * numbers is touched under the monitor.
 */
final class InFlight {
    private static final int MINIMUM = 256;
    private static final int WITHOUT_POOL_LIMIT = 1_000;
    private static final int EACH_CONNECTION = 4;
    private static final long ONE_QUEUED = 1L << Integer.SIZE;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Background background;
    private final Env env;
    private final int maxInFlight;
    private final int maxQueued;
    /** Operations in flight in the lower half; those in the queue, changed under the monitor alone, in the upper. */
    private final AtomicLong numbers = new AtomicLong();

    private final Monitor monitor;
    private final PlaceQueue queue = new PlaceQueue();
    private final BackgroundThread timeouts;
    /** When the thread for timeouts looks again, as long as it runs. */
    private long looksAtNanos;

    private boolean looks;
    private boolean closed;
    private long waited;
    private long waitNanos;
    private long rejected;
    private final AtomicLong timedOut = new AtomicLong();

    InFlight(Background background, AsyncSettings settings, PoolSettings pool) {
        this.background = background;
        this.env = background.env();
        this.maxInFlight = maximum(settings, pool);
        this.maxQueued = settings.maxQueued();
        this.monitor = env.newMonitor();
        this.timeouts = background.thread("morelia-async-timeouts", this::failLate);
    }

    private static int maximum(AsyncSettings settings, PoolSettings pool) {
        if (settings.maxInFlight() > 0) {
            return settings.maxInFlight();
        }
        return pool.maxPoolSize() == 0
                ? WITHOUT_POOL_LIMIT
                : Math.clamp((long) EACH_CONNECTION * pool.maxPoolSize(), MINIMUM, Integer.MAX_VALUE);
    }

    private static int inFlight(long numbers) {
        return (int) numbers;
    }

    private static int queued(long numbers) {
        return (int) (numbers >>> Integer.SIZE);
    }

    private boolean isFree(long now) {
        return queued(now) == 0 && inFlight(now) < maxInFlight;
    }

    /** Counts an operation as in flight, unless it has to queue. Takes no lock. */
    boolean tryEnter() {
        long now = numbers.get();
        while (isFree(now)) {
            if (numbers.compareAndSet(now, now + 1)) {
                return true;
            }
            now = numbers.get();
        }
        return false;
    }

    /** Counts an operation as in flight that must not wait, whatever the maximum. */
    void enterUnasked() {
        numbers.incrementAndGet();
    }

    /**
     * Puts an operation into the queue.
     *
     * @param limited whether it is rejected if too many are in the queue
     * @return false if it is in flight instead, as there is room again
     * @throws AsyncQueueFullException if it is rejected
     * @throws ClientClosedException if the client is closed
     */
    boolean enqueue(Place place, boolean limited) {
        place.queuedNanos = env.nanoTime();
        place.recording = AsyncQueueRecording.isOn() ? AsyncQueueRecording.start() : null;
        boolean urgent;
        monitor.lock();
        try {
            if (closed) {
                throw closed(place);
            }
            if (!reserve(limited)) {
                return false;
            }
            add(place);
            urgent = !place.deadline.isNone() && (!looks || place.deadline.atNanos() - looksAtNanos < 0);
            if (urgent) {
                monitor.signalAll();
            }
        } finally {
            monitor.unlock();
        }
        if (urgent) {
            timeouts.ensureRunning();
        }
        return true;
    }

    /** Counts another operation, in the queue or else in flight. */
    private boolean reserve(boolean limited) {
        while (true) {
            long now = numbers.get();
            if (isFree(now)) {
                if (numbers.compareAndSet(now, now + 1)) {
                    return false;
                }
            } else if (limited && queued(now) >= maxQueued) {
                rejected++;
                throw new AsyncQueueFullException(inFlight(now), maxInFlight, queued(now), maxQueued);
            } else if (numbers.compareAndSet(now, now + ONE_QUEUED)) {
                return true;
            }
        }
    }

    private void add(Place place) {
        boolean added = false;
        try {
            queue.add(place);
            added = true;
        } finally {
            if (!added) {
                numbers.addAndGet(-ONE_QUEUED);
            }
        }
    }

    /** An operation in flight has ended: the first one in the queue is in flight instead. */
    void exit() {
        while (true) {
            long now = numbers.get();
            if (queued(now) == 0 || inFlight(now) > maxInFlight) {
                if (numbers.compareAndSet(now, now - 1)) {
                    return;
                }
            } else {
                Place next = next();
                if (next != null && begins(next)) {
                    return;
                }
            }
        }
    }

    private boolean begins(Place next) {
        if (!next.deadline.isNone()) {
            long nowNanos = env.nanoTime();
            if (next.deadline.hasPassed(nowNanos)) {
                failLate(next, late(next, nowNanos));
                return false;
            }
        }
        return next.begin();
    }

    private @Nullable Place next() {
        Place next;
        monitor.lock();
        try {
            next = queue.first();
            if (next != null) {
                remove(next);
            }
        } finally {
            monitor.unlock();
        }
        if (next != null && next.recording != null) {
            next.recording.end(queued(numbers.get()));
        }
        return next;
    }

    /** Under the monitor. */
    private boolean remove(Place place) {
        if (!queue.remove(place)) {
            return false;
        }
        numbers.addAndGet(-ONE_QUEUED);
        waited++;
        waitNanos += env.nanoTimeOr(place.queuedNanos) - place.queuedNanos;
        return true;
    }

    /** Removes an operation from the queue; false if it has left it already. */
    boolean leave(Place place) {
        monitor.lock();
        try {
            return remove(place);
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Waits until the calling thread counts as an operation in flight, whatever the maximum length of the queue; {@link
     * #exit} must follow.
     *
     * @param deadline when the wait must have ended
     * @param target what the operation is on; null if it is not known
     * @return whether it was in the queue
     * @throws InterruptedException if the thread is interrupted; it then does not count
     * @throws OperationTimeoutException if the deadline passes in the queue
     * @throws ClientClosedException if the client is closed meanwhile
     */
    boolean acquire(Deadline deadline, @Nullable Object target) throws InterruptedException {
        if (tryEnter()) {
            return false;
        }
        var place = new AwaitedPlace(env, deadline, target);
        if (!enqueue(place, false)) {
            return false;
        }
        boolean done = false;
        try {
            Throwable failure = place.await();
            done = true;
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            return true;
        } finally {
            if (!done) {
                if (place.leave()) {
                    exit();
                } else {
                    leave(place);
                }
            }
        }
    }

    /** As {@link #acquire}, for what reports an interrupt as an operation does. */
    boolean enter(Deadline deadline, @Nullable Object target) {
        try {
            return acquire(deadline, target);
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw new InterruptedOperationException(
                    null, "waiting for other operations in flight", RetryAdvice.SAFE, e);
        }
    }

    /** One turn of the thread for timeouts: waits until an operation has been in the queue for too long. */
    private boolean failLate() throws InterruptedException {
        Place late;
        monitor.lock();
        try {
            late = awaitLate();
        } finally {
            monitor.unlock();
        }
        if (late == null) {
            return false;
        }
        // Before it leaves the queue, as there may be no memory for it now.
        Throwable failure = late(late, env.nanoTime());
        if (leave(late)) {
            failLate(late, failure);
        }
        return true;
    }

    private void failLate(Place late, Throwable failure) {
        timedOut.incrementAndGet();
        failElsewhere(late, failure);
    }

    private @Nullable Place awaitLate() throws InterruptedException {
        long begunNanos = env.nanoTime();
        try {
            while (!closed) {
                Place first = queue.mostUrgent();
                long nowNanos = env.nanoTime();
                if (first == null) {
                    looks = false;
                    long leftNanos = IDLE_NANOS - (nowNanos - begunNanos);
                    if (leftNanos <= 0) {
                        return null;
                    }
                    monitor.await(leftNanos);
                } else if (first.deadline.hasPassed(nowNanos)) {
                    return first;
                } else {
                    looks = true;
                    looksAtNanos = first.deadline.atNanos();
                    monitor.await(first.deadline.remainingNanos(nowNanos));
                }
            }
            return null;
        } finally {
            looks = false;
        }
    }

    private Throwable late(Place place, long nowNanos) {
        try {
            Deadline deadline = place.deadline;
            var last = new LastStep(Step.QUEUE, Duration.ofNanos(nowNanos - place.queuedNanos));
            var cause = new TimeoutException("as many operations as maxInFlight permits, " + maxInFlight
                    + ", were in flight: start fewer at once, or raise maxInFlight, and maxPoolSize with it");
            return new OperationTimeoutException(
                    null, describe(place.target), deadline.timeout(), last, RetryAdvice.SAFE, cause);
        } catch (VirtualMachineError noMemory) {
            return noMemory;
        }
    }

    private static ClientClosedException closed(Place place) {
        return new ClientClosedException(
                describe(place.target) + ", which was waiting in the queue,", RetryAdvice.UNSAFE);
    }

    private static String describe(@Nullable Object target) {
        return "An operation of the async API" + (target == null ? "" : " on " + target);
    }

    /** Ends an operation that has left the queue, where code of the program that depends on it may take its time. */
    private void failElsewhere(Place place, Throwable failure) {
        elsewhere(() -> place.fail(failure));
    }

    /** Runs what may run code of the program, on a thread of its own. */
    void elsewhere(Runnable ending) {
        try {
            env.start("morelia-async", ThreadKind.VIRTUAL, ending);
        } catch (Throwable noThread) {
            if (env.isOver()) {
                throw noThread;
            }
            if (!background.events().add(ending)) {
                ending.run();
            }
        }
    }

    /** The usage now. */
    AsyncUse use() {
        long nowNanos = env.nanoTime();
        monitor.lock();
        try {
            long now = numbers.get();
            Place first = queue.first();
            long longestNanos = first == null ? 0 : Math.max(0, nowNanos - first.queuedNanos);
            return new AsyncUse(
                    inFlight(now),
                    maxInFlight,
                    queued(now),
                    Duration.ofNanos(longestNanos),
                    waited,
                    Duration.ofNanos(waitNanos),
                    rejected,
                    timedOut.get());
        } finally {
            monitor.unlock();
        }
    }

    /** Ends the operations in the queue, as the client is closed. */
    void close() {
        monitor.lock();
        try {
            closed = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
        for (Place next = next(); next != null; next = next()) {
            failElsewhere(next, closed(next));
        }
    }
}
