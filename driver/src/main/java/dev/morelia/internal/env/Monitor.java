package dev.morelia.internal.env;

/**
 * A reentrant lock with one condition. {@link #await}, {@link #signal} and {@link #signalAll} may only be called by the
 * thread that holds the lock; otherwise they throw {@link IllegalMonitorStateException}. No I/O, user callback or event
 * listener may run while the lock is held.
 */
public interface Monitor {

    /** Takes the lock, waiting for it if need be; not interruptible. */
    void lock();

    /** Gives the lock back. */
    void unlock();

    /**
     * Gives the lock back, waits for a signal, and takes the lock again. May return without a signal, so the caller
     * checks its condition in a loop.
     *
     * @param nanos the longest wait; not positive returns at once, {@link Long#MAX_VALUE} means without limit
     * @return false when the time has passed
     * @throws InterruptedException when the thread is interrupted; its interrupt flag is cleared then
     */
    boolean await(long nanos) throws InterruptedException;

    /** Wakes the thread that has waited longest. */
    void signal();

    /** Wakes all waiting threads. */
    void signalAll();
}
