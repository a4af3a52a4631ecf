package dev.morelia.testkit.simulation;

import dev.morelia.internal.env.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Simulation}. It runs on a virtual thread of its own and only while it holds the baton; all its
 * methods are for simulated threads, of which one runs at a time.
 */
// The seam is exported to this module alone; programs outside of it have the methods with a Duration.
@SuppressWarnings("exports")
public final class SimulatedThread implements Worker {

    private final Kernel kernel;
    private final int number;
    private final String name;
    private final Thread carrier;
    private final List<SimulatedThread> joining = new ArrayList<>();
    private volatile boolean baton;
    private boolean blocked;
    private boolean interrupted;
    private boolean ended;
    private long waits;
    private String waitsFor = "the start";
    private @Nullable Runnable atInterrupt;
    private int refusals;

    SimulatedThread(Kernel kernel, int number, String name, Simulation.Program body) {
        this.kernel = kernel;
        this.number = number;
        this.name = name;
        this.carrier = Thread.ofVirtual().name(name + "#" + number).unstarted(() -> {
            awaitBaton();
            kernel.runBody(this, body);
        });
    }

    int number() {
        return number;
    }

    /** The name that it was started with. */
    public String name() {
        return name;
    }

    Thread carrier() {
        return carrier;
    }

    /** The memory of the thread that hands the baton over is visible to the one that takes it. */
    void takeBaton() {
        baton = true;
        LockSupport.unpark(carrier);
    }

    void awaitBaton() {
        while (!baton) {
            LockSupport.park(this);
        }
        baton = false;
    }

    /** Begins a wait; returns its number, by which {@link #isIn} knows whether it still lasts. */
    long beginWait(String what) {
        blocked = true;
        waitsFor = what;
        return ++waits;
    }

    boolean isIn(long wait) {
        return blocked && waits == wait;
    }

    boolean isBlocked() {
        return blocked;
    }

    void endWait() {
        blocked = false;
        atInterrupt = null;
    }

    /** What an interrupt shall do while the present wait lasts; without it, interrupts do not end the wait. */
    void atInterrupt(Runnable action) {
        atInterrupt = action;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** Says whether the interrupt flag is set and clears it. */
    public boolean takeInterrupt() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    void interruptSelf() {
        interrupted = true;
    }

    /** Counts how often the thread was told to stop and went on all the same. */
    int refuse() {
        return ++refusals;
    }

    void end() {
        ended = true;
        for (var thread : joining) {
            kernel.wake(thread);
        }
        joining.clear();
    }

    @Override
    public void interrupt() {
        if (ended) {
            return;
        }
        interrupted = true;
        if (blocked && atInterrupt != null) {
            atInterrupt.run();
        }
    }

    @Override
    public boolean isAlive() {
        return !ended;
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        var me = kernel.current();
        if (me.takeInterrupt()) {
            throw new InterruptedException();
        }
        if (!ended && nanos > 0) {
            joining.add(me);
            boolean interrupt = kernel.waitInterruptibly("joins " + this, nanos, () -> joining.remove(me));
            if (interrupt) {
                throw new InterruptedException();
            }
        }
        return ended;
    }

    /** What the thread waits for, in words. */
    public String state() {
        return this + (blocked ? " waits: " + waitsFor : " could run");
    }

    /** Name and number. */
    @Override
    public String toString() {
        return name + "#" + number;
    }
}
