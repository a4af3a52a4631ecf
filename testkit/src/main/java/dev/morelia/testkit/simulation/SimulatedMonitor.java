package dev.morelia.testkit.simulation;

import dev.morelia.internal.env.Monitor;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A reentrant lock with one condition, in simulated time. It is as unfair as the real one: an arriving thread may barge
 * in before one that has been woken. A signal is never lost to a thread whose wait ends by timeout or interrupt at the
 * same moment, and there are spurious wake-ups.
 */
final class SimulatedMonitor implements Monitor {

    private static final int SPURIOUS_ONE_IN = 64;

    private final Kernel kernel;
    private final Deque<SimulatedThread> contenders = new ArrayDeque<>();
    private final Deque<SimulatedThread> waiting = new ArrayDeque<>();
    private @Nullable SimulatedThread owner;
    private int holds;

    SimulatedMonitor(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void lock() {
        kernel.preempt();
        var me = kernel.current();
        if (owner != me) {
            take(me);
        }
        holds++;
    }

    private void take(SimulatedThread me) {
        while (owner != null) {
            contenders.add(me);
            kernel.waitFor("waits for a lock held by another thread");
        }
        owner = me;
    }

    @Override
    public void unlock() {
        if (kernel.isStopping()) {
            return;
        }
        requireOwner();
        if (--holds == 0) {
            release();
            kernel.preempt();
        }
    }

    private void release() {
        owner = null;
        var next = contenders.poll();
        if (next != null) {
            kernel.wake(next);
        }
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        var me = requireOwner();
        if (me.takeInterrupt()) {
            throw new InterruptedException();
        }
        int held = holds;
        long until = kernel.now() + nanos;
        boolean interrupt = false;
        holds = 0;
        release();
        if (nanos <= 0) {
            kernel.preempt();
        } else {
            waiting.add(me);
            perhapsWakeForNoReason(me);
            interrupt = kernel.waitInterruptibly("awaits", nanos, () -> waiting.remove(me));
        }
        take(me);
        holds = held;
        if (interrupt) {
            throw new InterruptedException();
        }
        return nanos > 0 && (nanos == Long.MAX_VALUE || until - kernel.now() > 0);
    }

    private void perhapsWakeForNoReason(SimulatedThread me) {
        if (kernel.oneIn(SPURIOUS_ONE_IN)) {
            kernel.after(kernel.upTo(1_000_000), "spurious wake-up", () -> {
                if (waiting.remove(me)) {
                    kernel.wake(me);
                }
            });
        }
    }

    @Override
    public void signal() {
        if (kernel.isStopping()) {
            return;
        }
        requireOwner();
        var first = waiting.poll();
        if (first != null) {
            kernel.wake(first);
        }
    }

    @Override
    public void signalAll() {
        if (kernel.isStopping()) {
            return;
        }
        requireOwner();
        waiting.forEach(kernel::wake);
        waiting.clear();
    }

    private SimulatedThread requireOwner() {
        var me = kernel.current();
        if (owner != me) {
            throw new IllegalMonitorStateException(me + " does not hold the lock");
        }
        return me;
    }
}
