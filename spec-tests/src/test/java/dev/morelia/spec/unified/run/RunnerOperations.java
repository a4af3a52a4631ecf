package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.spec.unified.api.Description;
import dev.morelia.spec.unified.entity.ClientEntity;
import dev.morelia.spec.unified.entity.EntityFactory;
import dev.morelia.spec.unified.entity.EntityMap;
import dev.morelia.spec.unified.entity.ThreadEntity;
import dev.morelia.spec.unified.event.EventMatcher;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.spec.unified.operation.Arguments;
import dev.morelia.spec.unified.operation.Operations;
import dev.morelia.spec.unified.server.Deployment;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Operations on the object {@code testRunner}: fail points, assertions about the server and the published events,
 * threads.
 */
final class RunnerOperations {
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(10);
    private static final int POLL_MILLIS = 5;

    private final Deployment deployment;
    private final EntityMap entities;
    private final EntityFactory factory;
    private final EventMatcher eventMatcher;
    private final FailPoints failPoints;

    RunnerOperations(
            Deployment deployment,
            EntityMap entities,
            EntityFactory factory,
            EventMatcher eventMatcher,
            FailPoints failPoints) {
        this.deployment = deployment;
        this.entities = entities;
        this.factory = factory;
        this.eventMatcher = eventMatcher;
        this.failPoints = failPoints;
    }

    /** Adds the operations. */
    void addTo(Operations operations, NestedRunner nested) {
        add(operations, "failPoint", this::failPoint);
        add(operations, "createEntities", this::createEntities);
        add(operations, "assertCollectionExists", arguments -> assertCollection(arguments, true));
        add(operations, "assertCollectionNotExists", arguments -> assertCollection(arguments, false));
        add(operations, "assertIndexExists", arguments -> assertIndex(arguments, true));
        add(operations, "assertIndexNotExists", arguments -> assertIndex(arguments, false));
        add(operations, "assertSameLsidOnLastTwoCommands", arguments -> assertLastTwo(arguments, true));
        add(operations, "assertDifferentLsidOnLastTwoCommands", arguments -> assertLastTwo(arguments, false));
        add(operations, "waitForEvent", this::waitForEvent);
        add(operations, "assertEventCount", this::assertEventCount);
        add(operations, "assertNumberConnectionsCheckedOut", this::assertCheckedOut);
        add(operations, "assertTopologyType", this::assertTopologyType);
        add(operations, "waitForPrimaryChange", this::waitForPrimaryChange);
        add(operations, "recordTopologyDescription", this::recordTopology);
        add(operations, "runOnThread", arguments -> runOnThread(arguments, nested));
        add(operations, "waitForThread", this::waitForThread);
        add(operations, "wait", arguments -> Thread.sleep(arguments.int32("ms")));
    }

    /** Runs an operation given in the arguments of another. */
    interface NestedRunner {
        void run(Document operation) throws Exception;
    }

    private interface Action {
        void run(Arguments arguments) throws Exception;
    }

    private static void add(Operations operations, String name, Action action) {
        operations.add(RunnerOperations.class, name, (self, arguments) -> {
            action.run(arguments);
            arguments.finish();
            return Absent.ABSENT;
        });
    }

    /** An operation has ended with its timeout. */
    void timedOut() {
        failPoints.timedOut();
    }

    private void failPoint(Arguments arguments) {
        // Some files name a session, too, which the format does not provide for.
        arguments.valueOrNull("session");
        failPoints.configure(client(arguments).api(), arguments.document("failPoint"));
    }

    private void createEntities(Arguments arguments) {
        arguments.list("entities", Document.class).forEach(factory::create);
    }

    private void assertCollection(Arguments arguments, boolean exists) {
        var name = arguments.string("collectionName");
        var options = new ListCollectionsOptions().filter(new Document("name", name));
        var found = deployment
                .internalClient()
                .database(arguments.string("databaseName"))
                .listCollectionNames(options);
        if (found.contains(name) != exists) {
            throw new Mismatch("", "collection " + name + (exists ? " does not exist" : " exists"));
        }
    }

