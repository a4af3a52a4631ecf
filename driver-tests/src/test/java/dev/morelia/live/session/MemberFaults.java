package dev.morelia.live.session;

import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Faults of single members of a replica set, one after the other; the next one waits until all members are back, so a
 * majority always lives. For one thread.
 */
final class MemberFaults {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** A member that has rolled back may not find another one to copy from for a minute. */
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private static final int MINIMUM_OUTAGE_MILLIS = 2_000;
    private static final int MAXIMUM_OUTAGE_MILLIS = 6_000;

    private final ReplicaSet set;
    private final SplittableRandom random;
    private final long startNanos = System.nanoTime();
    private final List<String> log = new ArrayList<>();

    private enum Fault {
        KILL_PRIMARY,
        STEP_DOWN,
        SUSPEND_PRIMARY,
        KILL_SECONDARY,
        SUSPEND_SECONDARY
    }

    MemberFaults(ReplicaSet set, long seed) {
        this.set = set;
        this.random = new SplittableRandom(seed);
    }

    /** Causes a fault every ten seconds, each kind in turn, until the time is over; then all members are back. */
    void run(Duration length) throws InterruptedException {
        var faults = Fault.values();
        for (int number = 0; ; number++) {
            long nextNanos = startNanos + number * INTERVAL.toNanos();
            if (nextNanos - startNanos >= length.toNanos()) {
                return;
            }
            Thread.sleep(Math.max(0, nextNanos - System.nanoTime()) / 1_000_000);
            cause(faults[number % faults.length]);
            set.waitForMembers(RECOVERY);
        }
    }

    private void cause(Fault fault) throws InterruptedException {
        int outageMillis = random.nextInt(MINIMUM_OUTAGE_MILLIS, MAXIMUM_OUTAGE_MILLIS);
        log.add("%d s: %s for %d ms".formatted((System.nanoTime() - startNanos) / 1_000_000_000, fault, outageMillis));
        switch (fault) {
            case KILL_PRIMARY -> kill(set.primary(), outageMillis);
            case STEP_DOWN -> set.stepDown();
            case SUSPEND_PRIMARY -> suspend(set.primary(), outageMillis);
            case KILL_SECONDARY -> kill(secondary(), outageMillis);
            case SUSPEND_SECONDARY -> suspend(secondary(), outageMillis);
        }
    }

    private Mongod secondary() {
        var secondaries = set.secondaries();
        return secondaries.get(random.nextInt(secondaries.size()));
    }

    private static void kill(Mongod member, int outageMillis) throws InterruptedException {
        member.kill();
        Thread.sleep(outageMillis);
        member.restart();
    }

    private static void suspend(Mongod member, int outageMillis) throws InterruptedException {
        member.suspend();
        try {
            Thread.sleep(outageMillis);
        } finally {
            member.resume();
        }
    }

    /** What was done, and when. */
    @Override
    public String toString() {
        return log.toString();
    }
}
