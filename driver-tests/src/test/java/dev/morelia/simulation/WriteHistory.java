package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.ReturnDocument;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.simulation.Ledger.Outcome;
import dev.morelia.simulation.fault.FaultyEnv;
import dev.morelia.simulation.fault.FaultyEnv.Fault;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One history of a whole client over a replica set that goes through {@link Chaos}. Several threads write and read,
 * each write with a unique token that shows its outcome at the end. It checks that no acknowledged write is missing,
 * that none is executed twice, that none is executed whose error says that it was not, that every failure is an
 * exception of the driver and in time, and that nothing is left after the client was closed.
 */
final class WriteHistory {

    /** Bugs that can be planted into the client or its environment, to test the test. */
    enum Bug {
        NONE,
        /** A failed write is called again, with another transaction number. */
        REPEATED_BY_HAND,
        /** A failed write counts as acknowledged. */
        FAILURE_IGNORED,
        /** A failed write counts as not executed, whatever its error says. */
        FAILURE_BELIEVED_HARMLESS,
        /** The servers do not remember transaction numbers. */
        NUMBERS_FORGOTTEN,
        /** Operations use the timeouts of the settings instead of their own. */
        TIMEOUT_IGNORED,
        /** One signal in ten is lost. */
        SIGNALS_LOST,
        /** The client is not closed at the end. */
        CLIENT_LEFT_OPEN
    }

    private static final Duration SLACK = Duration.ofMillis(100);
    private static final Duration CALM = Duration.ofSeconds(20);

    /** Closing sends endSessions, for at most 400 milliseconds. */
    private static final Duration MAXIMUM_CLOSE = Duration.ofMillis(600);

    /** The maximum time of a call without a timeout: until all faults have ended. */
    private static final Duration NO_TIMEOUT = Duration.ofMinutes(1);

    private static final int COUNTERS = 3;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Bug bug;
    private final SimulatedReplicaSet set;
    private final Chaos chaos;
    private final CommandPairs commands;
    private final MongoClient client;
    private final List<SimulatedThread> users = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private boolean closing;

    private WriteHistory(Simulation simulation, Bug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.bug = bug;
        this.set = SimulatedReplicaSet.start(simulation, "rs", Chaos.hosts(random));
        if (bug == Bug.NUMBERS_FORGOTTEN) {
            set.forgetRetryableWrites();
        }
        this.commands = new CommandPairs(simulation);
        this.client = client(MongoClient.builder().uri(Chaos.uri(random, set) + retries()));
        this.chaos = new Chaos(simulation, set, client::disconnect, users);
    }

    /** Command events are published in every other history, because the code differs with listeners. */
    private MongoClient client(MongoClient.Builder builder) {
        if (random.nextBoolean()) {
            builder.commandListener(commands);
        }
        return bug == Bug.SIGNALS_LOST
                ? EnvOverride.with(new FaultyEnv(simulation.env(), Fault.LOST_SIGNALS), builder::build)
                : simulation.client(builder);
    }

