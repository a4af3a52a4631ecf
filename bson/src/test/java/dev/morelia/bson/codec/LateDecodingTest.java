package dev.morelia.bson.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.io.BsonLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that are decoded on first access behave like others, whatever that access is. */
final class LateDecodingTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();
    private static final String LONG_TEXT = "x".repeat(200);

    private static Document sample() {
        var inner = Document.of("text", LONG_TEXT, "list", List.of(1, Document.of("deep", LONG_TEXT), 3));
        return Document.of("_id", 7, "inner", inner, "small", Document.of("a", 1), "last", null);
    }

    private static Document late(Document document) {
        return CODECS.decode(RawDocument.encode(document), Document.class);
    }

    static Stream<Consumer<Document>> firstQuestions() {
        return Stream.of(
                document -> assertThat(document).isEqualTo(sample()),
                document -> assertThat(sample()).isEqualTo(document),
                document -> assertThat(document).hasSameHashCodeAs(sample()),
                document -> assertThat(document.toString()).isEqualTo(sample().toString()),
                document -> assertThat(document.isEmpty()).isFalse(),
                document -> assertThat(document.size()).isEqualTo(4),
                document -> assertThat(document.get("_id")).isEqualTo(7),
                document -> assertThat(document.containsKey("last")).isTrue(),
                document -> assertThat(document.containsValue(7)).isTrue(),
                document -> assertThat(document.keySet()).containsExactly("_id", "inner", "small", "last"),
                document -> assertThat(document.values()).first().isEqualTo(7),
                document -> assertThat(document.entrySet()).last().isEqualTo(sample().lastEntry()),
                document -> assertThat(document.reversed()).isEqualTo(sample()),
                document -> assertThat(document.firstEntry()).isEqualTo(Map.entry("_id", 7)),
                document -> assertThat(Document.copyOf(document)).isEqualTo(sample()),
                document -> assertThat(RawDocument.encode(document)).isEqualTo(RawDocument.encode(sample())),
                document -> {
                    var names = new ArrayList<String>();
                    document.forEach((name, value) -> names.add(name));
                    assertThat(names).containsExactly("_id", "inner", "small", "last");
                });
    }

    @ParameterizedTest
    @MethodSource("firstQuestions")
    void anyFirstAccessDecodes(Consumer<Document> question) {
        Document document = late(sample());
        question.accept(document);
        question.accept(document);
        assertThat(document).isEqualTo(sample());
    }

    static Stream<Consumer<Document>> firstChanges() {
        return Stream.of(
                document -> document.put("new", 1),
                document -> document.put("_id", 8),
                document -> document.putFirst("new", 1),
                document -> document.putLast("_id", 8),
                document -> document.putFirstIfAbsent("new", () -> 1),
                document -> document.putAll(Map.of("new", 1)),
                document -> document.remove("inner"),
                document -> document.remove("absent"),
                document -> document.pollFirstEntry(),
                document -> document.keySet().remove("small"),
                document -> document.values().removeIf(value -> value == null),
                document -> document.entrySet().iterator().next().setValue(9),
                document -> document.replaceAll((name, value) -> name),
                Document::clear);
    }

    @ParameterizedTest
    @MethodSource("firstChanges")
    void anyFirstChangeDecodes(Consumer<Document> change) {
        Document document = late(sample());
        Document expected = sample();
        change.accept(document);
        change.accept(expected);
        assertThat(document).isEqualTo(expected);
        assertThat(document.keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(RawDocument.encode(document)).isEqualTo(RawDocument.encode(expected));
    }

    @Test
    void emptyDocument() {
        assertThat(late(new Document())).isEmpty();
        assertThat(late(new Document()).keySet()).isEmpty();
        assertThatThrownBy(() -> late(new Document()).keySet().getFirst()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void changesToEmbeddedDocumentsPersist() {
        Document document = late(sample());
        document.document("inner").put("text", "changed");
        assertThat(document.document("inner").get("text")).isEqualTo("changed");
        assertThat(RawDocument.encode(document).toDocument().document("inner").get("text"))
                .isEqualTo("changed");
    }

    @Test
    void bytesAreCopied() {
        byte[] bytes = RawDocument.encode(sample()).toByteArray();
        Document document = CODECS.decode(RawDocument.of(bytes), Document.class);
        Arrays.fill(bytes, (byte) -1);
        assertThat(document).isEqualTo(sample());
    }

    @Test
    void documentComponentOfARecord() {
        record Holder(int number, Document rest) {}
        var holder = new Holder(3, sample());
        assertThat(CODECS.decode(CODECS.encode(holder), Holder.class)).isEqualTo(holder);
    }

    @Test
    void duplicateNames() {
        byte[] bytes = RawDocument.encode(Document.of("a", 1, "b", 2)).toByteArray();
        bytes[12] = 'a';
        Document document = CODECS.decode(RawDocument.of(bytes), Document.class);
        assertThat(document).hasSize(1).containsEntry("a", 2);
    }

    /** From one collection into another, like an insert, which looks up the _id first. */
    @Test
    void writtenUnchanged() {
        byte[] bytes = RawDocument.encode(Document.of("_id", 7, "a", 1, "b", 2)).toByteArray();
        bytes[bytes.length - 1 - 6] = 'a';
        Document document = CODECS.decode(RawDocument.of(bytes), Document.class);
        assertThat(document.putFirstIfAbsent("_id", () -> "made")).isEqualTo(7);
        assertThat(CODECS.encode(document).toByteArray()).isEqualTo(bytes);
        assertThat(RawDocument.encode(document).toByteArray()).isEqualTo(bytes);
        assertThat(CODECS.encode(Document.of("inside", document))
                        .document("inside")
                        .toByteArray())
                .isEqualTo(bytes);
        assertThat(document).isEqualTo(Document.of("_id", 7, "a", 2));
        assertThat(CODECS.encode(document).length()).as("once accessed").isEqualTo(bytes.length - 7);
    }

    @Test
    void missingIdBecomesTheFirstField() {
        Document document = late(Document.of("a", 1, "b", null));
        assertThat(document.putFirstIfAbsent("_id", () -> 5)).isEqualTo(5);
        assertThat(document.putFirstIfAbsent("b", () -> 6)).isNull();
        assertThat(document.keySet()).containsExactly("_id", "a", "b");
        assertThat(late(Document.of("b", null)).putFirstIfAbsent("b", () -> 6)).isNull();
    }

    @Test
    void invalidBytesInsideAreReportedOnAccess() {
        byte[] bytes = RawDocument.encode(sample()).toByteArray();
        int type = indexOf(bytes, "\u0002text");
        bytes[type] = 0x55;
        Document document = CODECS.decode(RawDocument.of(bytes), Document.class);
        Document inner = document.document("inner");
        assertThatThrownBy(inner::size).isInstanceOfSatisfying(BsonException.class, e -> {
            assertThat(e.path()).isEqualTo("inner.text");
            assertThat(e.documentId()).isEqualTo(7);
        });
        assertThatThrownBy(document::hashCode).isInstanceOf(BsonException.class);
        assertThat(document.toString()).contains("0x55");
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, ISO_8859_1).indexOf(text);
    }

    @Test
    void depthCountsFromTheTopLevel() {
        var deep = new Document("text", LONG_TEXT);
        for (int level = 1; level < 10; level++) {
            deep = Document.of("text", LONG_TEXT, "inner", deep);
        }
        var nine = CodecRegistry.builder()
                .limits(BsonLimits.DEFAULT.maxDepthRead(9))
                .build();
        Document at = nine.decode(RawDocument.encode(deep), Document.class);
        for (int level = 1; level < 9; level++) {
            at = at.document("inner");
        }
        Document tooDeep = at.document("inner");
        assertThatThrownBy(tooDeep::size).isInstanceOf(BsonException.class).hasMessageContaining("deeper");
    }

    @Test
    void uuidsAreWrittenInTheRepresentationOfTheOutput() {
        var uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        var legacy = CodecRegistry.builder()
                .uuidRepresentation(UuidRepresentation.JAVA_LEGACY)
                .build();
        Document read = legacy.decode(legacy.encode(new Document("u", uuid)), Document.class);
        assertThat(CODECS.encode(read).valueOrNull("u")).isEqualTo(uuid);
        Document readAgain = legacy.decode(legacy.encode(new Document("u", uuid)), Document.class);
        assertThat(legacy.encode(readAgain).valueOrNull("u"))
                .isInstanceOfSatisfying(
                        Binary.class, binary -> assertThat(binary.subtype()).isEqualTo((byte) 3));
        assertThat(legacy.decode(legacy.encode(readAgain), Document.class)).containsEntry("u", uuid);
    }

    @Test
    void threadsThatReadAtOnceSeeTheSameDocuments() throws Exception {
        int threads = 4;
        var barrier = new CyclicBarrier(threads);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < 2_000; round++) {
                Document document = late(sample());
                Callable<Document> reading = () -> {
                    barrier.await();
                    assertThat(document).hasSize(4);
                    return document.document("inner");
                };
                var seen = new ArrayList<Document>();
                for (var done : pool.invokeAll(List.of(reading, reading, reading, reading))) {
                    seen.add(done.get());
                }
                assertThat(seen).allSatisfy(inner -> assertThat(inner).isSameAs(seen.getFirst()));
            }
        }
    }
}
