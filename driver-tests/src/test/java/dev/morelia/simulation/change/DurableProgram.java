package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.DurableChanges;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ChangeConsumerException.HistoryLost;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerException;
import dev.morelia.options.LostHistory;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ConsumerMetrics.State;
import dev.morelia.simulation.fault.ProcessEnv;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a process that has one consumer after the other, and handles what these hand out: by {@code run}, or one
 * event after the other. Some handlers take longer than a lease, others throw.
 */
final class DurableProgram {

    private static final Duration REST = Duration.ofMillis(150);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** A wait for a majority that timed out, beside what watchers get. */
    private static final int WRITE_CONCERN_FAILED = 64;

    /**
     * A call acquires the lease, asks for the time, saves, and opens a stream or reads from it; the last three again if
     * the history was lost; and saves and releases if the consumer is closed meanwhile.
     */
    private static final int STEPS_OF_A_CALL = 9;

    private static final int STEPS_OF_CLOSING = 3;

    /** What the processes share. */
    record World(Simulation simulation, DurableRules rules, DurableJournal journal, ChangeFaults faults) {}

    /** A handler that gives up. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Thrown() {
            super("thrown by the handler", null, false, false);
        }
    }

    private final World world;
    private final DurableJournal journal;
    private final RandomGenerator random;
    private final ProcessEnv process;
    private final MongoClient client;
    private final String name;
    private final boolean acknowledgesEarly;
    private final boolean runs;
    private final Duration timeout;
    private final Duration maxAwait;
    private final List<SimulatedThread> closers = new ArrayList<>();
    /** A consumer that the program has forgotten would lose its lease. */
    private @Nullable DurableChanges<ChangeEvent<Document>> changes;

    private boolean beingClosed;
    private boolean over;

    DurableProgram(World world, ProcessEnv process, MongoClient client, String name, boolean acknowledgesEarly) {
        this.world = world;
        this.journal = world.journal;
        this.random = world.simulation.random();
        this.process = process;
        this.client = client;
        this.name = name;
        this.acknowledgesEarly = acknowledgesEarly;
        this.runs = random.nextBoolean();
        this.timeout = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(400 + random.nextInt(2000));
        this.maxAwait = Duration.ofMillis(20 + random.nextInt(300));
    }

    void run() throws InterruptedException {
        while (!isOver()) {
            rest(REST);
            try {
                step();
            } catch (Thrown e) {
                note("the handler threw");
                if (random.nextInt(3) == 0) {
                    close();
                }
            } catch (MongoException e) {
                failed(e);
            } catch (IllegalStateException e) {
                if (!beingClosed) {
                    throw e;
                }
                changes = null;
            }
        }
        close();
        for (var closer : closers) {
            while (!closer.join(POLL.toNanos())) {
                process.pause(POLL);
            }
        }
    }

    private boolean isOver() {
        return over || journal.isOver();
    }

    private void step() {
        var open = changes;
        if (open == null) {
            changes = open();
        } else if (runs) {
            closeLater(open, Duration.ofMillis(random.nextInt(8000)));
            open.run(event -> handle(open, event));
            changes = null;
        } else if (random.nextInt(30) == 0) {
            close();
        } else if (random.nextInt(40) == 0 && !beingClosed) {
            closeLater(open, Duration.ofMillis(random.nextInt(500)));
        } else {
            read(open);
        }
    }

    private DurableChanges<ChangeEvent<Document>> open() {
        journal.forgotten(name);
        var query = world.rules
                .query(client, timeout, maxAwait, name)
                .standby(random.nextInt(4) != 0)
                .lostHistory(world.rules.lostHistory(this::scan));
        var open = within(STEPS_OF_A_CALL, query::open);
        beingClosed = false;
        note("opened");
        return open;
    }

    private void scan(LostHistory.Loss loss) {
        note("scans, as " + loss.cause().getClass().getSimpleName());
        work(Duration.ofMillis(300));
    }

    // ---- events

    private void handle(DurableChanges<ChangeEvent<Document>> open, ChangeEvent<Document> event) {
        handedOut(open, event);
        work();
        if (random.nextInt(25) == 0) {
            throw new Thrown();
        }
        journal.handled(name);
        journal.acknowledged(name);
    }

    /** The time must be that of the call, before any other call of the driver. */
    private void handedOut(DurableChanges<ChangeEvent<Document>> open, ChangeEvent<Document> event) {
        long nanos = world.simulation.elapsed().toNanos();
        var metrics = open.metrics();
        var owner = new DurableJournal.Owner(metrics.lease().fencingNumber(), metrics.owner());
        Document whole = event.raw().toDocument();
        journal.handedOut(name, nanos, whole, owner);
        note("got " + Ledger.value(whole) + " with " + owner.number());
    }

