package dev.morelia.internal.env;

/** A thread started by {@link Env#start}. Thread-safe. */
public interface Worker {

    /** Sets the thread's interrupt flag and wakes it from an interruptible wait. */
    void interrupt();

    /** Whether the thread still runs. */
    boolean isAlive();

    /**
     * Waits until the thread ends.
     *
     * @param nanos the longest wait; not positive means only look, {@link Long#MAX_VALUE} means without limit
     * @return whether it has ended
     * @throws InterruptedException when the calling thread is interrupted; its interrupt flag is cleared then
     */
    boolean join(long nanos) throws InterruptedException;
}
