package dev.morelia.internal.env;

/** A thread started by {@link Env#start}. Thread-safe. */
public interface Worker {

    /** Interrupts the thread. */
    void interrupt();

    /** Whether the thread is running. */
    boolean isAlive();

    /**
     * Waits until the thread ends.
     *
     * @param nanos the maximum time to wait; only checks if not positive; {@link Long#MAX_VALUE} means no limit
     * @return whether it has ended
     * @throws InterruptedException if the calling thread is interrupted; its interrupt flag is then cleared
     */
    boolean join(long nanos) throws InterruptedException;
}