    private void read(DurableChanges<ChangeEvent<Document>> open) {
        boolean waits = !timeout.isZero() && random.nextInt(3) == 0;
        var event = waits
                ? within(STEPS_OF_A_CALL, open::next)
                : this.<@Nullable ChangeEvent<Document>>within(STEPS_OF_A_CALL, open::tryNext);
        if (event != null) {
            handedOut(open, event);
            if (acknowledgesEarly) {
                open.acknowledge();
            }
            work();
        }
        if (random.nextBoolean()) {
            journal.handled(name);
            within(STEPS_OF_A_CALL, () -> {
                open.acknowledge();
                return true;
            });
            journal.acknowledged(name);
        }
        if (random.nextInt(12) == 0) {
            within(STEPS_OF_A_CALL, () -> {
                open.save();
                return true;
            });
        }
    }

    private void work() {
        work(random.nextInt(10) == 0 ? world.rules.lease().multipliedBy(2) : REST);
    }

    private void work(Duration maximum) {
        try {
            process.pause(Duration.ofNanos(random.nextLong(maximum.toNanos())));
        } catch (InterruptedException e) {
            if (random.nextBoolean()) {
                throw new Thrown();
            }
        }
    }

    // ---- closing

    private void closeLater(DurableChanges<ChangeEvent<Document>> open, Duration delay) {
        closers.add(process.start(name + "'s closer", () -> {
            long end = world.simulation.elapsed().plus(delay).toNanos();
            while (!isOver() && changes == open && world.simulation.elapsed().toNanos() < end) {
                process.pause(POLL);
            }
            if (changes == open) {
                beingClosed = true;
                within(STEPS_OF_CLOSING, () -> close(open));
            }
        }));
    }

    private void close() {
        var open = changes;
        changes = null;
        if (open != null) {
            within(STEPS_OF_CLOSING, () -> close(open));
        }
    }

    private boolean close(DurableChanges<ChangeEvent<Document>> open) {
        try {
            open.close();
            assertThat(open.metrics().lease().state()).as("state when closed").isEqualTo(State.CLOSED);
        } catch (MongoException e) {
            note("closing failed: " + e.getClass().getSimpleName());
        }
        return true;
    }

    // ---- failures

    private void failed(MongoException failure) {
        note("failed: " + failure.getClass().getSimpleName());
        switch (failure) {
            case HistoryLost lost -> {
                assertThat(world.faults.isHistoryCut())
                        .as("the history was cut, before " + lost)
                        .isTrue();
                close();
                if (world.rules.policy() == DurableRules.Policy.FAIL) {
                    journal.historyLost();
                }
            }
            case LeaseLost lost -> journal.forgotten(name);
            case LeaseHeld held -> close();
            default -> {
                requirePossible(failure);
                if (!failure.isTransient()) {
                    close();
                }
            }
        }
        if (random.nextInt(6) == 0) {
            close();
        }
    }

    private void requirePossible(MongoException failure) {
        boolean possible = !(failure instanceof ServerException reported)
                || reported.toString().contains("requested by the test")
                || reported.code() == WRITE_CONCERN_FAILED
                || Watcher.POSSIBLE.contains(reported.code());
        if (!possible) {
            throw new AssertionError(name + ": an error that the driver should have dealt with", failure);
        }
    }

    // ---- time

    /** Each step has the timeout, or the time of the lease where it acquires, saves or releases. */
    private <R extends @Nullable Object> R within(int steps, Supplier<R> call) {
        long begunNanos = world.simulation.elapsed().toNanos();
        int freezes = process.freezes();
        boolean wasFrozen = process.isFrozen();
        try {
            return call.get();
        } finally {
            boolean isTimed = !timeout.isZero() && !wasFrozen && process.freezes() == freezes && !process.isDead();
            long nanos = world.simulation.elapsed().toNanos() - begunNanos;
            if (isTimed && nanos > timeout.multipliedBy(steps).plus(SLACK).toNanos()) {
                String limit = steps + " steps of " + timeout;
                world.simulation.fail(name + ": " + limit + " have taken " + Duration.ofNanos(nanos), null);
            }
        }
    }

    private void rest(Duration maximum) {
        world.simulation.currentThread().takeInterrupt();
        try {
            process.pause(Duration.ofNanos(random.nextLong(maximum.toNanos())));
        } catch (InterruptedException e) {
            note("interrupted");
        }
    }

    private void note(String what) {
        world.simulation.note(name + " " + what);
    }
}
