package dev.morelia.testkit.simulation;

import dev.morelia.internal.env.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Simulation}. It has a virtual thread of its own and runs only while it holds the baton; all
 * methods are for simulated threads, of which one runs at a time.
 */
// The seam is exported only to this module; other programs use the methods with a Duration.
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
    private int stops;

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

    /** The name given at the start. */
    public String name() {
        return name;
    }

    Thread carrier() {
        return carrier;
    }

    /** Volatile: passing the baton establishes happens-before. */
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

    /** Starts a wait; returns its number, with which {@link #isIn} checks whether it still lasts. */
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

    /** Sets what an interrupt does during the current wait; without it, interrupts do not end the wait. */
    void atInterrupt(Runnable action) {
        atInterrupt = action;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** Returns whether the interrupt flag is set, and clears it. */
    public boolean takeInterrupt() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    void interruptSelf() {
        interrupted = true;
    }

    /** Counts how often the thread was stopped and continued regardless. */
    int countStop() {
        return ++stops;
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

    /** Describes what the thread waits for. */
    public String state() {
        return this + (blocked ? " waits: " + waitsFor : " could run");
    }

    /** Name and number. */
    @Override
    public String toString() {
        return name + "#" + number;
    }
}
