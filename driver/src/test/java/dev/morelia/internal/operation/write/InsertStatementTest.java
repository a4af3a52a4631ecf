package dev.morelia.internal.operation.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code _id} of a document to insert, and its limits. */
class InsertStatementTest {
    private static InsertStatement<Document> of(String json) {
        return new InsertStatement<>(
                Document.parse(json), CodecRegistry.standard().codec(Document.class));
    }

    private static InsertStatement<RawDocument> raw(String json) {
        return new InsertStatement<>(
                RawDocument.encode(Document.parse(json)),
                CodecRegistry.standard().codec(RawDocument.class));
    }

    private static Document written(WriteStatement statement) {
        var out = new BsonOutput();
        statement.write(out, Limits.DEFAULT);
        return RawDocument.of(out.buffer(), 0, out.position()).toDocument();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"_id": 1, "a": 2}      | 1
            {"a": 2, "_id": "x"}    | x
            {"_id": null}           |
            {"_id": {"b": 1}}       | {"b":1}
            """)
    void anIdOfTheDocumentStays(String json, String id) {
        for (WriteStatement statement : new WriteStatement[] {of(json), raw(json)}) {
            Exchange.assertSame(written(statement), json);
            var told = statement.id() instanceof Document document ? document.toJson() : statement.id();
            assertThat(told == null ? null : told.toString().replace(" ", "")).isEqualTo(id);
            assertThat(statement.multi()).isFalse();
        }
    }

    @Test
    void oneThatIsMissingComesFirstAndStaysTheSame() {
        for (WriteStatement statement : new WriteStatement[] {of("{\"a\": 2}"), raw("{\"a\": 2}")}) {
            assertThat(statement.id()).isNull();
            Document first = written(statement);
            assertThat(first.firstEntry().getKey()).isEqualTo("_id");
            assertThat(first.get("_id")).isInstanceOf(ObjectId.class).isEqualTo(statement.id());
            assertThat(written(statement)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_id\": [1]}",
                "{\"_id\": {\"$regularExpression\": {\"pattern\": \"a\", \"options\": \"\"}}}",
                "{\"_id\": {\"$undefined\": true}}"
            })
    void oneThatNoServerTakesIsRejected(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(of(json)))
                .withMessageContaining("_id")
                .withMessageContaining("must not be an array, a regular expression or undefined");
        assertThatIllegalArgumentException().isThrownBy(() -> written(raw(json)));
    }

    @Test
    void aDocumentThatIsTooLargeIsRejected() {
        var limits = new Limits(30, 1_000, 10, 0, 25);
        var out = new BsonOutput();
        of("{\"_id\": 1, \"a\": \"12345\"}").write(out, limits);
        assertThat(out.position()).isEqualTo(27);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("{\"_id\": 1, \"a\": \"123456789\"}").write(new BsonOutput(), limits))
                .withMessage("document must not be larger than 30 bytes, got 31 bytes (_id: 1)");
        var encoded = new EncodedInsert(out, 0, out.position(), 1);
        Exchange.assertSame(written(encoded), "{\"_id\": 1, \"a\": \"12345\"}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoded.write(new BsonOutput(), new Limits(20, 1_000, 10, 0, 25)))
                .withMessage("document must not be larger than 20 bytes, got 27 bytes (_id: 1)");
    }
}
