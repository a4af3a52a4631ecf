package dev.morelia.internal.env;

/**
 * A reentrant lock with one condition. {@link #await}, {@link #signal} and {@link #signalAll} may only be called by the
 * thread that holds the lock; otherwise they throw {@link IllegalMonitorStateException}. No I/O, user callback or event
 * listener may run while the lock is held.
 */
public interface Monitor {

    /** Acquires the lock, blocking if necessary; not interruptible. */
    void lock();

    /** Releases the lock. */
    void unlock();

    /**
     * Releases the lock, waits for a signal, and acquires the lock again. May return without a signal, so the caller
     * must check its condition in a loop.
     *
     * @param nanos the maximum time to wait; returns immediately if not positive; {@link Long#MAX_VALUE} means no limit
     * @return false if the time has elapsed
     * @throws InterruptedException if the thread is interrupted; its interrupt flag is then cleared
     */
    boolean await(long nanos) throws InterruptedException;

    /** Wakes the longest-waiting thread. */
    void signal();

    /** Wakes all waiting threads. */
    void signalAll();
}
