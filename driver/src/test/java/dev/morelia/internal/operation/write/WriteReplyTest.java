package dev.morelia.internal.operation.write;

import static dev.morelia.internal.operation.Exchange.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.operation.Exchange;
import dev.morelia.internal.operation.OperationKind;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies of insert, update and delete commands, and what their replies mean. {@link WriteTest} has the statements. */
class WriteReplyTest {
    private static final Document FILTER = Document.parse("{\"a\": 1}");

    private static WriteStatement statement(WriteKind kind) {
        return switch (kind) {
            case INSERT ->
                new InsertStatement<>(
                        Document.parse("{\"_id\": 1}"), CodecRegistry.standard().codec(Document.class));
            case UPDATE -> new UpdateStatement(FILTER, out -> out.value(new Document("b", 1)), false, new Document());
            case DELETE -> new DeleteStatement(FILTER, false, new Document());
        };
    }

    private static Write write(WriteKind kind, String options) {
        var header = new WriteHeader(PEOPLE, kind, true, true, Document.parse(options));
        return Write.single(header, statement(kind));
    }

    /** A command of two statements that was sent. */
    private static Write sent(WriteKind kind) {
        var header = new WriteHeader(PEOPLE, kind, false, true, new Document());
        var write = Write.partOfBulk(header, Collections.nCopies(2, statement(kind)), 0);
        var sequence = Objects.requireNonNull(write.build(Exchange.limits(25)).sequence());
        assertThat(sequence.identifier()).isEqualTo(kind.sequenceName());
        assertThat(sequence.write(new BsonOutput(), 1_000_000)).isEqualTo(2);
        return write;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT | {}                                             |
            INSERT | {"comment": "c", "bypassDocumentValidation": true, "maxTimeMS": 5} \
                    | , "comment": "c", "bypassDocumentValidation": true
            INSERT | {"let": {"x": 1}, "ordered": false}            |
            UPDATE | {"let": {"x": 1}, "bypassDocumentValidation": true} \
                    | , "let": {"x": 1}, "bypassDocumentValidation": true
            UPDATE | {"upsert": true, "arrayFilters": [], "hint": "x", "collation": {}, "sort": {}} |
            DELETE | {"let": {"x": 1}, "bypassDocumentValidation": true} | , "let": {"x": 1}
            DELETE | {"hint": "x", "collation": {}, "comment": 1}   | , "comment": 1
            """)
    void theBodyHasTheOptionsOfTheCommand(WriteKind kind, String options, String fields) {
        Exchange.assertSends(
                write(kind, options),
                "{\"" + kind.commandName() + "\": \"people\", \"ordered\": true" + (fields == null ? "" : fields)
                        + "}");
    }

    @ParameterizedTest
    @EnumSource(WriteKind.class)
    void isRetryableUnlessSomethingIsMissing(WriteKind kind) {
        var write = write(kind, "{\"maxTimeMS\": 5}");
        assertThat(write.kind()).isEqualTo(OperationKind.RETRYABLE_WRITE);
        assertThat(write.maxTimeMillis()).isEqualTo(5);
        assertThat(write.tried()).isEqualTo(kind.commandName() + " on app.people");
        var unacknowledged = Write.single(new WriteHeader(PEOPLE, kind, true, false, FILTER), statement(kind));
        assertThat(unacknowledged.kind()).isEqualTo(OperationKind.WRITE);
        assertThat(unacknowledged.acknowledged()).isFalse();
        assertThat(unacknowledged.build(Exchange.limits(25)).acknowledged()).isFalse();
        assertThat(unacknowledged.withoutReply(Exchange.SERVER).count()).isZero();
    }

    @Test
    void oneStatementForManyDocumentsMakesTheCommandNotRetryable() {
        var header = new WriteHeader(PEOPLE, WriteKind.DELETE, true, true, new Document());
        var one = new DeleteStatement(FILTER, false, FILTER);
        var many = new DeleteStatement(FILTER, true, FILTER);
        assertThat(Write.partOfBulk(header, List.of(one, many), 0).kind()).isEqualTo(OperationKind.WRITE);
        assertThat(Write.partOfBulk(header, List.of(many, one), 1).kind()).isEqualTo(OperationKind.RETRYABLE_WRITE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT | {"ok": 1, "n": 2}                                                          | 2 | 0 | 0 | 0
            DELETE | {"ok": 1, "n": 0}                                                          | 0 | 0 | 0 | 0
            UPDATE | {"ok": 1, "n": 2, "nModified": 1}                                          | 2 | 1 | 0 | 0
            UPDATE | {"ok": 1, "n": 2, "nModified": 0, "upserted": [{"index": 1, "_id": 5}]}    | 2 | 0 | 1 | 0
            UPDATE | {"ok": 1, "n": 1, "nModified": 0, "upserted": [{"index": 0, "_id": null}]} | 1 | 0 | 1 | 0
            INSERT | {"ok": 1, "n": 0, "writeErrors": [{"index": 0, "code": 1}, {"index": 1}]}  | 0 | 0 | 0 | 2
            """)
    void theReplyTellsTheCounts(
            WriteKind kind, String reply, long count, long modified, int upserted, int writeErrors) {
        var result = Exchange.receives(sent(kind), reply);
        assertThat(result.count()).isEqualTo(count);
        assertThat(result.modifiedCount()).isEqualTo(modified);
        assertThat(result.upserted()).hasSize(upserted);
        assertThat(result.writeErrors()).hasSize(writeErrors);
        assertThat(result.writeConcernError()).isNull();
        assertThat(result.server()).isEqualTo(Exchange.SERVER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSERT | {"ok": 1}                                                      | 'n'
            INSERT | {"ok": 1, "n": "2"}                                            | n
            INSERT | {"ok": 1, "n": -1}                                             | expected a count
            UPDATE | {"ok": 1, "n": 1}                                              | 'nModified'
            UPDATE | {"ok": 1, "n": 1, "nModified": -1}                             | expected a count
            UPDATE | {"ok": 1, "n": 1, "nModified": 0, "upserted": {}}              | upserted
            UPDATE | {"ok": 1, "n": 1, "nModified": 0, "upserted": [5]}             | upserted.0
            UPDATE | {"ok": 1, "n": 1, "nModified": 0, "upserted": [{"index": 0}]}  | '_id'
            UPDATE | {"ok": 1, "n": 1, "nModified": 0, "upserted": [{"_id": 0}]}    | 'index'
            UPDATE | {"ok": 1, "n": 1, "nModified": 0, "upserted": [{"index": 2, "_id": 0}]} \
                    | index of one of 2 statements
            UPDATE | {"ok": 1, "n": 0, "nModified": 0, "upserted": [{"index": 0, "_id": 0}]} \
                    | less than the 1 of upserted
            INSERT | {"ok": 1, "n": 0, "writeErrors": 1}                            | writeErrors
            INSERT | {"ok": 1, "n": 0, "writeErrors": [{"code": 1}]}                | 'index'
            INSERT | {"ok": 1, "n": 0, "writeErrors": [{"index": -1}]}              | index of one of 2 statements
            INSERT | {"ok": 1, "n": 0, "writeErrors": [{"index": 2}]}               | index of one of 2 statements
            INSERT | {"ok": 1, "n": 0, "writeErrors": [{"index": "0"}]}             | index
            INSERT | {"ok": 1, "n": 2, "writeConcernError": "x"}                    | writeConcernError
            """)
    void aMalformedReplyIsAnError(WriteKind kind, String reply, String text) {
        Exchange.assertFails(sent(kind), reply, "ProtocolException", text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ok": 0, "code": 10107, "errmsg": "not primary"}   | NotPrimaryException
            {"ok": 0, "code": 11000, "errmsg": "duplicate"}     | DuplicateKeyException
            {"ok": 0, "code": 8000, "errmsg": "no"}             | CommandException
            """)
    void anErrorOfTheCommandIsThrown(String reply, String error) {
        Exchange.assertFails(sent(WriteKind.INSERT), reply, error, "insert on app.people failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"hint": "a_1", "collation": {"locale": "de"}, "comment": "c", "upsert": true} | false \
                    | {"q": {"a": 1}, "limit": 1, "hint": "a_1", "collation": {"locale": "de"}}
            {} | true | {"q": {"a": 1}, "limit": 0}
            """)
    void aDeleteStatementHasItsOptions(String options, boolean multi, String expected) {
        assertWrites(new DeleteStatement(FILTER, multi, Document.parse(options)), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"comment": "c", "let": {"x": 1}}           | false | {"q": {"a": 1}, "u": {"b": 1}}
            {"upsert": true} | true | {"q": {"a": 1}, "u": {"b": 1}, "multi": true, "upsert": true}
            {"arrayFilters": [{"x": 1}], "sort": {"a": 1}} | false \
                    | {"q": {"a": 1}, "u": {"b": 1}, "arrayFilters": [{"x": 1}], "sort": {"a": 1}}
            {"hint": {"a": 1}, "collation": {"locale": "de"}} | false \
                    | {"q": {"a": 1}, "u": {"b": 1}, "hint": {"a": 1}, "collation": {"locale": "de"}}
            """)
    void anUpdateStatementHasItsOptions(String options, boolean multi, String expected) {
        assertWrites(
                new UpdateStatement(FILTER, out -> out.value(new Document("b", 1)), multi, Document.parse(options)),
                expected);
    }

    private static void assertWrites(WriteStatement statement, String expected) {
        var out = new BsonOutput();
        statement.write(out, Exchange.limits(25));
        Exchange.assertSame(RawDocument.of(out.buffer(), 0, out.position()).toDocument(), expected);
    }
}
