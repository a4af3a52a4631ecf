package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.ProtocolException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.PoolUse;
import dev.morelia.options.WriteModel;
import dev.morelia.options.admin.SearchIndexModel;
import dev.morelia.settings.Namespace;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that sends malformed replies: a typed error names the server, the command, the field and what was found, and
 * the client remains usable.
 */
@Timeout(60)
class MalformedRepliesTest {
    private static final Document FILTER = new Document();
    private static final Document UPDATE = new Document("$set", new Document("a", 1));

    /** An operation that gets a malformed reply. */
    interface Call {
        Object on(MongoClient client);
    }

    /** Such an operation on a collection. */
    private interface Operation {
        Object on(MongoCollection<Document> people);
    }

    private static Arguments on(Operation operation, String reply, String... problem) {
        return client(client -> operation.on(client.database("app").collection("people")), reply, problem);
    }

    private static Arguments client(Call call, String reply, String... problem) {
        return Arguments.of(reply, List.of(problem), call);
    }

    /** Unquoted names and single quotes are easier to read here. */
    private static Document document(String reply) {
        return Document.parse(reply.replaceAll("(\\w+):", "'$1':").replace('\'', '"'));
    }

    static Stream<Arguments> queries() {
        Operation find = people -> people.find().toList();
        Operation aggregate = people -> people.aggregate(List.of()).toList();
        Operation count = people -> people.countDocuments(FILTER);
        Operation estimated = MongoCollection::estimatedDocumentCount;
        Operation distinct = people -> people.distinct("a", FILTER, Object.class);
        return Stream.of(
                on(find, "{}", "find", "'ok'"),
                on(find, "{ok: 'yes'}", "find", "'ok'", "string"),
                on(find, "{ok: null}", "find", "'ok'", "null"),
                on(find, "{ok: 1}", "find", "'cursor'"),
                on(find, "{ok: 1, cursor: []}", "'cursor'", "array"),
                on(find, "{ok: 1, cursor: null}", "'cursor'", "null"),
                on(find, "{ok: 1, cursor: {ns: 'app.people', firstBatch: []}}", "'cursor.id'"),
                on(find, "{ok: 1, cursor: {id: 'x', ns: 'app.people', firstBatch: []}}", "'cursor.id'", "string"),
                on(find, "{ok: 1, cursor: {id: 0, firstBatch: []}}", "'cursor.ns'"),
                on(find, "{ok: 1, cursor: {id: 0, ns: 1, firstBatch: []}}", "'cursor.ns'", "int32"),
                on(find, "{ok: 1, cursor: {id: 0, ns: 'app.people'}}", "'cursor.firstBatch'"),
                on(find, "{ok: 1, cursor: {id: 0, ns: 'app.people', firstBatch: {}}}", "firstBatch'", "document"),
                on(find, "{ok: 1, cursor: {id: 0, ns: 'app.people', firstBatch: [{}, 2]}}", "firstBatch.1", "int32"),
                on(people -> people.findOne(FILTER), "{ok: 1, cursor: 1}", "'cursor'", "int32"),
                on(aggregate, "{ok: 1, cursor: {id: 0, ns: 'app.people', firstBatch: 7}}", "aggregate", "int32"),
                on(count, "{ok: 1, cursor: {id: 0, ns: 'a.b', firstBatch: [{}]}}", "countDocuments", "'n'"),
                on(count, "{ok: 1, cursor: {id: 0, ns: 'a.b', firstBatch: [{n: 'x'}]}}", "'n'", "string"),
                on(count, "{ok: 1, cursor: {id: 0, ns: 'a.b', firstBatch: [1]}}", "int32"),
                on(count, "{ok: 1, cursor: {id: 0, ns: 'a.b', firstBatch: [{n: -1}]}}", "'n'", "-1"),
                on(estimated, "{ok: 1}", "count", "'n'"),
                on(estimated, "{ok: 1, n: -1}", "count", "'n'", "-1"),
                on(estimated, "{ok: 1, n: 'many'}", "count", "'n'", "string"),
                on(estimated, "{ok: 1, n: 1.5}", "count", "'n'", "double"),
                on(people -> people.find().count(), "{ok: 1, n: {}}", "count", "'n'", "document"),
                on(distinct, "{ok: 1}", "distinct", "'values'"),
                on(distinct, "{ok: 1, values: {a: 1}}", "distinct", "'values'", "document"));
    }

