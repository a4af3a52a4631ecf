package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.options.WriteModel;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification.Action;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Error messages name the namespace, the document, the cause and the remedy. */
@Timeout(120)
class ErrorMessagesTest {
    private static final Document ALL = new Document();
    private static final Document SET = Document.of("$set", Document.of("x", 1));

    /** The form is always the command, {@code on}, and the full namespace. */
    @Test
    void eachErrorNamesTheFullNamespace() {
        var calls = new LinkedHashMap<String, Consumer<MongoCollection<Document>>>();
        calls.put("find", orders -> orders.find().first());
        calls.put("aggregate", orders -> orders.aggregate(List.of()).first());
        calls.put("count", MongoCollection::estimatedDocumentCount);
        calls.put("distinct", orders -> orders.distinct("x", ALL, Integer.class));
        calls.put("findAndModify", orders -> orders.findOneAndDelete(ALL));
        calls.put("insert", orders -> orders.insertOne(new Document()));
        calls.put("update", orders -> orders.updateMany(ALL, SET));
        calls.put("delete", orders -> orders.deleteMany(ALL));
        calls.put("createIndexes", orders -> orders.createIndex(Document.of("x", 1)));
        calls.put("dropIndexes", MongoCollection::dropIndexes);
        calls.put("listIndexes", orders -> orders.listIndexes().first());
        calls.put("drop", MongoCollection::drop);
        calls.put("renameCollection", orders -> orders.rename("other"));
        try (var server = ScriptedServer.start(
                        exchange -> exchange.reply(Document.of("ok", 0, "code", 8000, "errmsg", "no")));
                var client = MongoClient.create(server.uri())) {
            var orders = client.database("app").collection("orders");
            calls.forEach((name, call) -> assertThatThrownBy(() -> call.accept(orders))
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith(name + " on app.orders failed on " + server.address() + ": no"));
            assertThatThrownBy(() -> client.database("app").createCollection("orders"))
                    .hasMessageStartingWith("create on app.orders failed");
            assertThatThrownBy(() -> client.database("app").runCommand(Document.of("usersInfo", "ada")))
                    .as("the collection of a custom command is unknown")
                    .hasMessageStartingWith("usersInfo on app failed");
        }
    }

