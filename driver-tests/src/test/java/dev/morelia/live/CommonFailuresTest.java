package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.embedded.EmbeddedServer;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.DocumentValidationException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The twelve most common failures. The message says what was attempted, on which server, for how long, what went wrong,
 * whether a retry is safe, and what to do.
 */
@Timeout(120)
class CommonFailuresTest {
    private static final String SOON = "serverSelectionTimeoutMS=500";

    private static MongoCollection<Document> orders(MongoClient client) {
        return client.database("app").collection("orders");
    }

    private static <E extends Throwable> E failedInsert(Class<E> expected, String uri, Document document) {
        try (var client = MongoClient.create(uri)) {
            E failure = catchThrowableOfType(expected, () -> orders(client).insertOne(document));
            assertThat(failure).as(uri).isNotNull();
            return failure;
        }
    }

    /** No server, so nothing was sent and a retry is safe. */
    private static void assertNoServer(String uri, String... words) {
        var failure = failedInsert(ServerSelectionException.class, uri, new Document());
        assertThat(failure)
                .hasMessageStartingWith("insert on app.orders: Found no ")
                .hasMessageContainingAll(words)
                .hasMessageContaining("Next step: ");
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void noServerListens() {
        ServerAddress gone;
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            gone = server.address();
        }
        assertNoServer(
                "mongodb://" + gone + "/?" + SOON,
                gone + ": has been unknown for ",
                " s: Connection refused",
                "check that the server is running and that the port is correct");
    }

    @Test
    void wrongHost() {
        assertNoServer(
                "mongodb://no-such-host.invalid/?" + SOON,
                "no-such-host.invalid:27017",
                "DNS does not know no-such-host.invalid",
                "check the spelling of the host name and the DNS configuration");
    }