    static Stream<Arguments> writes() {
        Operation insert = people -> people.insertOne(new Document());
        Operation insertMany = people -> people.insertMany(List.of(new Document()));
        Operation bulk = people -> people.bulkWrite(List.of(WriteModel.deleteOne(FILTER)));
        Operation update = people -> people.updateOne(FILTER, UPDATE);
        Operation delete = people -> people.deleteOne(FILTER);
        Operation modify = people -> people.findOneAndDelete(FILTER);
        return Stream.of(
                on(insert, "{n: 1}", "insert", "'ok'"),
                on(insert, "{ok: 1}", "insert", "'n'"),
                on(insert, "{ok: 1, n: '1'}", "insert", "'n'", "string"),
                on(insert, "{ok: 1, n: -5}", "insert", "'n'", "-5"),
                on(update, "{ok: 1, n: 1, nModified: -1}", "update", "'nModified'", "-1"),
                on(
                        update,
                        "{ok: 1, n: 1, nModified: 0, upserted: [{index: 0, _id: 1}, {index: 0, _id: 2}]}",
                        "upserted"),
                on(insertMany, "{ok: 1, n: null}", "insert", "'n'", "null"),
                on(insert, "{ok: 1, n: 1, writeErrors: {}}", "'writeErrors'", "document"),
                on(insert, "{ok: 1, n: 1, writeErrors: [3]}", "'writeErrors.0'", "int32"),
                on(insertMany, "{ok: 1, n: 0, writeErrors: [{code: 1}]}", "'index'"),
                on(insertMany, "{ok: 1, n: 0, writeErrors: [{index: 9, code: 1}]}", "'index'", "9"),
                on(insertMany, "{ok: 1, n: 0, writeErrors: [{index: -1, code: 1}]}", "'index'", "-1"),
                on(insert, "{ok: 1, n: 1, writeConcernError: 'late'}", "'writeConcernError'", "string"),
                on(bulk, "{ok: 1, n: 'x'}", "delete", "'n'", "string"),
                on(update, "{ok: 1, n: 1}", "update", "'nModified'"),
                on(update, "{ok: 1, n: 1, nModified: true}", "update", "'nModified'", "boolean"),
                on(update, "{ok: 1, n: 1, nModified: 0, upserted: 'x'}", "'upserted'", "string"),
                on(update, "{ok: 1, n: 1, nModified: 0, upserted: ['x']}", "'upserted.0'", "string"),
                on(update, "{ok: 1, n: 1, nModified: 0, upserted: [{index: 0}]}", "'_id'"),
                on(update, "{ok: 1, n: 1, nModified: 0, upserted: [{index: 5, _id: 1}]}", "'index'", "5"),
                on(delete, "{ok: 1, n: []}", "delete", "'n'", "array"),
                on(modify, "{ok: 1}", "findAndModify", "'value'"),
                on(modify, "{ok: 1, value: 7}", "findAndModify", "'value'", "int32"),
                on(modify, "{ok: 1, value: null, writeConcernError: 1}", "'writeConcernError'", "int32"),
                on(people -> people.findOneAndUpdate(FILTER, UPDATE), "{ok: 1, value: []}", "'value'", "array"));
    }

