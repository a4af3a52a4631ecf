package dev.morelia.internal.exec;

import dev.morelia.internal.env.Deadline;

/** Decides when a command may be executed of those of which only so many are executed at once. Thread-safe. */
public interface Admission {
    /**
     * Waits until the calling thread may execute a command; {@link #exit} must follow.
     *
     * @param deadline when the wait must have ended
     * @return whether it had to wait
     * @throws dev.morelia.error.OperationTimeoutException if the deadline passes before
     * @throws dev.morelia.error.InterruptedOperationException if the thread is interrupted before
     * @throws dev.morelia.error.ClientClosedException if the client is closed before
     */
    boolean enter(Deadline deadline);

    /** The command was executed. */
    void exit();
}