    @Test
    void httpPort() throws IOException {
        try (var web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serveWeb(web));
            assertNoServer(
                    "mongodb://127.0.0.1:" + web.getLocalPort() + "/?" + SOON,
                    "127.0.0.1:" + web.getLocalPort(),
                    "starts with HTTP",
                    "check host and port: another program listens there");
        }
    }

    private static void serveWeb(ServerSocket web) {
        try {
            while (true) {
                try (var socket = web.accept()) {
                    assertThat(socket.getInputStream().read()).isNotNegative();
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    // Closing with unread bytes would reset the connection and lose the reply.
                    while (socket.getInputStream().read() >= 0) {}
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    void silentServer() throws IOException {
        try (var server = ScriptedServer.start(exchange -> exchange.pause(Duration.ofSeconds(5)));
                var proxy = FaultProxy.start(server.address())) {
            var inUse = failedInsert(
                    OperationTimeoutException.class, server.uri() + "&socketTimeoutMS=200", new Document());
            assertThat(inUse)
                    .hasMessageContaining(
                            "insert on app.orders did not complete within the timeout of 200 ms on " + server.address())
                    .hasMessageContaining("check before trying again");
            assertThat(inUse.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            proxy.blackHole(FaultProxy.Direction.values());
            assertNoServer(
                    "mongodb://" + proxy.address() + "/?connectTimeoutMS=100&" + SOON,
                    proxy.address().toString(),
                    "timed out",
                    "check that the servers run, that it is MongoDB that listens there and no other program");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void wrongSetName() {
        var member = ReplicaSet.shared().primary().address();
        assertNoServer(
                "mongodb://" + member + "/?replicaSet=other&" + SOON,
                member + " belongs to replica set '" + ReplicaSet.shared().name() + "'",
                "the settings say replicaSet=other",
                "Next step: set replicaSet=" + ReplicaSet.shared().name() + ", or check the hosts");
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void wrongCaseOfTheSetName() {
        var set = ReplicaSet.shared();
        assertNoServer(
                "mongodb://" + set.primary().address() + "/?replicaSet="
                        + set.name().toUpperCase(Locale.ROOT) + "&" + SOON,
                "belongs to replica set '" + set.name() + "'",
                "Next step: set replicaSet=" + set.name() + ": replica set names are case-sensitive");
    }

    @Test
    void aStandaloneIsNotAReplicaSet() {
        try (var server = EmbeddedServer.start()) {
            assertNoServer(
                    server.uri() + "/?replicaSet=rs0&" + SOON,
                    server.address() + " is a Standalone, not a member of a replica set",
                    "Next step: remove replicaSet, because a Standalone has none");
            assertNoServer(
                    server.uri() + "/?directConnection=true&replicaSet=rs0&" + SOON,
                    "it is a Standalone, not a member of a replica set",
                    "Next step: remove replicaSet, because a Standalone has none");
        }
    }

    @Test
    void aReplicaSetThatIsNotInitiated() {
        try (var ghost = ScriptedServer.start(
                hello -> hello.append("isreplicaset", true).append("isWritablePrimary", false),
                exchange -> exchange.reply(Document.of("ok", 0, "code", 10107, "errmsg", "not primary")))) {
            var failure = failedInsert(NotPrimaryException.class, ghost.uri(), new Document());
            assertThat(failure)
                    .message()
                    .containsOnlyOnce("call rs.initiate() once")
                    .doesNotContain("electing another primary", "leave it out");
        }
    }

    @Test
    void countDocumentsIsReportedByItsName() {
        try (var server = ScriptedServer.start(
                        exchange -> exchange.reply(Document.of("ok", 0, "code", 2, "errmsg", "no such operator")));
                var client = MongoClient.create(server.uri())) {
            var orders = client.database("app").collection("orders");
            assertThat(catchThrowableOfType(MongoException.class, orders::countDocuments))
                    .hasMessageStartingWith("countDocuments on app.orders")
                    .message()
                    .doesNotContain("aggregate");
        }
    }

    @Test
    void noPrimary() {
        var members = new ArrayList<String>();
        try (var secondary = ScriptedServer.start(
                hello -> hello.append("setName", "rs")
                        .append("hosts", members)
                        .append("isWritablePrimary", false)
                        .append("secondary", true),
                Exchange::replyOk)) {
            members.add(secondary.address().toString());
            assertNoServer(
                    "mongodb://" + secondary.address() + "/?replicaSet=rs&" + SOON,
                    secondary.address().toString(),
                    "RSSecondary",
                    "the replica set has no primary: look at rs.status()");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void directToASecondary() {
        var set = ReplicaSet.shared();
        set.waitForMembers(Duration.ofSeconds(60));
        var secondary = set.secondaries().getFirst();
        var failure = failedInsert(NotPrimaryException.class, secondary.directUri(), new Document());
        assertThat(failure)
                .hasMessageStartingWith("insert on app.orders failed on " + secondary.address())
                .hasMessageContaining("directConnection leads to a secondary of replica set " + set.name())
                .hasMessageContaining("whose primary is " + set.primary().address())
                .hasMessageContaining("leave directConnection out and set replicaSet=" + set.name())
                .message()
                .doesNotContain("may be tried again", "electing another primary");
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void duplicateKey() {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var orders = orders(client);
            orders.drop();
            orders.insertOne(Document.of("_id", 7, "secret", "x"));
            var failure =
                    catchThrowableOfType(DuplicateKeyException.class, () -> orders.insertOne(Document.of("_id", 7)));
            assertThat(failure)
                    .hasMessageStartingWith(
                            "insert on app.orders failed on " + Mongod.shared().address())
                    .hasMessageContaining("A document with {\"_id\": 7} already exists in the unique index _id_")
                    .hasMessageContaining("use another value, or change that document");
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void validation() {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var checked = client.database("app").collection("checked");
            checked.drop();
            client.database("app").runCommand(Document.parse("""
                    {"create": "checked", "validator": {"$jsonSchema": {"required": ["amount"], "properties":
                     {"amount": {"bsonType": "int", "minimum": 1, "description": "whole units, at least one"}}}}}
                    """));
            var failure = catchThrowableOfType(
                    DocumentValidationException.class, () -> checked.insertOne(Document.of("_id", 7, "amount", 0)));
            assertThat(failure)
                    .hasMessageStartingWith(
                            "insert on app.checked failed on " + Mongod.shared().address())
                    .hasMessageContaining("amount: minimum 1")
                    .hasMessageContaining("got 0")
                    .hasMessageContaining("[whole units, at least one]");
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void tooLargeOrNotEncodable() {
        var uri = Mongod.shared().uri();
        var large = Document.of("_id", 7, "bytes", new byte[17_000_000]);
        assertThat(failedInsert(Exception.class, uri, large))
                .hasMessageContaining("insert on app.orders")
                .hasMessageContaining("must not be larger than 16777216 bytes")
                .hasMessageContaining("_id: 7");
        var odd = Document.of("_id", 7, "thread", Thread.currentThread());
        assertThat(failedInsert(IllegalArgumentException.class, uri, odd))
                .hasMessageContaining("insert on app.orders")
                .hasMessageContaining("thread")
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("_id 7");
    }

    @Test
    void poolExhausted() throws InterruptedException {
        var holding = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        try (var server = ScriptedServer.start(exchange -> {
                    holding.countDown();
                    enough.await(60, TimeUnit.SECONDS);
                    exchange.reply(Document.of("ok", 1, "n", 1));
                });
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1&waitQueueTimeoutMS=100")) {
            var holder = Thread.ofPlatform()
                    .name("report")
                    .start(() -> orders(client).estimatedDocumentCount());
            assertThat(holding.await(60, TimeUnit.SECONDS)).isTrue();
            var failure = catchThrowableOfType(
                    PoolTimeoutException.class, () -> orders(client).insertOne(new Document()));
            enough.countDown();
            holder.join();
            assertThat(failure)
                    .hasMessageStartingWith("insert on app.orders: Timed out after ")
                    .hasMessageContaining("while checking out a connection to " + server.address())
                    .hasMessageContaining("1 of 1 connections (maxPoolSize) are in use")
                    .hasMessageContaining("count on app.orders for ")
                    .hasMessageContaining("by thread 'report'")
                    .hasMessageContaining("or raise maxPoolSize");
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void killedDuringAWrite() throws InterruptedException {
        var failure = new AtomicReference<MongoException>();
        try (var server = Mongod.builder().testCommands(true).start();
                var client = MongoClient.create(server.uri())) {
            var orders = orders(client);
            orders.insertOne(new Document());
            server.command(
                    "admin",
                    Document.of("configureFailPoint", "failCommand", "mode", "alwaysOn")
                            .append(
                                    "data",
                                    Document.parse("{\"failCommands\": [\"insert\"], \"blockConnection\": true,"
                                            + " \"blockTimeMS\": 60000}")));
            var writer = Thread.ofPlatform()
                    .start(() -> failure.set(catchThrowableOfType(
                            ConnectionLostException.class, () -> orders.insertOne(new Document()))));
            Thread.sleep(500);
            server.kill();
            writer.join();
            assertThat(failure.get())
                    .hasMessageStartingWith("Connection to " + server.address() + " was lost ")
                    .hasMessageMatching("(?s).* was lost \\d+ ms after insert on app\\.orders was sent.*")
                    .hasMessageContaining("the server may or may not have executed it; check before trying again");
            assertThat(failure.get().retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        }
    }
}
