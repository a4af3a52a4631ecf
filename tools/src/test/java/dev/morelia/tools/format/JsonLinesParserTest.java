package dev.morelia.tools.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonLinesParserTest {
    /** What was received, as text. */
    private static final class Received implements RecordParser.Sink {
        private final List<String> records = new ArrayList<>();

        @Override
        public void document(long line, int at, Document document) {
            document(line, at, RawDocument.encode(document));
        }

        @Override
        public void document(long line, int at, RawDocument document) {
            records.add(line + " at " + at + ": " + document);
        }

        @Override
        public void rejected(long line, String problem) {
            records.add(line + ": " + problem);
        }
    }

    private static List<String> parsed(boolean encodes, byte[] lines) {
        var received = new Received();
        new JsonLinesParser(encodes).parse(new Chunk(lines, 0, 7, 0), received);
        return received.records;
    }

    @Test
    void readsTheSameWhetherDocumentsAreEncodedOrNot() {
        byte[] lines = """
                {"a": 1}
                 {"a": {"$oid": "56e1fc72e0c917e9c4714161"}}\t

                {"a": }
                {"a": 1, "a": "\u00e9"}
                {"a": {"$minKey": 1}}
                {"b": "\u00e9\\u00e9"}""".getBytes(UTF_8);
        assertThat(parsed(true, lines))
                .isEqualTo(parsed(false, lines))
                .hasSize(6)
                .startsWith("7 at 0: {\"a\": 1}")
                .contains("10: bad JSON at column 7: expected a value but found '}', at field 'a'")
                .contains("11 at 64: {\"a\": \"\u00e9\"}");
    }

    @Test
    void rejectsLinesThatAreNotUtf8() {
        byte[] lines = "{\"a\": \"\u00e9\"}\n{}\n".getBytes(ISO_8859_1);
        assertThat(parsed(true, lines))
                .isEqualTo(parsed(false, lines))
                .containsExactly("7: the line is not valid UTF-8", "8 at 11: {}");
    }
}
