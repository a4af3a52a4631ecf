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
 * The scheduler: chooses the simulated thread that continues, and maintains the simulated time.
 *
 * <p>There is no central loop: a thread that has to wait calls {@link #choose} itself, passes the baton to the chosen
 * thread and parks. If it chooses itself, nothing is parked at all. Everything here, and the state of all simulated
 * monitors and links, is accessed only by the holder of the baton, so no locks are needed; the baton's volatile flag
 * establishes happens-before.
 *
 * <p>A failed run is unwound: each remaining thread gets the baton once more, in the order of their start, and every
 * call into the simulation throws {@link SimulationStopped}. A thread that continues regardless is left parked.
 */
final class Kernel {

    /** A thread that catches {@link SimulationStopped} this many times is abandoned. */
    private static final int MAXIMUM_STOPS = 1000;

    /** How many seconds a thread may run without entering the simulation before it counts as stuck. */
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
    /** Atomic only so that the real thread can see whether it increases. */
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

    /** Runs the simulation to its end; called by the real thread that created this kernel. */
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

    /** Seconds are counted one by one, so that a thread does not look stuck after the machine has been suspended. */
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
                seed,
                "seed " + seed + ": " + thread + " runs in an endless loop, or waits outside the simulation",
                null);
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

    /** The body of a simulated thread, on its carrier. */
    void runBody(SimulatedThread me, Simulation.Program body) {
        try {
            if (failure == null) {
                body.run();
            }
        } catch (Throwable e) {
            // Exceptions while the threads of a failed run are unwound are ignored: only the first reason counts.
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

    /** Records why the run has failed; only the first reason counts. */
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

    /** Chooses the thread that continues, running due events first; null if no thread is left. */
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
        trace.add(now, chosen, "continues");
        if (steps.incrementAndGet() > mostSteps) {
            fail("more than " + mostSteps + " steps", null);
        }
        return chosen;
    }

    private void advance() {
        var timer = timers.poll();
        if (timer == null) {
            fail("deadlock: no thread can continue and no timer is pending", null);
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

    /** Lets other threads continue until the caller is chosen again. */
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
        if (me.countStop() > MAXIMUM_STOPS) {
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

    /** The thread that holds the baton, which must be the calling thread. */
    SimulatedThread current() {
        var me = current;
        if (me == null || !me.carrier().equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    Thread.currentThread() + " is not a thread of this simulation; start it through the simulated Env");
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
     * @param what what the thread waits for, for the trace
     */
    void waitFor(String what) {
        var me = current();
        me.beginWait(what);
        trace.add(now, me, what);
        passBaton(me);
    }

    /**
     * Waits until {@link #wake} is called, the timeout expires, or the thread is interrupted.
     *
     * @param leave called at the moment when the timeout or an interrupt ends the wait, to deregister the waiting
     *     thread
     * @return whether an interrupt has ended the wait; the interrupt flag is then cleared
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

    /** Ends the wait of a thread if it is waiting. */
    void wake(SimulatedThread thread) {
        if (thread.isBlocked() && failure == null) {
            thread.endWait();
            runnable.add(thread);
        }
    }

    /** A point where the calling thread may be preempted or stalled. Usually it is not. */
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

    /** A random number from zero (inclusive) to the bound (exclusive). */
    long upTo(long bound) {
        return choices.nextLong(bound);
    }

    /** The threads that have not ended. */
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
