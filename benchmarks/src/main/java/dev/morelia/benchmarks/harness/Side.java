package dev.morelia.benchmarks.harness;

/**
 * One of those who run a row: ours, the peer, or the limit. The harness calls a side from one thread only.
 */
public interface Side {
    /** Prepares one slice; neither timed nor counted. */
    default void before() throws Exception {}

    /** Does the row's work so many times. */
    void run(int operations) throws Exception;
}