    /** Sometimes retries are off; all invariants must hold as well. */
    private String retries() {
        return random.nextInt(8) == 0 ? "&retryWrites=false&retryReads=false" : "";
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    static History of(long seed, Bug bug) {
        var simulation = Simulation.of(seed);
        var history = simulation.run(() -> new WriteHistory(simulation, bug).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        boolean closeEarly = random.nextInt(6) == 0;
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = "user " + i;
            users.add(simulation.start(name, () -> use(name)));
        }
        var disturber = simulation.start("chaos", chaos::run);
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(10_000_000_000L)));
            close();
        }
        for (var user : users) {
            var limit = closeEarly ? Duration.ofSeconds(2) : Duration.ofMinutes(10);
            assertThat(user.join(limit.toNanos())).as(user.state()).isTrue();
        }
        assertThat(disturber.join(Duration.ofMinutes(10).toNanos())).isTrue();
        chaos.end();
        simulation.pause(CALM);
        if (!closeEarly) {
            assertWell();
            close();
        }
        assertClosed();
        ledger.assertWritten(set);
    }

    // ---- users ----

    private void use(String name) {
        int operations = 3 + random.nextInt(20);
        for (int i = 0; i < operations && !closing; i++) {
            rest();
            // If monitoring does not detect it, only the timeout ends an operation whose server has dropped its
            // connection, or the keep-alive of the system.
            boolean limited = random.nextInt(6) != 0;
            var timeout = limited ? Duration.ofMillis(50 + random.nextInt(4000)) : NO_TIMEOUT;
            if (random.nextInt(5) == 0) {
                read(timeout);
            } else {
                write(name + "'s " + i, timeout);
            }
        }
    }

    private void rest() {
        simulation.currentThread().takeInterrupt();
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(1_000_000_000)));
        } catch (InterruptedException e) {
            simulation.note("interrupted");
        }
    }

    /** Writes, and keeps how that ended. */
    private Outcome write(String token, Duration timeout) {
        int counter = random.nextInt(COUNTERS);
        Runnable write = switch (random.nextInt(4)) {
            case 0 -> () -> collection(Ledger.TOKENS, timeout).insertOne(Document.of("_id", token));
            case 1 -> () -> collection(Ledger.TOKENS, timeout).insertMany(List.of(Document.of("_id", token)));
            case 2 -> () -> update(counter, token, timeout);
            default -> () -> modify(counter, token, timeout);
        };
        ledger.put(token, Outcome.UNKNOWN);
        Outcome outcome = within(timeout, write);
        if (bug == Bug.REPEATED_BY_HAND && outcome == Outcome.UNKNOWN) {
            outcome = within(timeout, write);
        }
        simulation.note(token + ": " + outcome);
        ledger.put(token, outcome);
        return outcome;
    }

    private void update(int counter, String token, Duration timeout) {
        var result = collection(Ledger.COUNTS, timeout)
                .updateOne(Document.of("_id", counter), counting(token), new UpdateOptions().upsert(true));
        assertThat(result.matchedCount() + result.upsertedCount())
                .as("documents updated")
                .isOne();
    }

    private void modify(int counter, String token, Duration timeout) {
        var options = new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
        var after = collection(Ledger.COUNTS, timeout)
                .findOneAndUpdate(Document.of("_id", counter), counting(token), options)
                .orElseThrow();
        assertThat(after.list("tokens", String.class)).as("document after").contains(token);
    }

    private static Document counting(String token) {
        return Updates.combine(Updates.inc("count", 1), Updates.push("tokens", token));
    }

    /** Everything acknowledged before must be visible, also at a primary that may be outdated. */
    private void read(Duration timeout) {
        List<String> before = ledger.acknowledged();
        List<Document> tokens = new ArrayList<>();
        List<Document> counts = new ArrayList<>();
        var ends = within(
                timeout,
                () -> tokens.addAll(settled(Ledger.TOKENS, timeout).find().toList()));
        if (ends == Outcome.ACKNOWLEDGED) {
            ends = within(
                    timeout,
                    () -> counts.addAll(settled(Ledger.COUNTS, timeout).find().toList()));
        }
        if (ends == Outcome.ACKNOWLEDGED) {
            assertThat(before).as("written before a read").isSubsetOf(Ledger.written(tokens, counts));
        }
    }

    private MongoCollection<Document> settled(String name, Duration timeout) {
        return collection(name, timeout).with(ReadConcern.LINEARIZABLE);
    }

    private MongoCollection<Document> collection(String name, Duration timeout) {
        MongoCollection<Document> collection = client.database("app").collection(name);
        return timeout.equals(NO_TIMEOUT) || bug == Bug.TIMEOUT_IGNORED ? collection : collection.with(timeout);
    }

    /** Calls the driver, which must return in time, and throw nothing but its own exceptions. */
    private Outcome within(Duration timeout, Runnable call) {
        long start = simulation.elapsed().toNanos();
        try {
            call.run();
            return Outcome.ACKNOWLEDGED;
        } catch (DuplicateKeyException e) {
            throw new AssertionError("a write was executed twice", e);
        } catch (ClientClosedException e) {
            assertThat(closing).as("client closed").isTrue();
            return outcome(e);
        } catch (WriteConcernException e) {
            // The write was executed, but may be rolled back.
            return Outcome.UNKNOWN;
        } catch (BulkWriteException e) {
            assertThat(e.writeErrors()).isEmpty();
            return Outcome.UNKNOWN;
        } catch (MongoException e) {
            return outcome(e);
        } finally {
            assertThat(simulation.elapsed().minusNanos(start))
                    .as("time of a call")
                    .isLessThanOrEqualTo(timeout.plus(SLACK));
        }
    }

    private Outcome outcome(MongoException failure) {
        simulation.note("failed: " + failure.getClass().getSimpleName() + ", " + failure.retryAdvice());
        return switch (bug) {
            case FAILURE_IGNORED -> Outcome.ACKNOWLEDGED;
            case FAILURE_BELIEVED_HARMLESS -> Outcome.NOT_DONE;
            default -> failure.retryAdvice() == RetryAdvice.SAFE ? Outcome.NOT_DONE : Outcome.UNKNOWN;
        };
    }

    // ---- the end ----

    /** Connections dropped by their servers fail once each, at most three of them. */
    private void assertWell() {
        var outcome = Outcome.UNKNOWN;
        for (int i = 0; i < 4 && outcome != Outcome.ACKNOWLEDGED; i++) {
            outcome = write("last " + i, CALM);
        }
        assertThat(outcome).as("a write at the end").isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(client.poolUse()).allSatisfy((server, use) -> {
            assertThat(use.inUse()).as("connections in use").isZero();
            assertThat(use.waiting()).as("threads waiting for one").isZero();
        });
    }

    private void close() {
        closing = true;
        long start = simulation.elapsed().toNanos();
        if (bug != Bug.CLIENT_LEFT_OPEN) {
            client.close();
        }
        assertThat(simulation.elapsed().minusNanos(start)).as("time of closing").isLessThan(MAXIMUM_CLOSE);
        simulation.note("closed");
    }

    private void assertClosed() throws InterruptedException {
        simulation.pause(Duration.ofSeconds(1));
        assertThat(simulation.liveThreads())
                .as("threads one second after the end")
                .hasSize(1);
        MongoException rejection = null;
        try {
            collection(Ledger.TOKENS, CALM).insertOne(Document.of("_id", "too late"));
        } catch (MongoException e) {
            rejection = e;
        }
        assertThat(rejection).isInstanceOf(ClientClosedException.class);
        commands.assertComplete();
    }
}
