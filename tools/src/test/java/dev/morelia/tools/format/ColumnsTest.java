package dev.morelia.tools.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of tables as fields of documents, in both directions. */
final class ColumnsTest {
    private static List<Document> documents(String fields, String types, String text) {
        var documents = new ArrayList<Document>();
        parse(fields, types, text, (line, document) -> documents.add(document));
        return documents;
    }

    private static List<String> problems(String fields, String types, String text) {
        var problems = new ArrayList<String>();
        parse(fields, types, text, (line, result) -> {
            if (result.containsKey("problem")) {
                problems.add(line + ": " + result.string("problem"));
            }
        });
        return problems;
    }

    private interface Received {
        void of(long line, Document document);
    }

    private static void parse(String fields, String types, String text, Received received) {
        var table = Table.of(fields, types, false);
        new CsvParser(table.columns(List.of()), ',', false)
                .parse(new Chunk(text.getBytes(UTF_8), 0, 7, 0), new RecordParser.Sink() {
                    @Override
                    public void document(long line, int at, Document document) {
                        received.of(line, document);
                    }

                    @Override
                    public void document(long line, int at, RawDocument document) {
                        throw new AssertionError("columns are not encoded");
                    }

                    @Override
                    public void rejected(long line, String problem) {
                        received.of(line, new Document("problem", problem));
                    }
                });
    }

    @Test
    void dottedNamesAreEmbeddedFieldsAndNumbersElements() {
        assertThat(documents("_id,a.b,a.c,t.0,t.1,z", "_id=int32,t.1=int32", "1,x,y,p,2,q\n2,,,,,\n"))
                .containsExactly(
                        Document.parse("{_id: 1, a: {b: 'x', c: 'y'}, t: ['p', 2], z: 'q'}"),
                        Document.parse("{_id: 2, a: {b: '', c: ''}, t: [''], z: ''}"));
        assertThat(documents("a.1,a.0", "", "x,y\n")).containsExactly(Document.parse("{a: {'1': 'x', '0': 'y'}}"));
    }

    @Test
    void contradictingColumnsAreErrors() {
        for (String fields : List.of("a,a", "a,a.b", "a.b,a", "a..b", "a,")) {
            assertThatThrownBy(() -> documents(fields, "", "")).as(fields).isInstanceOf(TransferException.class);
        }
        assertThatThrownBy(() -> documents("a", "b=int32", "")).hasMessageContaining("no column 'b'; columns are a");
        assertThatThrownBy(() -> documents("a", "a=int", "")).hasMessageContaining("no type 'int'; types are string");
        assertThatThrownBy(() -> documents("a", "a=int32,a=int64", "")).hasMessageContaining("two types");
    }