    static Stream<Arguments> administration() {
        Operation createIndex = people -> people.createIndex(new Document("a", 1));
        Operation listIndexes = people -> people.listIndexes().toList();
        Operation drop = people -> {
            people.drop();
            return people;
        };
        Operation createSearchIndex =
                people -> people.searchIndexes().create(List.of(SearchIndexModel.of(new Document())));
        Call databases = MongoClient::listDatabases;
        Call databaseNames = MongoClient::listDatabaseNames;
        Call collectionNames = client -> client.database("app").listCollectionNames();
        Call cursorCommand = client -> client.database("app")
                .runCursorCommand(new Document("find", "people"))
                .toList();
        Call killCursors = client -> client.killCursors(List.of(1L), new Namespace("app", "people"), client.address());
        return Stream.of(
                on(createIndex, "{ok: 1, writeConcernError: []}", "createIndexes", "'writeConcernError'", "array"),
                on(listIndexes, "{ok: 1}", "listIndexes", "'cursor'"),
                on(listIndexes, "{ok: 0, code: 'x'}", "listIndexes", "'code'", "string"),
                on(drop, "{ok: 0, code: []}", "drop", "'code'", "array"),
                on(createSearchIndex, "{ok: 1}", "createSearchIndexes", "'indexesCreated'"),
                on(createSearchIndex, "{ok: 1, indexesCreated: [{id: 1}]}", "createSearchIndexes", "'name'"),
                client(databases, "{ok: 1}", "listDatabases", "'databases'"),
                client(databases, "{ok: 1, databases: 1}", "listDatabases", "'databases'", "int32"),
                client(databases, "{ok: 1, databases: [1]}", "listDatabases", "'databases.0'", "int32"),
                client(databaseNames, "{ok: 1, databases: [{}]}", "listDatabases", "'name'"),
                client(databaseNames, "{ok: 1, databases: [{name: 3}]}", "'name'", "int32"),
                client(
                        collectionNames,
                        "{ok: 1, cursor: {id: 0, ns: 'app.x', firstBatch: [{name: 1}]}}",
                        "listCollections",
                        "name'",
                        "int32"),
                client(cursorCommand, "{ok: 1}", "find", "'cursor'"),
                client(killCursors, "{ok: 1}", "killCursors", "'cursorsKilled'"),
                client(killCursors, "{ok: 1, cursorsKilled: 1}", "killCursors", "'cursorsKilled'", "int32"),
                client(MongoClient::isLocked, "{ok: 1, fsyncLock: 1}", "currentOp", "'fsyncLock'", "int32"),
                client(MongoClient::serverInfo, "{}", "buildInfo", "'ok'"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource({"queries", "writes", "administration"})
    void endsWithAnErrorThatNamesTheMalformedField(String reply, List<String> problem, Call call) {
        var requests = new AtomicInteger();
        var unfinished = new AtomicInteger();
        try (var server = ScriptedServer.start(exchange -> {
                    if (requests.getAndIncrement() == 0) {
                        exchange.reply(document(reply));
                    } else {
                        exchange.replyOk();
                    }
                });
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .commandListener(counting(unfinished))
                        .build()) {
            var failure = catchThrowableOfType(ProtocolException.class, () -> call.on(client));
            assertThat(failure).isNotNull();
            assertThat(failure.server()).isEqualTo(server.address());
            assertThat(failure).hasMessageContaining(server.address().toString());
            assertThat(failure).message().contains(problem);
            assertThat(client.database("app").runCommand(new Document("ping", 1)))
                    .containsEntry("ok", 1);
            assertThat(unfinished).as("each started event has its end").hasValue(0);
            assertThat(client.poolUse().values()).extracting(PoolUse::inUse).containsExactly(0);
        }
    }

    private static CommandListener counting(AtomicInteger unfinished) {
        return new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                unfinished.incrementAndGet();
            }

            @Override
            public void succeeded(CommandSucceededEvent event) {
                unfinished.decrementAndGet();
            }

            @Override
            public void failed(CommandFailedEvent event) {
                unfinished.decrementAndGet();
            }
        };
    }

    @Test
    void aReadWithAMalformedReplyMayBeRetriedAndAWriteMustBeChecked() {
        try (var server = ScriptedServer.start(exchange -> exchange.reply(document("{ok: 1, n: 'x'}")));
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people");
            var read = catchThrowableOfType(ProtocolException.class, people::estimatedDocumentCount);
            assertThat(read.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
            var write = catchThrowableOfType(ProtocolException.class, () -> people.insertOne(new Document()));
            assertThat(write.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(write)
                    .hasMessageStartingWith("The reply to insert on app.people is malformed on " + server.address()
                            + ": expected a whole number but found a value of BSON type string, at"
                            + " field 'n' (BSON type string).");
            assertThat(server.received()).hasSize(2);
        }
    }
}
