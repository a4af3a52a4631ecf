package dev.morelia.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which simulated thread goes on, and keeps the simulated time.
 *
 * <p>There is no loop that runs the others: whoever has to wait runs {@link #choose} on his own thread, hands the baton
 * to the one chosen and parks. If he draws himself, nothing is parked at all. Everything here, and the state of every
 * simulated monitor and link, is touched only by the holder of the baton, so nothing needs a lock; the baton's volatile
 * flag carries the memory over.
 *
 * <p>A run that fails is unwound: each thread left gets the baton once more, in the order of their start, and finds
 * that every call into the simulation throws {@link SimulationStopped}. One that goes on regardless is left parked.
 */
final class Kernel {

    /** A thread that catches {@link SimulationStopped} as often as this is given up. */
    private static final int MAXIMUM_REFUSALS = 1000;

    /** How many seconds a thread may compute without entering the simulation before it counts as caught in a loop. */
    private static final int STUCK_SECONDS = 60;

    private static final int PREEMPTION_SCALE = 1024;
    private static final int[] PREEMPTION_RATES = {4, 32, 128, 400};
    private static final long MAXIMUM_STALL_NANOS = 1_000_000;

    private final long seed;
    private final SplittableRandom choices;
    private final int preemptionRate;
    private final long mostSteps;
    private final long mostNanos;
    private final Trace trace;
    private final List<SimulatedThread> live = new ArrayList<>();
    private final List<SimulatedThread> runnable = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private @Nullable Thread runner;
    private int threadNumbers;
    private long timerNumbers;
    private long now;
    /** Atomic only so that the real thread may look whether it grows. */
    private final AtomicLong steps = new AtomicLong();

    private volatile @Nullable SimulatedThread current;
    private boolean inEvent;
    private volatile boolean over;
    private @Nullable SimulationFailure failure;

    Kernel(long seed, SplittableRandom choices, long mostSteps, long mostNanos, boolean keepText) {
        this.seed = seed;
        this.choices = choices;
        this.preemptionRate = PREEMPTION_RATES[choices.nextInt(PREEMPTION_RATES.length)];
        this.mostSteps = mostSteps;
        this.mostNanos = mostNanos;
        this.trace = new Trace(keepText);
    }

    // ---- the run ----

    /** Runs everything to its end; called by the real thread that has made this kernel. */
    History run(Simulation.Program main) {
        runner = Thread.currentThread();
        start("main", main);
        var first = choose();
        if (first != null) {
            hand(first);
        }
        awaitEnd();
        if (failure != null) {
            throw failure;
        }
        return new History(seed, steps.get(), Duration.ofNanos(now), trace.hash(), trace.text());
    }

    /** Seconds are counted one by one, so that a machine that sleeps for an hour does not make a thread look stuck. */
    private void awaitEnd() {
        long seen = -1;
        for (int idleSeconds = 0; !over; idleSeconds++) {
            if (steps.get() != seen) {
                seen = steps.get();
                idleSeconds = 0;
            } else if (idleSeconds > STUCK_SECONDS) {
                throw stuck();
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            for (long left = TimeUnit.SECONDS.toNanos(1); left > 0 && !over; left = until - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    private SimulationFailure stuck() {
        var thread = current;
        var stuck = new SimulationFailure(
                seed, "seed " + seed + ": " + thread + " computes without end, or waits outside the simulation", null);
        if (thread != null) {
            stuck.setStackTrace(thread.carrier().getStackTrace());
        }
        return stuck;
    }

    SimulatedThread start(String name, Simulation.Program body) {
        var thread = new SimulatedThread(this, threadNumbers++, name, body);
        if (failure == null) {
            thread.carrier().start();
            live.add(thread);
            runnable.add(thread);
            trace.add(now, thread, "starts");
        } else {
            thread.end();
        }
        return thread;
    }

    /** The whole life of a simulated thread, on its carrier. */
    void runBody(SimulatedThread me, Simulation.Program body) {
        try {
            if (failure == null) {
                body.run();
            }
        } catch (Throwable e) {
            // Of those that unwind the threads of a failed run nothing is noted, as the first reason counts.
            fail(me + " threw " + e, e);
        }
        live.remove(me);
        me.end();
        trace.add(now, me, "ends");
        var next = choose();
        if (next != null) {
            hand(next);
        }
    }

    /** Notes why the run has failed; the first reason counts. */
    void fail(String why, @Nullable Throwable cause) {
        if (failure != null) {
            return;
        }
        var message = new StringBuilder("seed " + seed + ": " + why);
        message.append("\nat ").append(Duration.ofNanos(now)).append(", after ").append(steps + " steps; threads:");
        live.forEach(thread -> message.append("\n  ").append(thread.state()));
        message.append("\nlast steps:").append(trace.lastSteps());
        failure = new SimulationFailure(seed, message.toString(), cause);
        runnable.clear();
        timers.clear();
    }

    // ---- the baton ----

    /** Who goes on; null when nobody is left. Things that are due happen meanwhile. */
    private @Nullable SimulatedThread choose() {
        while (failure == null) {
            if (live.isEmpty()) {
                return finish();
            }
            if (!runnable.isEmpty()) {
                return draw();
            }
            advance();
        }
        return live.isEmpty() ? finish() : live.removeFirst();
    }

    private @Nullable SimulatedThread finish() {
        over = true;
        LockSupport.unpark(runner);
        return null;
    }

    private SimulatedThread draw() {
        int last = runnable.size() - 1;
        int index = last == 0 ? 0 : choices.nextInt(last + 1);
        var chosen = runnable.get(index);
        runnable.set(index, runnable.get(last));
        runnable.remove(last);
        trace.add(now, chosen, "goes on");
        if (steps.incrementAndGet() > mostSteps) {
            fail("more than " + mostSteps + " steps", null);
        }
        return chosen;
    }

    private void advance() {
        var timer = timers.poll();
        if (timer == null) {
            fail("deadlock: no thread can go on and no time will change that", null);
        } else if (!timer.isCancelled()) {
            now = Math.max(now, timer.atNanos);
            if (now > mostNanos) {
                fail("more than " + Duration.ofNanos(mostNanos) + " of simulated time", null);
                return;
            }
            trace.add(now, null, timer.what);
            inEvent = true;
            try {
                timer.run();
            } catch (RuntimeException | Error e) {
                fail("'" + timer.what + "' threw " + e, e);
            } finally {
                inEvent = false;
            }
        }
    }

    private void hand(SimulatedThread next) {
        current = next;
        next.takeBaton();
    }

    /** Lets others go on until the caller is drawn again. */
    private void passBaton(SimulatedThread me) {
        var next = choose();
        if (next != null && next != me) {
            hand(next);
            me.awaitBaton();
        }
        if (failure != null) {
            stop(me);
        }
    }

    /** Unwinds the calling thread, whose run has failed. */
    private void stop(SimulatedThread me) {
        if (me.refuse() > MAXIMUM_REFUSALS) {
            live.remove(me);
            var next = choose();
            if (next != null) {
                hand(next);
            }
            while (true) {
                LockSupport.park(this);
            }
        }
        throw SimulationStopped.unwind();
    }

    /** The thread that holds the baton, which must be the calling one. */
    SimulatedThread current() {
        var me = current;
        if (me == null || !me.carrier().equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    Thread.currentThread() + " is no thread of this simulation; start it through the simulated Env");
        }
        if (inEvent) {
            throw new IllegalStateException("an event cannot wait; it has no thread of its own");
        }
        if (failure != null) {
            stop(me);
        }
        return me;
    }

    // ---- waiting ----

    /**
     * Waits until {@link #wake} is called for the calling thread.
     *
     * @param what what for, for the trace
     */
    void waitFor(String what) {
        var me = current();
        me.beginWait(what);
        trace.add(now, me, what);
        passBaton(me);
    }

    /**
     * Waits until {@link #wake} is called, the time has passed, or the thread is interrupted.
     *
     * @param leave called at the moment when time or an interrupt ends the wait, so that nobody counts on the waiting
     *     thread any more
     * @return whether an interrupt has ended the wait; the interrupt flag is cleared then
     */
    boolean waitInterruptibly(String what, long nanos, Runnable leave) {
        var me = current();
        long wait = me.beginWait(what);
        var interrupt = new boolean[1];
        me.atInterrupt(() -> {
            interrupt[0] = true;
            leave.run();
            wake(me);
        });
        Timer timer = null;
        if (nanos != Long.MAX_VALUE) {
            timer = after(nanos, "time is up", () -> {
                if (me.isIn(wait)) {
                    leave.run();
                    wake(me);
                }
            });
        }
        trace.add(now, me, what);
        try {
            passBaton(me);
        } finally {
            if (timer != null) {
                timer.cancel();
            }
        }
        return interrupt[0] && me.takeInterrupt();
    }

    /** Ends the wait of a thread, if it waits. */
    void wake(SimulatedThread thread) {
        if (thread.isBlocked() && failure == null) {
            thread.endWait();
            runnable.add(thread);
        }
    }

    /**
     * A place where the system might take the processor away from the calling thread, for others or for a while. Most
     * often it does not.
     */
    void preempt() {
        if (inEvent || current == null) {
            return;
        }
        var me = current();
        if (choices.nextInt(PREEMPTION_SCALE) >= preemptionRate) {
            return;
        }
        if (choices.nextInt(8) == 0) {
            me.beginWait("stalls");
            after(choices.nextLong(MAXIMUM_STALL_NANOS), "stall is over", () -> wake(me));
        } else if (runnable.isEmpty()) {
            return;
        } else {
            runnable.add(me);
        }
        passBaton(me);
    }

    Timer after(long nanos, String what, Runnable action) {
        long at = now + Math.max(nanos, 0);
        var timer = new Timer(at < 0 ? Long.MAX_VALUE : at, timerNumbers++, what, action);
        if (failure == null) {
            timers.add(timer);
        }
        return timer;
    }

    boolean oneIn(int bound) {
        return choices.nextInt(bound) == 0;
    }

    /** A random number from zero to below the bound. */
    long upTo(long bound) {
        return choices.nextLong(bound);
    }

    /** Those that have not ended. */
    List<SimulatedThread> liveThreads() {
        return List.copyOf(live);
    }

    long now() {
        return now;
    }

    boolean isStopping() {
        return failure != null;
    }

    void note(String what) {
        trace.add(now, inEvent ? null : current, what);
    }
}
