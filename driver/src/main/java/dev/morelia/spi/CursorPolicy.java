package dev.morelia.spi;

import java.time.Duration;

/**
 * When cursors that are to be closed in the background are closed on their servers: those given to
 * {@code MongoClient.closeCursor}, and those that a program forgot to close. Must be thread-safe. Called by the one
 * thread that closes them, without a lock; if it throws, the cursors are closed at once.
 */
@FunctionalInterface
public interface CursorPolicy {
    /** Closes each cursor as soon as there is one. */
    CursorPolicy AT_ONCE = (waiting, longest) -> Duration.ZERO;

    /**
     * Collects cursors, so that one command can close several of them.
     *
     * @param most closes them when there are so many
     * @param delay and in any case when the first of them has waited so long
     */
    static CursorPolicy collecting(int most, Duration delay) {
        return (waiting, longest) -> waiting >= most ? Duration.ZERO : delay.minus(longest);
    }

    /**
     * Whether to wait for more.
     *
     * @param waiting how many cursors wait to be closed; at least one
     * @param longest for how long the first of them has waited
     * @return how long to wait before this is asked again, unless another cursor comes sooner; zero or less to close
     *     all of them now
     */
    Duration pause(int waiting, Duration longest);
}
