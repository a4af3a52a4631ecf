package dev.morelia.embedded;

import static dev.morelia.testkit.junit.MongoTest.Server.EMBEDDED;
import static dev.morelia.testkit.junit.MongoTest.Server.MONGOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.testkit.junit.MongoTest;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class MongoTestTest {
    /** Recorded by the tests of the samples below. */
    private static final List<String> SEEN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void runsOnTheEmbeddedServerByDefault() {
        assertThat(run(Plain.class).getTestsSucceededCount()).isEqualTo(1);
        assertThat(SEEN).containsExactly("on the embedded server");
    }

    @MongoTest({EMBEDDED, MONGOD})
    void runsOnEach(TestInfo run, MongoDatabase database) {
        // The embedded server does not support getCmdLineOpts.
        boolean isReal = database.runCommand(Document.of("listCommands", 1))
                .document("commands")
                .containsKey("getCmdLineOpts");
        assertThat(run.getDisplayName()).isEqualTo(isReal ? "on mongod" : "on the embedded server");
    }

    @MongoTest({EMBEDDED, MONGOD})
    void databaseIsEmptyAndBelongsToTheClient(MongoClient client, MongoDatabase database) {
        assertThat(database.listCollectionNames()).isEmpty();
        database.collection("things").insertOne(Document.of("n", 1));
        assertThat(client.database(database.name()).collection("things").find().toList())
                .singleElement()
                .extracting(thing -> thing.int32("n"))
                .isEqualTo(1);
    }

    @Test
    void databaseIsDroppedAndTheClientClosed() {
        assertThat(run(Dropped.class).getTestsFailedCount()).isZero();
        assertThat(SEEN)
                .containsExactly(
                        "before: []",
                        "test: [things]",
                        "after: [things]",
                        "before: []",
                        "test: [things]",
                        "after: [things]",
                        "left: []",
                        "closed");
    }

    @Test
    void testMayCloseItsClient() {
        assertThat(run(ClosesItsClient.class).getTestsSucceededCount()).isEqualTo(1);
    }

    @Test
    void canBeAMetaAnnotation() {
        assertThat(run(OfItsOwn.class).getTestsSucceededCount()).isEqualTo(1);
        assertThat(SEEN).containsExactly("own: on the embedded server");
    }

    @Test
    void sameServerTwiceIsOneRun() {
        assertThat(run(Twice.class).getTestsSucceededCount()).isEqualTo(1);
    }

    @Test
    void noServerIsAnError() {
        assertThat(failure(NoServer.class)).contains("@MongoTest({}) on", "never()", "names no server");
    }

    @Test
    void constructorsAreNotSupported() {
        assertThat(failure(InConstructor.class)).contains("MongoDatabase", "constructor");
    }

    private static String failure(Class<?> sample) {
        var failures = run(sample).getFailures();
        assertThat(failures).hasSize(1);
        return failures.getFirst().getException().toString();
    }

    static TestExecutionSummary run(Class<?> sample) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(sample))
                                .build(),
                        listener);
        return listener.getSummary();
    }

    /** Without servers. */
    static final class Plain {
        @MongoTest
        void test(MongoDatabase database, TestInfo run) {
            database.runCommand(Document.of("ping", 1));
            SEEN.add(run.getDisplayName());
        }
    }

    /** Each test has an empty database, whatever the previous one has left. */
    static final class Dropped {
        private static final Deque<MongoClient> CLIENTS = new ArrayDeque<>();

        @BeforeEach
        void before(MongoDatabase database) {
            SEEN.add("before: " + database.listCollectionNames());
        }

        @MongoTest
        void first(MongoClient client, MongoDatabase database) {
            leaveBehind(client, database);
        }

        @MongoTest
        void second(MongoClient client, MongoDatabase database) {
            leaveBehind(client, database);
        }

        private static void leaveBehind(MongoClient client, MongoDatabase database) {
            CLIENTS.add(client);
            database.collection("things").insertOne(Document.of("n", 1));
            SEEN.add("test: " + database.listCollectionNames());
        }

        @AfterEach
        void after(MongoDatabase database) {
            SEEN.add("after: " + database.listCollectionNames());
        }

        @AfterAll
        static void look() {
            var closed = CLIENTS.getLast();
            try (var client = MongoClient.create(closed.settings())) {
                SEEN.add("left: "
                        + client.listDatabaseNames().stream()
                                .filter(name -> name.startsWith("mongoTest"))
                                .toList());
            }
            try {
                closed.listDatabaseNames();
            } catch (ClientClosedException e) {
                SEEN.add("closed");
            }
        }
    }

    /** Closes the client itself. */
    static final class ClosesItsClient {
        @MongoTest
        void test(MongoClient client, MongoDatabase database) {
            database.collection("things").insertOne(Document.of("n", 1));
            client.close();
        }
    }

    /** A composed annotation. */
    @Retention(RetentionPolicy.RUNTIME)
    @MongoTest
    @interface OwnTest {}

    /** With a composed annotation. */
    static final class OfItsOwn {
        @OwnTest
        void test(MongoDatabase database, TestInfo run) {
            SEEN.add("own: " + run.getDisplayName());
        }
    }

    /** The same server twice. */
    static final class Twice {
        @MongoTest({EMBEDDED, EMBEDDED})
        void test() {}
    }

    /** On no server. */
    static final class NoServer {
        @MongoTest({})
        void never() {}
    }

    /** With a constructor parameter. */
    static final class InConstructor {
        InConstructor(MongoDatabase database) {
            SEEN.add(database.name());
        }

        @MongoTest
        void test() {}
    }
}