    private void assertIndex(Arguments arguments, boolean exists) {
        var name = arguments.string("indexName");
        var indexes = deployment
                .internalClient()
                .database(arguments.string("databaseName"))
                .collection(arguments.string("collectionName"))
                .listIndexes()
                .toList();
        if (indexes.stream().anyMatch(index -> name.equals(index.get("name"))) != exists) {
            throw new Mismatch("", "index " + name + (exists ? " does not exist" : " exists"));
        }
    }

    private void assertLastTwo(Arguments arguments, boolean same) {
        var commands = EventMatcher.commands(client(arguments).events().events());
        if (commands.size() < 2) {
            throw new Mismatch("", "only " + commands.size() + " commands were started");
        }
        var last = commands.get(commands.size() - 1).document("lsid");
        var previous = commands.get(commands.size() - 2).document("lsid");
        if (last.equals(previous) != same) {
            throw new Mismatch("", "the last two commands have " + previous + " and " + last);
        }
    }

    private void waitForEvent(Arguments arguments) throws InterruptedException {
        var expected = arguments.document("event");
        var count = arguments.int32("count");
        var events = client(arguments).events();
        if (!events.await(eventMatcher.condition(expected), count, WAIT_LIMIT)) {
            throw new Mismatch("", "no " + count + " events " + expected + " within " + WAIT_LIMIT);
        }
    }

    private void assertEventCount(Arguments arguments) {
        var expected = arguments.document("event");
        var count = arguments.int32("count");
        var seen = client(arguments).events().events().stream()
                .filter(eventMatcher.condition(expected))
                .count();
        if (seen != count) {
            throw new Mismatch("", "expected " + count + " events " + expected + ", but saw " + seen);
        }
    }

    private void assertCheckedOut(Arguments arguments) throws InterruptedException {
        var expected = arguments.int32("connections");
        var pools = client(arguments).pools();
        // After the event of a cleared pool, those of operations are published by another thread.
        TestRun.soon(() -> {
            var actual = pools.checkedOut();
            if (actual != expected) {
                throw new Mismatch("", "expected " + expected + " connections checked out, but there are " + actual);
            }
        });
    }

    private void recordTopology(Arguments arguments) {
        entities.add(arguments.string("id"), client(arguments).api().description());
    }

    private void assertTopologyType(Arguments arguments) {
        var expected = arguments.string("topologyType");
        var recorded = entities.get(arguments.string("topologyDescription"), Description.class);
        if (!recorded.type().equals(expected)) {
            throw new Mismatch("", "expected a topology " + expected + ", but was " + recorded);
        }
    }

    /** Waits until the client knows another primary than the recorded one. */
    private void waitForPrimaryChange(Arguments arguments) throws InterruptedException {
        var client = client(arguments);
        var prior = primary(entities.get(arguments.string("priorTopologyDescription"), Description.class));
        var limit = arguments.has("timeoutMS") ? Duration.ofMillis(arguments.int32("timeoutMS")) : WAIT_LIMIT;
        var end = System.nanoTime() + limit.toNanos();
        while (true) {
            var now = primary(client.api().description());
            if (now.isPresent() && !now.equals(prior)) {
                return;
            }
            if (System.nanoTime() - end >= 0) {
                throw new Mismatch("", "no primary other than " + prior + " within " + limit);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static Optional<ServerAddress> primary(Description topology) {
        return Optional.ofNullable(topology.primary());
    }

    private void runOnThread(Arguments arguments, NestedRunner nested) {
        var operation = arguments.document("operation");
        entities.get(arguments.string("thread"), ThreadEntity.class).start(() -> {
            nested.run(operation);
            return null;
        });
    }

    private void waitForThread(Arguments arguments) throws Exception {
        entities.get(arguments.string("thread"), ThreadEntity.class).await(WAIT_LIMIT);
    }

    private ClientEntity client(Arguments arguments) {
        return entities.get(arguments.string("client"), ClientEntity.class);
    }
}
