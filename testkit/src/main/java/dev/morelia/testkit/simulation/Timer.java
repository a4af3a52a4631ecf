package dev.morelia.testkit.simulation;

/**
 * An event at a point of simulated time, unless cancelled. It runs between two steps of threads, so it must not wait.
 */
final class Timer implements Comparable<Timer> {

    final long atNanos;
    final String what;
    private final long number;
    private final Runnable action;
    private boolean cancelled;

    Timer(long atNanos, long number, String what, Runnable action) {
        this.atNanos = atNanos;
        this.number = number;
        this.what = what;
        this.action = action;
    }

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void run() {
        action.run();
    }

    /** By time, then in the order of scheduling. */
    @Override
    public int compareTo(Timer other) {
        int byTime = Long.compare(atNanos, other.atNanos);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
