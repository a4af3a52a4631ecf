package dev.morelia.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.testkit.message.BareConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The replies of the embedded server, for machines without a real one to compare it with. */
@Timeout(60)
class EmbeddedServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final EmbeddedServer server = EmbeddedServer.start();
    private BareConnection client;

    @BeforeEach
    void connect() throws IOException {
        client = BareConnection.open(server.address(), TIMEOUT);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private Document run(Document command) throws IOException {
        return client.command("app", command);
    }

    private Document run(String json) throws IOException {
        return run(json(json));
    }

    private Document ok(String json) throws IOException {
        var reply = run(json);
        assertThat(reply.float64("ok")).as("%s", reply).isEqualTo(1.0);
        assertThat(reply).doesNotContainKey("writeErrors");
        return reply;
    }

    private List<Document> find(String collection) throws IOException {
        return firstBatch(run(Document.of("find", collection)));
    }

    private static List<Document> firstBatch(Document reply) {
        return reply.document("cursor").list("firstBatch", Document.class);
    }

    /** Single quotes avoid escapes. */
    private static Document json(String json) {
        return Document.parse(json.replace('\'', '"'));
    }

    @Test
    void everyTypeSurvivesARoundTrip() throws IOException {
        var all = new Document("_id", new ObjectId())
                .append("double", -0.0)
                .append("nan", Double.NaN)
                .append("string", "Grüße, 🌍")
                .append("document", Document.of("a", Document.of("b", List.of(1, List.of("x")))))
                .append("empty", new Document())
                .append("generic", new Binary(new byte[] {1, 2}))
                .append("md5", new Binary(Binary.MD5, new byte[16]))
                .append("oldUuid", new Binary(Binary.OLD_UUID, new byte[16]))
                .append("user", new Binary(Binary.USER_DEFINED, new byte[] {7}))
                .append("uuid", UUID.randomUUID())
                .append("undefined", Undefined.INSTANCE)
                .append("true", true)
                .append("date", Instant.ofEpochMilli(-1))
                .append("null", null)
                .append("regex", new Regex("^a.*b$", "im"))
                .append("pointer", new DbPointer("db.c", new ObjectId()))
                .append("code", new Code("f()"))
                .append("symbol", new Symbol("s"))
                .append("scoped", new CodeWithScope("g()", Document.of("x", 1)))
                .append("int32", Integer.MIN_VALUE)
                .append("timestamp", new Timestamp(-1, -1))
                .append("int64", Long.MIN_VALUE)
                .append("decimal", Decimal128.parse("1.10"))
                .append("negativeZero", Decimal128.parse("-0"))
                .append("infinity", Decimal128.POSITIVE_INFINITY)
                .append("min", MinKey.INSTANCE)
                .append("max", MaxKey.INSTANCE);
        run(Document.of("insert", "types", "documents", List.of(all)));
        ok("{'update': 'types', 'updates': [{'q': {}, 'u': {'$set': {'seen': true}}}]}");

        assertThat(find("types")).containsExactly(all.append("seen", true));
        for (String field : List.of("md5", "uuid", "symbol", "undefined", "code", "decimal", "pointer", "regex")) {
            var byEquality = Document.of("find", "types")
                    .append("filter", Document.of(field, Document.of("$eq", all.get(field))));
            assertThat(firstBatch(run(byEquality))).as(field).hasSize(1);
        }
    }

    @Test
    void aDuplicateKeyNamesIndexAndKey() throws IOException {
        ok("{'createIndexes': 'people', 'indexes': [{'key': {'name': 1}, 'name': 'name_1', " + "'unique': true}]}");
        ok("{'insert': 'people', 'documents': [{'_id': 1, 'name': 'Ada'}]}");

        assertThat(run("{'insert': 'people', 'documents': [{'_id': 2, 'name': 'Ada'}, {'_id': 3, "
                        + "'name': 'Bob'}, {'_id': 1}], 'ordered': false}"))
                .isEqualTo(json("{'n': 1, 'writeErrors': [ {'index': 0, 'code': 11000, "
                        + "'errmsg': 'E11000 duplicate key error collection: app.people index: name_1 "
                        + "dup key: { name: \\\"Ada\\\" }', "
                        + "'keyPattern': {'name': 1}, 'keyValue': {'name': 'Ada'}}, {'index': 2, 'code': 11000, "
                        + "'errmsg': 'E11000 duplicate key error collection: app.people index: _id_ "
                        + "dup key: { _id: 1 }', "
                        + "'keyPattern': {'_id': 1}, 'keyValue': {'_id': 1}}], 'ok': 1.0}"));
        assertThat(find("people")).hasSize(2);
    }

    @Test
    void aPartialUniqueIndexCoversOnlyItsDocuments() throws IOException {
        ok("{'createIndexes': 'p', 'indexes': [{'key': {'a': 1}, 'name': 'a', 'unique': true, "
                + "'partialFilterExpression': {'z': {'$gt': 1}}}]}");
        ok("{'insert': 'p', 'documents': [{'_id': 1, 'a': 1}, {'_id': 2, 'a': 1}, {'_id': 3, " + "'a': 1, 'z': 2}]}");

        assertThat(run("{'update': 'p', 'updates': [{'q': {'_id': 1}, 'u': {'$set': {'z': 3}}}]}"))
                .containsKey("writeErrors");
        ok("{'update': 'p', 'updates': [{'q': {'_id': 3}, 'u': {'$set': {'z': 0}}}]}");
        ok("{'update': 'p', 'updates': [{'q': {'_id': 1}, 'u': {'$set': {'z': 3}}}]}");
        ok("{'delete': 'p', 'deletes': [{'q': {}, 'limit': 0}]}");
        assertThat(find("p")).isEmpty();
    }

    @Test
    void aFailedUniqueIndexLeavesNoIndexBehind() throws IOException {
        ok("{'insert': 'people', 'documents': [{'_id': 1, 'a': 1}, {'_id': 2, 'a': 1}]}");

        var reply =
                run("{'createIndexes': 'people', 'indexes': [{'key': {'a': 1}, 'name': 'a_1', " + "'unique': true}]}");
        assertThat(reply.int32("code")).isEqualTo(11000);
        assertThat(reply.document("keyValue")).isEqualTo(Document.of("a", 1));
        assertThat(firstBatch(run(Document.of("listIndexes", "people")))).hasSize(1);
    }

    @Test
    void cursorsReturnBatchesOfTheCollectionAsItWas() throws IOException {
        var documents =
                IntStream.range(0, 250).mapToObj(i -> Document.of("_id", i)).toList();
        run(Document.of("insert", "many", "documents", documents));

        var first = run(Document.of("find", "many")).document("cursor");
        long id = first.int64("id");
        assertThat(first.list("firstBatch", Document.class)).hasSize(101);
        assertThat(id).isPositive();
        ok("{'delete': 'many', 'deletes': [{'q': {}, 'limit': 0}]}");
        var second = run(Document.of("getMore", id, "collection", "many").append("batchSize", 100))
                .document("cursor");
        assertThat(second.list("nextBatch", Document.class)).hasSize(100);
        var third = run(Document.of("getMore", id, "collection", "many")).document("cursor");
        assertThat(third.list("nextBatch", Document.class)).hasSize(49).contains(Document.of("_id", 249));
        assertThat(third.int64("id")).isZero();
        assertThat(run(Document.of("getMore", id, "collection", "many")).int32("code"))
                .isEqualTo(43);
    }

    @Test
    void aBatchStaysBelowTheMaximumReplySize() throws IOException {
        var large = "x".repeat(5 * 1024 * 1024);
        for (int i = 0; i < 5; i++) {
            run(Document.of("insert", "large", "documents", List.of(Document.of("_id", i, "x", large))));
        }

        var cursor = run(Document.of("find", "large")).document("cursor");
        assertThat(cursor.list("firstBatch", Document.class)).hasSize(3);
        var rest = run(Document.of("getMore", cursor.int64("id"), "collection", "large"))
                .document("cursor");
        assertThat(rest.list("nextBatch", Document.class)).hasSize(2);
    }

    @Test
    void killedCursorsAreGone() throws IOException {
        ok("{'insert': 'many', 'documents': [{'_id': 1}, {'_id': 2}]}");
        long id = run(Document.of("find", "many", "batchSize", 1))
                .document("cursor")
                .int64("id");

        var killed = run(Document.of("killCursors", "many", "cursors", List.of(id, 5L)));
        assertThat(killed.list("cursorsKilled", Long.class)).containsExactly(id);
        assertThat(killed.list("cursorsNotFound", Long.class)).containsExactly(5L);
        assertThat(run(Document.of("getMore", id, "collection", "many")).int32("code"))
                .isEqualTo(43);
    }

    @Test
    void aDocumentTooLargeIsAnErrorOfItsStatement() throws IOException {
        var tooLarge = Document.of("_id", 1, "x", "x".repeat(16 * 1024 * 1024));
        var reply = run(Document.of("insert", "large", "documents", List.of(tooLarge, Document.of("_id", 2)))
                .append("ordered", false));

        assertThat(reply.int32("n")).isEqualTo(1);
        assertThat(reply.list("writeErrors", Document.class).getFirst().int32("code"))
                .isEqualTo(10334);
    }

    @Test
    void arrayFiltersAndPositionsReachTheRightElements() throws IOException {
        ok("{'insert': 'c', 'documents': [{'_id': 1, 'g': [80, 95, 101], 'd': [{'k': 1, 'n': 5}, "
                + "{'k': 2, 'n': 0}]}]}");
        ok("{'update': 'c', 'updates': [{'q': {}, 'u': {'$set': {'g.$[over]': 100}}, "
                + "'arrayFilters': [{'over': {'$gt': 100}}]}]}");
        ok("{'update': 'c', 'updates': [{'q': {'d': {'$elemMatch': {'k': {'$gt': 0}, 'n': 0}}}, "
                + "'u': {'$inc': {'d.$.n': 7}}}]}");
        ok("{'update': 'c', 'updates': [{'q': {'d.k': 1}, 'u': {'$set': {'d.$.first': true}}}]}");

        assertThat(find("c"))
                .containsExactly(json("{'_id': 1, 'g': [80, 95, 100], 'd': [{'k': 1, 'n': 5, 'first': true}, {'k': 2, "
                        + "'n': 7}]}"));
    }

    @Test
    void upsertsTakeTheEqualitiesOfTheirFilter() throws IOException {
        var reply = ok("{'update': 'c', 'updates': [ {'q': {'_id': 1, 'a': 2, 'b': {'$gt': 1}}, "
                + "'u': {'$set': {'c': 3}}, 'upsert': true}, "
                + "{'q': {'n': {'$regularExpression': {'pattern': 'x', 'options': ''}}, "
                + "'$and': [{'_id': 2}]}, 'u': [{'$set': {'s': {'$add': ['$_id', 1]}}}], " + "'upsert': true}]}");

        assertThat(reply)
                .isEqualTo(json("{'n': 2, 'upserted': [{'index': 0, '_id': 1}, {'index': 1, '_id': 2}], "
                        + "'nModified': 0, 'ok': 1.0}"));
        assertThat(find("c")).containsExactly(json("{'_id': 1, 'a': 2, 'c': 3}"), json("{'_id': 2, 's': 3}"));
    }

    @Test
    void findAndModifyReportsWhatItDid() throws IOException {
        assertThat(run("{'findAndModify': 'c', 'query': {'_id': 1}, 'update': {'$set': {'a': 1}}, "
                        + "'upsert': true, 'new': true}"))
                .isEqualTo(json("{'lastErrorObject': {'n': 1, 'updatedExisting': false, 'upserted': 1}, "
                        + "'value': {'_id': 1, 'a': 1}, 'ok': 1.0}"));
        assertThat(run("{'findAndModify': 'c', 'query': {'_id': 1}, 'update': {'$inc': {'a': 1}}, "
                        + "'fields': {'_id': 0}}"))
                .isEqualTo(
                        json("{'lastErrorObject': {'n': 1, 'updatedExisting': true}, 'value': {'a': 1}, 'ok': 1.0}"));
        assertThat(run("{'findAndModify': 'c', 'query': {'_id': 1}, 'remove': true}"))
                .isEqualTo(json("{'lastErrorObject': {'n': 1}, 'value': {'_id': 1, 'a': 2}, 'ok': 1.0}"));
        assertThat(run("{'findAndModify': 'c', 'query': {'_id': 1}, 'update': {'a': 1}}"))
                .isEqualTo(json("{'lastErrorObject': {'n': 0, 'updatedExisting': false}, 'value': null, 'ok': 1.0}"));
    }

    @Test
    void aggregationNeverChangesWhatIsStored() throws IOException {
        var stored = json("{'_id': 1, 'o': {'a': 1}, 'l': [{'x': 1}]}");
        run(Document.of("insert", "c", "documents", List.of(stored)));

        ok("{'aggregate': 'c', 'pipeline': [{'$set': {'o.b': 2, 'l.y': 3, 'o.a': '$$REMOVE'}}, "
                + "{'$unset': 'l.x'}, {'$lookup': {'from': 'c', "
                + "'pipeline': [{'$addFields': {'o': {'c': 1}}}], 'as': 'self'}}, {'$unwind': '$self'}, "
                + "{'$facet': {'f': [{'$set': {'o.z': 1}}]}}], 'cursor': {}}");

        assertThat(find("c")).containsExactly(stored);
    }

    @Test
    void hintsMustNameAnIndex() throws IOException {
        ok("{'insert': 'c', 'documents': [{'_id': 1, 'a': 1}]}");
        ok("{'createIndexes': 'c', 'indexes': [{'key': {'a': 1}, 'name': 'a_1'}]}");

        assertThat(ok("{'count': 'c', 'query': {'a': 1}, 'hint': 'a_1'}").int32("n"))
                .isEqualTo(1);
        assertThat(ok("{'count': 'c', 'query': {'a': 1}, 'hint': {'a': 1}}").int32("n"))
                .isEqualTo(1);
        for (String hint : List.of("'b_1'", "{'b': 1}")) {
            var reply = run("{'count': 'c', 'query': {}, 'hint': " + hint + "}");
            assertThat(reply.int32("code")).isEqualTo(2);
            assertThat(reply.string("errmsg"))
                    .contains("planner returned error")
                    .contains("bad hint");
        }
    }

    @Test
    void regularExpressionsMatchOnlyStrings() throws IOException {
        ok("{'insert': 'c', 'documents': [{'_id': 1, 'a': 'x5'}, {'_id': 2, 'a': 5}, {'_id': 3, "
                + "'a': ['y', 'z5']}]}");

        assertThat(firstBatch(run("{'find': 'c', 'filter': {'a': {'$regularExpression': {'pattern': '5', "
                        + "'options': ''}}}}")))
                .extracting(document -> document.int32("_id"))
                .containsExactly(1, 3);
        assertThat(firstBatch(run("{'find': 'c', 'filter': {'a': {'$regex': '5', '$ne': 'x5'}}}")))
                .extracting(document -> document.int32("_id"))
                .containsExactly(3);
        assertThat(run("{'find': 'c', 'filter': {'a': {'$regex': '['}}}").int32("code"))
                .isEqualTo(51091);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'find': 'c', 'collation': {'locale': 'de'}}",
                "{'find': 'c', 'filter': {'a': {'$bitsAllSet': 1}}}",
                "{'find': 'c', 'filter': {'$where': 'true'}}",
                "{'find': 'c', 'filter': {'a': {'$type': 'regex'}}}",
                "{'find': 'c', 'showRecordId': true}",
                "{'aggregate': 'c', 'pipeline': [{'$bucketAuto': {}}], 'cursor': {}}",
                "{'aggregate': 'c', 'pipeline': [], 'explain': true}",
                "{'findAndModify': 'c', 'query': {}, 'update': {'$bit': {'a': {'or': 1}}}}",
                "{'create': 'v', 'viewOn': 'c'}",
                "{'create': 'v', 'capped': true, 'size': 100}",
                "{'create': 'v', 'validator': {'a': 1}}",
                "{'createIndexes': 'c', 'indexes': [{'key': {'a': 'text'}, 'name': 't'}]}",
                "{'hello': 1, 'topologyVersion': {}, 'maxAwaitTimeMS': 10}"
            })
    void unsupportedFeaturesAreRejectedByName(String command) throws IOException {
        var reply = run(command);

        assertThat(reply.int32("code", 0)).as("%s", reply).isEqualTo(238);
        assertThat(reply.string("errmsg"))
                .startsWith("EmbeddedServer does not support ")
                .contains("use a real mongod");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'find': 'c', 'foo': 1}                                            | 40415
            {'find': 'c', 'limit': 'x'}                                        | 14
            {'find': 'c', 'skip': -1}                                          | 51024
            {'find': 'c', 'filter': {'$foo': 1}}                               | 2
            {'find': 'c', 'sort': {'a': 2}}                                    | 15975
            {'find': ''}                                                       | 73
            {'find': 5}                                                        | 2
            {'find': 'c', 'projection': {'a': 1, 'b': 0}}                      | 31254
            {'find': 'c', 'tailable': true}                                    | 2
            {'insert': 'c', 'documents': []}                                   | 16
            {'insert': 'a$b', 'documents': [{'_id': 1}]}                       | 73
            {'insert': 'c', 'documents': [{}], 'writeConcern': {'w': 2}}       | 2
            {'find': 'c', 'readConcern': {'level': 'snapshot'}}                | 123
            {'drop': 'absent'}                                                 | 26
            {'listIndexes': 'absent'}                                          | 26
            {'aggregate': 'c', 'pipeline': [{'$foo': 1}], 'cursor': {}}        | 40324
            {'aggregate': 'c', 'pipeline': [{'$out': 'x'}, {'$match': {}}], 'cursor': {}} | 40601
            {'aggregate': 'c', 'pipeline': []}                                 | 9
            {'aggregate': 'c', 'pipeline': [{'$changeStream': {}}], 'cursor': {}} | 40573
            {'listDatabases': 1}                                               | 13
            """)
    void errorsHaveTheServersCodes(String command, int code) throws IOException {
        var reply = run(command);

        assertThat(reply.float64("ok")).isZero();
        assertThat(reply.int32("code")).as("%s", reply).isEqualTo(code);
        assertThat(reply.string("codeName")).isNotEmpty();
    }

    @Test
    void createsAndDropsCollectionsAndDatabases() throws IOException {
        ok("{'create': 'a'}");
        ok("{'insert': 'b', 'documents': [{'_id': 1}]}");
        assertThat(run("{'create': 'a'}").int32("code")).isEqualTo(48);
        assertThat(firstBatch(ok("{'listCollections': 1, 'nameOnly': true, 'filter': {'name': {'$gt': 'a'}}}")))
                .containsExactly(Document.of("name", "b", "type", "collection"));
        assertThat(client.command("admin", Document.of("renameCollection", "app.b", "to", "other.c"))
                        .float64("ok"))
                .isEqualTo(1.0);
        assertThat(client.command("admin", Document.of("listDatabases", 1, "nameOnly", true))
                        .list("databases", Document.class))
                .containsExactly(Document.of("name", "app"), Document.of("name", "other"));
        assertThat(client.command("other", Document.of("dropDatabase", 1)).float64("ok"))
                .isEqualTo(1.0);
        assertThat(ok("{'drop': 'a'}"))
                .isEqualTo(Document.of("nIndexesWas", 1, "ns", "app.a").append("ok", 1.0));
        assertThat(client.command("admin", Document.of("listDatabases", 1)).list("databases", Document.class))
                .isEmpty();
    }
}
