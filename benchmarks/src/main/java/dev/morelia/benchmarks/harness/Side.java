package dev.morelia.benchmarks.harness;

/** One of the contenders in a row: Morelia, the peer, or the limit. The harness calls a side from one thread only. */
public interface Side {
    /** Prepares a slice; not timed and not counted. */
    default void before() throws Exception {}

    /** Runs the row's operation the given number of times. */
    void run(int operations) throws Exception;
}
