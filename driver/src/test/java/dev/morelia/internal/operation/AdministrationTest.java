package dev.morelia.internal.operation;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.settings.Namespace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdministrationTest {
    private static final Document COMMENT = Document.of("comment", "c", "maxTimeMS", 5);
    private static final Document NONE = new Document();
    private static final Document INDEX = Document.parse("{\"key\": {\"a\": 1}, \"name\": \"a_1\"}");

    /** @param kind the shared fields that the executor adds follow from it */
    record Row(Operation<?> operation, OperationKind kind, String tried, long maxTimeMillis, String command) {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row(
                        Administration.createCollection(PEOPLE, Document.of("capped", true, "size", 9)),
                        OperationKind.WRITE,
                        "create on app.people",
                        0,
                        "{\"create\": \"people\", \"capped\": true, \"size\": 9}"),
                new Row(
                        Administration.drop(PEOPLE, COMMENT),
                        OperationKind.WRITE,
                        "drop on app.people",
                        5,
                        "{\"drop\": \"people\", \"comment\": \"c\"}"),
                new Row(
                        Administration.dropDatabase("app"),
                        OperationKind.WRITE,
                        "dropDatabase on app",
                        0,
                        "{\"dropDatabase\": 1}"),
                new Row(
                        Administration.rename(
                                PEOPLE, new Namespace("app", "old.people"), new Document("dropTarget", true)),
                        OperationKind.WRITE,
                        "renameCollection on app.people",
                        0,
                        "{\"renameCollection\": \"app.people\", \"to\": \"app.old.people\", \"dropTarget\": true}"),
                new Row(
                        Administration.listDatabases(COMMENT),
                        OperationKind.LISTING,
                        "listDatabases on admin",
                        5,
                        "{\"listDatabases\": 1, \"comment\": \"c\"}"),
                new Row(
                        Administration.listDatabaseNames(new Document("filter", NONE)),
                        OperationKind.LISTING,
                        "listDatabases on admin",
                        0,
                        "{\"listDatabases\": 1, \"filter\": {}, \"nameOnly\": true}"),
                new Row(
                        Administration.listCollections("app", Document.of("batchSize", 3, "filter", NONE)),
                        OperationKind.LISTING,
                        "listCollections on app",
                        0,
                        "{\"listCollections\": 1, \"cursor\": {\"batchSize\": 3}, \"filter\": {}}"),
                new Row(
                        Administration.listIndexes(PEOPLE, COMMENT),
                        OperationKind.LISTING,
                        "listIndexes on app.people",
                        5,
                        "{\"listIndexes\": \"people\", \"cursor\": {}, \"comment\": \"c\"}"),
                new Row(
                        Administration.createIndexes(PEOPLE, List.of(INDEX), new Document("commitQuorum", 2)),
                        OperationKind.WRITE,
                        "createIndexes on app.people",
                        0,
                        "{\"createIndexes\": \"people\", \"indexes\": [{\"key\": {\"a\": 1}, \"name\": \"a_1\"}],"
                                + " \"commitQuorum\": 2}"),
                new Row(
                        Administration.dropIndexes(PEOPLE, "a_1", COMMENT),
                        OperationKind.WRITE,
                        "dropIndexes on app.people",
                        5,
                        "{\"dropIndexes\": \"people\", \"index\": \"a_1\", \"comment\": \"c\"}"),
                new Row(
                        Administration.dropIndexes(PEOPLE, new Document("a", 1), NONE),
                        OperationKind.WRITE,
                        "dropIndexes on app.people",
                        0,
                        "{\"dropIndexes\": \"people\", \"index\": {\"a\": 1}}"),
                new Row(
                        Administration.createSearchIndexes(PEOPLE, List.of(INDEX)),
                        OperationKind.COMMAND,
                        "createSearchIndexes on app.people",
                        0,
                        "{\"createSearchIndexes\": \"people\","
                                + " \"indexes\": [{\"key\": {\"a\": 1}, \"name\": \"a_1\"}]}"),
                new Row(
                        Administration.searchIndexes(PEOPLE, "dropSearchIndex", new Document("name", "x")),
                        OperationKind.COMMAND,
                        "dropSearchIndex on app.people",
                        0,
                        "{\"dropSearchIndex\": \"people\", \"name\": \"x\"}"),
                new Row(
                        Administration.command("app", Document.of("find", "people", "maxTimeMS", 7)),
                        OperationKind.COMMAND,
                        "find on app",
                        0,
                        "{\"find\": \"people\", \"maxTimeMS\": 7}"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void buildsTheCommand(Row row) {
        Exchange.assertSends(row.operation, row.command);
        assertThat(row.operation.kind()).isEqualTo(row.kind);
        assertThat(row.operation.tried()).isEqualTo(row.tried);
        assertThat(row.operation.maxTimeMillis()).isEqualTo(row.maxTimeMillis);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anErrorIsThrown(Row row) {
        String reply = "{\"ok\": 0, \"code\": 13, \"errmsg\": \"not authorized\"}";
        Exchange.assertFails(row.operation, reply, "CommandException", "not authorized");
        Exchange.assertFails(row.operation, "{}", "ProtocolException", "'ok'");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aWriteConcernErrorIsThrownByWrites(Row row) {
        String reply = "{\"ok\": 1, \"writeConcernError\": {\"code\": 64, \"errmsg\": \"slow\"}}";
        if (row.kind == OperationKind.WRITE) {
            Exchange.assertFails(row.operation, reply, "WriteConcernException", "slow");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ping": 1}                     | true  | true
            {"ping": 1, "maxTimeMS": 5}     | false | true
            {"getMore": 7}                  | false | true
            {"ping": 1, "lsid": {"id": 1}}  | true  | false
            {"endSessions": []}             | true  | false
            """)
    void whatTheCallersOwnCommandTakes(String command, boolean maxTime, boolean session) {
        var operation = Administration.command("app", Document.parse(command));
        assertThat(operation.takesMaxTime()).isEqualTo(maxTime);
        assertThat(operation.takesSession()).isEqualTo(session);
    }

    @Test
    void whatIsGoneAlreadyIsNoError() {
        String missing = "{\"ok\": 0, \"code\": 26, \"errmsg\": \"ns not found\"}";
        for (var operation : List.of(
                Administration.drop(PEOPLE, NONE),
                Administration.dropIndexes(PEOPLE, "a_1", NONE),
                Administration.searchIndexes(PEOPLE, "dropSearchIndex", NONE))) {
            assertThat(Exchange.receives(operation, missing).int32("code", 0)).isEqualTo(26);
        }
        for (var operation : List.of(
                Administration.createCollection(PEOPLE, NONE),
                Administration.dropDatabase("app"),
                Administration.searchIndexes(PEOPLE, "updateSearchIndex", NONE),
                Administration.command("app", new Document("drop", "people")))) {
            Exchange.assertFails(operation, missing, "CommandException", "ns not found");
        }
    }

    @Test
    void listsAreWhatTheReplyNames() {
        String databases = "{\"ok\": 1, \"databases\": [{\"name\": \"a\", \"empty\": true}, {\"name\": \"b\"}]}";
        assertThat(Exchange.receives(Administration.listDatabases(NONE), databases))
                .hasSize(2);
        assertThat(Exchange.receives(Administration.listDatabaseNames(NONE), databases))
                .containsExactly("a", "b");
        assertThat(Exchange.receives(
                        Administration.createSearchIndexes(PEOPLE, List.of(INDEX)),
                        "{\"ok\": 1, \"indexesCreated\": [{\"id\": \"1\", \"name\": \"x\"}]}"))
                .containsExactly("x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 1}                               | databases
            {"ok": 1, "databases": {}}              | databases
            {"ok": 1, "databases": [1]}             | databases.0
            {"ok": 1, "databases": [{}]}            | 'name'
            {"ok": 1, "databases": [{"name": 1}]}   | name
            """)
    void aMalformedListIsAnError(String reply, String text) {
        Exchange.assertFails(Administration.listDatabaseNames(NONE), reply, "ProtocolException", text);
    }
}
