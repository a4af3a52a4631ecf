package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The calls of a history's users to the driver: each must end by its deadline, and fail with nothing but an exception
 * of the driver that it should not have dealt with itself.
 */
final class Calls {

    /** A few stalls of a simulated thread, of up to a millisecond each. */
    private static final Duration TICK = Duration.ofMillis(15);

    /**
     * Invalid options, an operation in progress, a number that is too old, not supported, no recovery token: mistakes
     * of the driver.
     */
    private static final Set<Integer> MISTAKES = Set.of(9, 20, 59, 72, 117, 225, 238, 50940);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final MongoClient client;
    private final SessionBug bug;
    private boolean closing;

    Calls(Simulation simulation, MongoClient client, SessionBug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.client = client;
        this.bug = bug;
    }

    MongoClient client() {
        return client;
    }

    RandomGenerator random() {
        return random;
    }

    boolean has(SessionBug planted) {
        return bug == planted;
    }

    void note(String what) {
        simulation.note(what);
    }

    /** From now on calls may be rejected, as the client is being closed. */
    void closing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** Pauses for less than the maximum. */
    void rest(Duration maximum) {
        simulation.currentThread().takeInterrupt();
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(maximum.toNanos())));
        } catch (InterruptedException e) {
            simulation.note("interrupted");
        }
    }

    Duration timeout() {
        return Duration.ofMillis(50 + random.nextInt(3000));
    }

    /** A collection without a timeout of its own. */
    MongoCollection<Document> collection(String name) {
        return client.database("app").collection(name);
    }

    /** Executes one operation or ends a transaction. */
    Outcome run(Duration timeout, Runnable call) {
        return within(timeout, call, false);
    }

    /** Runs a transaction to its end; the time limit holds for its operations and, once more, for aborting it. */
    Outcome transaction(Duration timeout, Runnable call) {
        return within(timeout.multipliedBy(2), call, true);
    }

    private Outcome within(Duration limit, Runnable call, boolean retriesConflicts) {
        long begun = simulation.elapsed().toNanos();
        try {
            call.run();
            return Outcome.ACKNOWLEDGED;
        } catch (DuplicateKeyException e) {
            throw new AssertionError("a write was executed twice", e);
        } catch (ClientClosedException e) {
            assertThat(closing).as("client closed").isTrue();
            return outcome(e);
        } catch (WriteConcernException e) {
            return Outcome.UNKNOWN;
        } catch (MongoException e) {
            requireExpected(e, retriesConflicts);
            return outcome(e);
        } finally {
            assertThat(simulation.elapsed().minusNanos(begun))
                    .as("time of a call")
                    .isLessThanOrEqualTo(limit.plus(TICK));
        }
    }

    private static void requireExpected(MongoException failure, boolean retriesConflicts) {
        if (!(failure instanceof ServerException reported)) {
            return;
        }
        boolean isOver = failure.hasErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR)
                || reported.code() == 112
                || reported.code() == 251;
        if (MISTAKES.contains(reported.code()) || (retriesConflicts && isOver)) {
            throw new AssertionError("an error that the driver should have prevented or dealt with", failure);
        }
    }

    private Outcome outcome(MongoException failure) {
        simulation.note("failed: " + failure.getClass().getSimpleName() + ", " + failure.retryAdvice());
        if (failure.hasErrorLabel(ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT)) {
            return has(SessionBug.UNKNOWN_COMMIT_TAKEN_FOR_ABORT) ? Outcome.NOT_DONE : Outcome.UNKNOWN;
        }
        return failure.retryAdvice() == RetryAdvice.SAFE
                        || failure.hasErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR)
                ? Outcome.NOT_DONE
                : Outcome.UNKNOWN;
    }
}
