package dev.morelia.spi;

import java.time.Duration;

/**
 * Decides when cursors that are closed in the background are closed on their servers: those passed to {@code
 * MongoClient.closeCursor}, and those that a program did not close. Must be thread-safe. Called without a lock by the
 * thread that closes the cursors; if it throws, they are closed immediately.
 */
@FunctionalInterface
public interface CursorPolicy {
    /** Closes each cursor immediately. */
    CursorPolicy IMMEDIATE = (waiting, waited) -> Duration.ZERO;

    /**
     * Collects cursors, so that one command can close several of them.
     *
     * @param size closes the cursors when there are this many
     * @param delay closes them in any case when the first of them has waited this long
     */
    static CursorPolicy collecting(int size, Duration delay) {
        return (waiting, waited) -> waiting >= size ? Duration.ZERO : delay.minus(waited);
    }

    /**
     * Decides whether to wait for more cursors.
     *
     * @param waiting how many cursors are waiting to be closed; at least one
     * @param waited how long the first of them has been waiting
     * @return how long to wait before this method is called again, unless another cursor is added sooner; zero or less
     *     to close all of them now
     */
    Duration pause(int waiting, Duration waited);
}