    record Thing(int id, int shape) {}

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void decodeErrorsNameDocumentAndCollection() {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var documents = client.database("app").collection("things");
            documents.drop();
            documents.insertMany(List.of(
                    Document.of("_id", 1, "shape", 5),
                    Document.of("_id", 2, "shape", "round", "secret", "password"),
                    Document.of("_id", 3, "shape", 6)));
            var things = documents.as(Thing.class);
            try (var cursor = things.find().cursor()) {
                assertThat(cursor.next()).isEqualTo(new Thing(1, 5));
                var failure = catchThrowableOfType(BsonException.class, cursor::next);
                assertThat(failure)
                        .hasMessageContaining("at field 'shape' of the document with _id 2 of app.things")
                        .message()
                        .doesNotContain("firstBatch", "password");
                assertThat(failure.path()).isEqualTo("shape");
                assertThat(failure.documentId()).isEqualTo(2);
                assertThat(cursor.next()).isEqualTo(new Thing(3, 6));
            }
            assertThatThrownBy(() -> documents.distinct("shape", ALL, Integer.class))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining("at field 'shape' of a document of app.things");
            assertThatThrownBy(() -> things.findOneAndDelete(Document.of("_id", 2)))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining("at field 'shape' of the document with _id 2 of app.things");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void aServerThatRequiresAuthenticationIsExplained() {
        try (var server = Mongod.builder().arguments("--auth").start();
                var client = MongoClient.create(server.uri())) {
            var verification = client.verify(Duration.ofSeconds(30));
            assertThat(verification.isReadable() || verification.isWritable()).isFalse();
            assertThat(verification.problem()).isEqualTo(Problem.LOGIN_REQUIRED);
            assertThat(verification.hosts().getFirst().steps().getLast().action())
                    .isEqualTo(Action.ACCESS);
            assertThat(verification.toString())
                    .contains("cannot be used, LOGIN_REQUIRED", "access         FAILED", "(code 13, Unauthorized)")
                    .contains("Next step: the server requires authentication: set user name")
                    .doesNotContain("can be read");
            assertThatThrownBy(() -> client.database("app").collection("orders").insertOne(new Document()))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("insert on app.orders failed on " + server.address())
                    .hasMessageContaining("or the client has no user: authenticate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "replicaSet=rs&"})
    void membersWhoseNamesCannotBeResolved(String name) {
        try (var server = ScriptedServer.start(
                        hello -> hello.append("setName", "rs")
                                .append("setVersion", 1)
                                .append("me", "mongo1.invalid:27017")
                                .append("hosts", List.of("mongo1.invalid:27017", "mongo2.invalid:27017")),
                        Exchange::replyOk);
                var client = MongoClient.create(
                        "mongodb://" + server.address() + "/?" + name + "serverSelectionTimeoutMS=500")) {
            assertThatThrownBy(() -> client.database("app").collection("orders").insertOne(new Document()))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageContaining(server.address() + " is mongo1.invalid:27017 in its replica set")
                    .hasMessageContaining("DNS does not know mongo1.invalid")
                    .hasMessageContaining(
                            "Next step: check the spelling of the host name and the DNS configuration. These are"
                                    + " the addresses in the replica set's configuration")
                    .hasMessageContaining("set directConnection=true")
                    .message()
                    .doesNotContain("check the name in replicaSet");
            var verification = client.verify(Duration.ofSeconds(30));
            assertThat(verification.problem()).isEqualTo(Problem.DNS);
            assertThat(verification.toString()).contains("DNS does not know mongo2.invalid", "directConnection=true");
        }
    }

    @Test
    void aFailedGetMoreAdvisesToRunTheQueryAgain() {
        var first = Document.of("id", 7L, "ns", "app.orders").append("firstBatch", List.of(new Document()));
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("find")) {
                        exchange.reply(Document.of("ok", 1, "cursor", first));
                    } else {
                        exchange.close();
                    }
                });
                var client = MongoClient.create(server.uri() + "&serverSelectionTimeoutMS=500")) {
            var orders = client.database("app").collection("orders");
            var lost = orders.find().cursor();
            var stranded = orders.find().cursor();
            lost.next();
            stranded.next();
            var failure = catchThrowableOfType(ConnectionLostException.class, lost::hasNext);
            assertThat(failure)
                    .hasMessageContaining("getMore on app.orders was sent")
                    .hasMessageContaining("the cursor has lost its place: run the query again");
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
            Runnable serverGoes = server::close;
            serverGoes.run();
            assertThat(catchThrowableOfType(ConnectionException.class, stranded::hasNext))
                    .hasMessageContaining("getMore on app.orders")
                    .hasMessageContaining("run the query again");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void anUnknownWriteConcernModeIsExplained() {
        try (var client = MongoClient.create(ReplicaSet.shared().uri())) {
            var orders = client.database("app").collection("orders").with(WriteConcern.of("everywhere"));
            assertThat(catchThrowableOfType(WriteConcernException.class, () -> orders.insertOne(new Document())))
                    .hasMessageContaining("insert on app.orders failed")
                    .hasMessageContaining("the replica set has no write concern mode of this name");
            var one = List.of(new Document());
            for (ThrowingCallable bulk : List.<ThrowingCallable>of(
                    () -> orders.insertMany(one),
                    () -> orders.insertMany(one.stream()),
                    () -> orders.bulkWrite(List.of(WriteModel.insertOne(new Document()))),
                    () -> orders.bulkWrite(List.of(WriteModel.deleteOne(Document.of("_id", 1)))))) {
                assertThat(catchThrowableOfType(BulkWriteException.class, bulk))
                        .hasMessageContaining("Do not repeat them; the replica set has no write concern mode of"
                                + " this name: check the spelling of w");
            }
            var many = orders.with(WriteConcern.of(50));
            assertThat(catchThrowableOfType(WriteConcernException.class, () -> many.insertOne(new Document())))
                    .hasMessageContaining("too few members that hold data");
            assertThat(catchThrowableOfType(BulkWriteException.class, () -> many.insertMany(one)))
                    .hasMessageContaining("too few members that hold data");
            var asDefault =
                    Document.of("setDefaultRWConcern", 1, "defaultWriteConcern", Document.of("w", "everywhere"));
            assertThat(catchThrowableOfType(
                            CommandException.class,
                            () -> client.database("admin").runCommand(asDefault)))
                    .hasMessageContaining("the replica set has no write concern mode of this name");
        }
    }

    @Test
    void sinceWhenThereHasBeenNoPrimary() {
        var isPrimary = new AtomicBoolean(true);
        var members = new ArrayList<String>();
        try (var server = ScriptedServer.start(
                        hello -> hello.append("setName", "rs")
                                .append("hosts", members)
                                .append("isWritablePrimary", isPrimary.get())
                                .append("secondary", !isPrimary.get()),
                        exchange -> {
                            if (isPrimary.get()) {
                                exchange.reply(Document.of("ok", 1, "n", 1));
                            } else {
                                exchange.replyError(10107, "NotWritablePrimary", "not primary");
                            }
                        });
                var client = MongoClient.create("mongodb://" + server.address()
                        + "/?replicaSet=rs&retryWrites=false&serverSelectionTimeoutMS=1200")) {
            members.add(server.address().toString());
            members.add("127.0.0.1:1");
            var orders = client.database("app").collection("orders");
            orders.insertOne(new Document());
            isPrimary.set(false);
            assertThatThrownBy(() -> orders.insertOne(new Document())).isInstanceOf(NotPrimaryException.class);
            assertThatThrownBy(() -> orders.insertOne(new Document()))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageMatching("(?s).*There has been no primary for 1\\.\\d s; the last one was "
                            + server.address() + "\\. Servers: .*")
                    .hasMessageContaining(server.address() + ": is RSSecondary")
                    .hasMessageMatching("(?s).*127\\.0\\.0\\.1:1: has been unknown for \\d+(\\.\\d)? s: .*refused.*")
                    .hasMessageContaining("the replica set has no primary: look at rs.status()");
            client.disconnect();
            assertThatThrownBy(() -> orders.insertOne(new Document()))
                    .hasMessageContaining("No primary has been found since monitoring started 1.");
        }
    }

    @Test
    void unauthorizedOnTheWrongDatabaseIsExplained() {
        var rejected = Document.of("ok", 0, "code", 13, "errmsg", "x may only be run against the admin database");
        try (var server = ScriptedServer.canned(Map.of("x", rejected));
                var client = MongoClient.create(server.uri())) {
            assertThatThrownBy(() -> client.database("app").runCommand(Document.of("x", 1)))
                    .hasMessageContaining("Run it on the database admin");
        }
    }
}
