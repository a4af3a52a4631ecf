package dev.morelia.bson.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.Regex;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonDialect;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentsTest {

    private static List<Document> strict(String text) {
        try (Stream<Document> documents = ExtendedJson.documents(new StringReader(text))) {
            return documents.toList();
        }
    }

    private static List<Document> shell(String text) {
        return ExtendedJson.documents(new StringReader(text), JsonDialect.SHELL).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}",
                "{\"n\": 1}\r\n{\"n\": 2}\r\n\r\n{\"n\": 3}\r\n",
                "{\"n\": 1}{\"n\": 2}{\"n\": 3}",
                "  {\n\"n\":\n1}\t{\"n\": 2} {\"n\": 3}  ",
                "[{\"n\": 1}, {\"n\": 2}, {\"n\": 3}]",
                "\ufeff[\n{\"n\": 1}\n,\n{\"n\": 2}\n,{\"n\": 3}\n]\n",
                "\ufeff{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}"
            })
    void readsDocumentsWithAnySeparator(String text) {
        assertThat(strict(text)).containsExactly(Document.of("n", 1), Document.of("n", 2), Document.of("n", 3));
        assertThat(shell(text)).isEqualTo(strict(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "[]", " [ ] ", "\ufeff"})
    void readsNoDocuments(String text) {
        assertThat(strict(text)).isEmpty();
        assertThat(shell(text)).isEmpty();
    }

    @Test
    void bracketsInStringsDoNotCount() {
        assertThat(strict("{\"a\": \"}\\\"}\", \"b\": [\"{\", {\"c\": \"\\\\\"}]} {}"))
                .containsExactly(Document.of("a", "}\"}", "b", List.of("{", Document.of("c", "\\"))), new Document());
        assertThat(shell("{a: '}\"', b: `'}`, c: /[}/]\\/}'/i, d: MinKey()}\n{e: [1,],}"))
                .containsExactly(
                        Document.of("a", "}\"", "b", "'}", "c", new Regex("[}/]\\/}'", "i"), "d", MinKey.INSTANCE),
                        Document.of("e", List.of(1)));
        assertThat(shell("[{a: 1}, {a: 2},]")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{}N{}N{\"a\": tru} | line 3, column 7",
                "{}{\"a\": tru} | line 1, column 9",
                "{\"b\": \"\u00e9\ud83d\ude00\"} {\"a\": tru} | line 1, column 19",
                "{N}N{N\"a\":N \"x\": 1} | line 5, column 5",
                "[{},N {\"a\": tru}] | line 2, column 8",
                "{}N5 | line 2, column 1: expected '{' of the next document but found '5'; between",
                "{},N{} | line 1, column 3: expected '{' of the next document but found ','; between",
                "[{},N5] | line 2, column 1: expected '{' of a document but found '5'",
                "[{},N] | line 2, column 1: expected '{' of a document but found ']'",
                "[{}N{}] | line 2, column 1: expected ',' or ']' after a document in an array but found '{'",
                "[{}N | line 2, column 1: expected ',' or ']' after a document in an array but found the end",
                "[{}] [ | line 1, column 6: expected nothing more after the array but found '['",
                "5 | line 1, column 1: expected '{' of a document or '[' of an array of documents but found '5'",
                "{}N{\"a\": [1} | line 2, column 9: expected ',' or ']' in an array but found '}'",
                "{}N{\"a\": \"xN{} | line 2, column 9",
                "{}N{\"a\": 1N | line 3, column 1",
                "{}N{a: 1} | line 2, column 2: expected a field name in double quotes but found 'a'"
            })
    void errorsNameLineAndColumn(String text, String message) {
        var read = new ArrayList<Document>();
        assertThatThrownBy(() -> ExtendedJson.documents(new StringReader(text.replace('N', '\n')))
                        .forEach(read::add))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("bad JSON at " + message);
        assertThat(read).hasSizeLessThan(2 + text.length() / 4);
    }

    @Test
    void returnsDocumentsBeforeAnError() {
        var documents = ExtendedJson.documents(new StringReader("{\"n\": 1}\n{\"n\": 2}\n{]\n{\"n\": 4}"))
                .iterator();
        assertThat(documents.next()).isEqualTo(Document.of("n", 1));
        assertThat(documents.next()).isEqualTo(Document.of("n", 2));
        assertThatThrownBy(documents::hasNext).isInstanceOf(BsonException.class).hasMessageContaining("line 3");
        assertThat(documents.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "(", "{\"a\": \"", "{\"a\": [", "{\"$scope\":"})
    void hostileTextIsAnError(String level) {
        for (JsonDialect dialect : JsonDialect.values()) {
            assertThatThrownBy(() -> ExtendedJson.documents(new StringReader(level.repeat(100_000)), dialect)
                            .toList())
                    .isInstanceOf(BsonException.class);
        }
    }

    @Test
    void anUnterminatedDocument() {
        var documents = new JsonDocuments<>(endless("{\"a\": \"", "x"), JsonDialect.V2, Document::new, 50_000);
        assertThatThrownBy(documents::hasNext)
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("line 1, column 1: the document that starts here is longer than 50000");
    }

    /** More documents than fit into memory. */
    @Test
    void keepsOneDocumentInMemory() {
        var reader = endless("", "{\"text\": \"" + "x".repeat(1_000) + "\"}\n");
        try (Stream<Document> documents = ExtendedJson.documents(reader)) {
            assertThat(documents
                            .limit(100_000)
                            .filter(document -> document.size() == 1)
                            .count())
                    .isEqualTo(100_000);
        }
    }

    private static Reader endless(String beginning, String unit) {
        return new Reader() {
            private String rest = beginning.isEmpty() ? unit : beginning;

            @Override
            public int read(char[] target, int offset, int length) {
                int count = Math.min(length, rest.length());
                rest.getChars(0, count, target, offset);
                rest = count == rest.length() ? unit : rest.substring(count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    private static final class Watched extends StringReader {
        private int read;
        private boolean closed;

        Watched(String text) {
            super(text);
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, Math.min(length, 10));
            read += Math.max(0, count);
            return count;
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    @Test
    void readsLazilyAndClosesTheReader() {
        var reader = new Watched("{\"n\": 1}\n".repeat(1_000));
        try (Stream<Document> documents = ExtendedJson.documents(reader)) {
            assertThat(reader.read).isZero();
            assertThat(documents.limit(2).toList()).hasSize(2);
            assertThat(reader.read).isLessThan(100);
            assertThat(reader.closed).isFalse();
        }
        assertThat(reader.closed).isTrue();
    }

    @Test
    void aReaderThatFails() {
        var failing = new Reader() {
            @Override
            public int read(char[] target, int offset, int length) throws IOException {
                throw new IOException("gone");
            }

            @Override
            public void close() throws IOException {
                throw new IOException("close failed");
            }
        };
        var documents = ExtendedJson.documents(failing);
        assertThatThrownBy(() -> documents.forEach(document -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("gone");
        assertThatThrownBy(documents::close)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("close failed");
    }
}