    @Test
    void typesOfColumns() {
        String types = "i=int32,l=int64,d=double,n=decimal,b=boolean,o=objectId,u=uuid,x=binary,j=json";
        String text = "1,5000000000,1.5,1.10,true,5f0000000000000000000001,"
                + "00000000-0000-0001-0000-000000000002,AQI=,\"{\"\"a\"\": [1]}\"\n,,,,,,,,\n";
        assertThat(documents("i,l,d,n,b,o,u,x,j", types, text))
                .containsExactly(
                        Document.of("i", 1, "l", 5_000_000_000L, "d", 1.5, "n", Decimal128.parse("1.10"), "b", true)
                                .append("o", ObjectId.of("5f0000000000000000000001"))
                                .append("u", new UUID(1, 2))
                                .append("x", new Binary(new byte[] {1, 2}))
                                .append("j", Document.of("a", List.of(1))),
                        new Document());
        assertThat(documents("d", "double", "NaN\n-Infinity\n"))
                .containsExactly(Document.of("d", Double.NaN), Document.of("d", Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @CsvSource({
        "2012-12-24, 2012-12-24T00:00:00Z",
        "2012-12-24T12:15:30Z, 2012-12-24T12:15:30Z",
        "2012-12-24 12:15:30, 2012-12-24T12:15:30Z",
        "2012-12-24T12:15, 2012-12-24T12:15:00Z",
        "2012-12-24T12:15:30.5+02:00, 2012-12-24T10:15:30.5Z",
        "2012-12-24T12:15:30-02:00, 2012-12-24T14:15:30Z",
    })
    void dates(String text, String expected) {
        assertThat(ColumnType.DATE.value(text)).isEqualTo(Instant.parse(expected));
    }

    @Test
    void automaticTypesAreThoseOfNumbersOnly() {
        String text = "1\n-7\n0\n01\n+1\n1.5\n1e3\n5000000000\n99999999999999999999\ntrue\n\"1\"\n1.\n";
        assertThat(documents("a", "auto", text))
                .extracting(document -> document.get("a"))
                .isEqualTo(List.<@Nullable Object>of(
                        1, -7, 0, "01", "+1", 1.5, 1000.0, 5_000_000_000L, "99999999999999999999", "true", "1", "1."));
    }

    @Test
    void numbersThatChangeAreNone() {
        assertThat(documents("a", "auto", "1e400\n")).containsExactly(Document.of("a", "1e400"));
        for (String text : List.of("1e400", "1d", "0x1p3", "-1f")) {
            assertThatThrownBy(() -> ColumnType.DOUBLE.value(text))
                    .as(text)
                    .hasMessageContaining("is not of type double");
        }
        for (String text : List.of("1", "-.5", "+1.", "1e-400", "NaN", "-Infinity")) {
            assertThat(ColumnType.DOUBLE.value(text)).isEqualTo(Double.valueOf(text));
        }
        assertThatThrownBy(() -> ColumnType.UUID.value("1-1-1-1-1")).hasMessageContaining("is not of type uuid");
    }

    @Test
    void problemsNameTheLineAndTheColumn() {
        assertThat(problems("a,b", "b=int32", "\"x\ny\",1\nx,z\nx\nx,1,2\nx,\n"))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("9: column b: 'z' is not of type int32"),
                        second -> assertThat(second).isEqualTo("10: 1 value for 2 columns"),
                        third -> assertThat(third).isEqualTo("11: 3 values for 2 columns"));
        assertThat(problems("a", "boolean", "yes\n")).hasSize(1);
        assertThat(problems("a", "date", "2012-13-01\n2012-12-24T\n")).hasSize(2);
        assertThat(problems("a", "objectId", "5f\n")).hasSize(1);
        assertThat(problems("a", "binary", "?\n")).hasSize(1);
        assertThat(problems("a", "json", "{\n")).hasSize(1);
        assertThat(problems("a", "decimal", "1.x\n")).hasSize(1);
    }

    @Test
    void blanksAreEmptyStringsOrLeftOut() {
        var columns = new Columns(List.of("a"), Table.of("a", "", true).types());
        assertThat(columns.value(0, "", false, false)).isEqualTo("");
        assertThat(columns.value(0, "", false, true)).isSameAs(Columns.ABSENT);
        assertThat(columns.value(0, "", true, true)).isEqualTo("");
    }

    @Test
    void valuesAsText() {
        var csv = new CsvText(List.of("s", "a.b", "t.1", "none"), ',');
        var text = new StringBuilder();
        csv.append(text, Document.parse("{s: 'x', a: {b: 1.5}, t: [1, {c: 2}]}"));
        assertThat(text.toString()).isEqualTo("x,1.5,\"{\"\"c\"\": 2}\",");
        assertThat(csv.header()).isEqualTo("s,a.b,t.1,none\n");
        assertThat(lines("a", "", "a\"b", "a,b", "a\nb", " a", "a;b", "Ä"))
                .containsExactly("a", "\"\"", "\"a\"\"b\"", "\"a,b\"", "\"a\nb\"", "\" a\"", "a;b", "Ä");
        assertThat(lines(new ObjectId("5f0000000000000000000001"), Instant.EPOCH, true, 5L, Double.NaN))
                .containsExactly("5f0000000000000000000001", "1970-01-01T00:00:00Z", "true", "5", "NaN");
        assertThat(lines(new Binary(new byte[] {1, 2}), List.of(1, 2), Decimal128.parse("1.10")))
                .containsExactly("AQI=", "\"[1, 2]\"", "1.10");
        var missing = new StringBuilder();
        new CsvText(List.of("v"), ',').append(missing, new Document());
        assertThat(missing.toString()).isEqualTo("\"\"");
    }

    private static List<String> lines(Object... values) {
        var csv = new CsvText(List.of("v"), ',');
        return Arrays.stream(values)
                .map(value -> {
                    var text = new StringBuilder();
                    csv.append(text, new Document("v", value));
                    return text.toString();
                })
                .toList();
    }

    @Test
    void theFirstLineTellsWhetherThereIsOneDocumentALine() {
        var lines =
                List.of("", "\n", "{\"a\": 1}", "{\"a\": \"}{\\\"\"}\n{", "\n {\"a\": {}} \n", "{\"a\": }\n", "{\"a\"");
        for (String text : lines) {
            byte[] bytes = text.getBytes(UTF_8);
            assertThat(JsonHead.isOneDocumentALine(bytes, 0)).as(text).isTrue();
        }
        for (String text : List.of("[{}]", "{\n}", "{\"a\": [\n1]}", "{}{}", "{} {}\n{}", "x")) {
            byte[] bytes = text.getBytes(UTF_8);
            assertThat(JsonHead.isOneDocumentALine(bytes, 0)).as(text).isFalse();
        }
    }
}
