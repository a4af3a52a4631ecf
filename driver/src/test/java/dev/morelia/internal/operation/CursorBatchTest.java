package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static dev.morelia.internal.operation.Exchange.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The replies of all commands that open or continue a cursor. */
class CursorBatchTest {
    private static final ServerCursor CURSOR = new ServerCursor(7, "app.people", SERVER);

    static Stream<Operation<CursorBatch>> operations() {
        var none = new Document();
        return Stream.of(
                new Find(PEOPLE, none, none),
                new Aggregate("app", "people", List.of(), none),
                new GetMore(CURSOR, 0, 0, null),
                Administration.listCollections("app", none),
                Administration.listIndexes(PEOPLE, none),
                Administration.cursorCommand("app", new Document("find", "people")));
    }

    private static String field(Operation<?> operation) {
        return operation instanceof GetMore ? "nextBatch" : "firstBatch";
    }

    private static String reply(Operation<?> operation, String documents, String id) {
        return "{\"ok\": 1, \"cursor\": {\"id\": " + id + ", \"ns\": \"app.people\", \"" + field(operation) + "\": "
                + documents + "}}";
    }

    @ParameterizedTest
    @MethodSource("operations")
    void tellsTheCursorAndItsDocuments(Operation<CursorBatch> operation) {
        for (String id : List.of("{\"$numberLong\": \"9\"}", "9", "9.0")) {
            var batch = Exchange.receives(operation, reply(operation, "[{\"_id\": 1}, {\"_id\": 2}]", id));
            assertThat(batch.serverCursor()).isEqualTo(new ServerCursor(9, "app.people", SERVER));
            assertThat(batch.serverCursor().isOpen()).isTrue();
            assertThat(batch.size()).isEqualTo(2);
            var ids = new ArrayList<Integer>();
            var documents = batch.documents();
            while (documents.next() != null) {
                ids.add(documents.rawDocument().int32("_id", 0));
            }
            assertThat(ids).containsExactly(1, 2);
            var second = batch.documents(1);
            second.next();
            assertThat(second.rawDocument().int32("_id", 0)).isEqualTo(2);
        }
        var last = Exchange.receives(operation, reply(operation, "[]", "0"));
        assertThat(last.size()).isZero();
        assertThat(last.serverCursor().isOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aReplyWithoutWhatEachHasIsMalformed(Operation<CursorBatch> operation) {
        String batch = "\"" + field(operation) + "\": []";
        for (String cursor : List.of(
                "{}",
                "{\"cursor\": 1}",
                "{\"cursor\": null}",
                "{\"cursor\": []}",
                "{\"cursor\": {\"ns\": \"app.people\", " + batch + "}}",
                "{\"cursor\": {\"id\": 1, " + batch + "}}",
                "{\"cursor\": {\"id\": 1, \"ns\": \"app.people\"}}",
                "{\"cursor\": {\"id\": \"1\", \"ns\": \"app.people\", " + batch + "}}",
                "{\"cursor\": {\"id\": 1.5, \"ns\": \"app.people\", " + batch + "}}",
                "{\"cursor\": {\"id\": 1, \"ns\": 1, " + batch + "}}",
                "{\"cursor\": {\"id\": 1, \"ns\": \"app.people\", \"" + field(operation) + "\": {}}}",
                "{\"cursor\": {\"id\": 1, \"ns\": \"app.people\", \"otherBatch\": []}}")) {
            var reply = Document.parse(cursor).append("ok", 1).toJson();
            Exchange.assertFails(operation, reply, "ProtocolException", "is malformed");
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anErrorIsThrownByItsCode(Operation<CursorBatch> operation) {
        for (var row : List.of(
                List.of("43", "CursorNotFoundException"),
                List.of("50", "ExecutionTimeoutException"),
                List.of("10107", "NotPrimaryException"),
                List.of("2", "CommandException"))) {
            String reply = "{\"ok\": 0, \"code\": " + row.getFirst() + ", \"errmsg\": \"no luck\"}";
            Exchange.assertFails(operation, reply, row.getLast(), "no luck");
        }
    }

    @Test
    void indexesOfAMissingCollectionAreNone() {
        String missing = "{\"ok\": 0, \"code\": 26, \"errmsg\": \"ns does not exist\"}";
        var batch = Exchange.receives(Administration.listIndexes(PEOPLE, new Document()), missing);
        assertThat(batch.size()).isZero();
        assertThat(batch.serverCursor().isOpen()).isFalse();
        Exchange.assertFails(
                Administration.listCollections("app", new Document()), missing, "CommandException", "does not exist");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app.people     | app.people     | people
            app.people.old | app.people.old | people.old
            app.$cmd.x     | app.$cmd.x     | $cmd.x
            app            | app.app        | app
            """)
    void aNamespaceIsSplitAtItsFirstDot(String namespace, String target, String collection) {
        var cursor = new ServerCursor(1, namespace, SERVER);
        assertThat(cursor.target()).hasToString(target);
        assertThat(cursor.collection()).isEqualTo(collection);
    }

    @Test
    void whatCannotBeDecodedIsLocatedInItsDocument() {
        var find = new Find(PEOPLE, new Document(), new Document());
        var batch = Exchange.receives(find, reply(find, "[{\"_id\": 1}, {\"_id\": 2, \"a\": [true]}]", "0"));
        var odd = batch.documents(1);
        odd.next();
        odd.startDocument();
        odd.next();
        odd.next();
        odd.startArray();
        odd.next();
        BsonException located = batch.located(odd.failure("expected a number", null), 1);
        assertThat(located.path()).isEqualTo("a.0");
        assertThat(located).hasMessageContaining("app.people").hasMessageContaining("2");
    }
}
