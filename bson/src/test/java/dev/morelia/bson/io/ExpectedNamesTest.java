package dev.morelia.bson.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Documents that have, or only almost have, the names of documents that were read before. */
class ExpectedNamesTest {
    private static final int ENOUGH_TO_LEARN = 100;

    private final Document usual = Document.of("first", 1, "second", "two", "a name of more than 16 bytes", 3L)
            .append("inner", Document.of("first", 5, "y", null))
            .append("last", true);

    private static Document read(byte[] bytes) {
        return new BsonInput(bytes).document();
    }

    private static byte[] bytes(Document document) {
        return RawDocument.encode(document).toByteArray();
    }

    private void learn() {
        byte[] bytes = bytes(usual);
        for (int i = 0; i < ENOUGH_TO_LEARN; i++) {
            assertThat(read(bytes)).isEqualTo(usual);
        }
    }

    private static void reads(Document expected) {
        Document actual = read(bytes(expected));
        assertThat(actual).isEqualTo(expected);
        assertThat(new ArrayList<>(actual.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
    }

    /** A document of int32 fields with any names, the same ones included. */
    private static byte[] ofNames(String... names) {
        var fields = new ByteArrayOutputStream();
        for (int i = 0; i < names.length; i++) {
            byte[] field = bytes(new Document(names[i], i));
            fields.write(field, 4, field.length - 5);
        }
        byte[] bytes = new byte[fields.size() + 5];
        System.arraycopy(fields.toByteArray(), 0, bytes, 4, fields.size());
        ByteOutput.INT32.set(bytes, 0, bytes.length);
        return bytes;
    }

    @Test
    void documentsWithTheExpectedNamesDoNotShareThem() {
        learn();
        Document one = read(bytes(usual));
        Document other = read(bytes(usual));
        one.remove("second");
        one.append("more", 1);
        assertThat(other).isEqualTo(usual);
        reads(usual);
    }

    @Test
    void documentsMayHaveFewerMoreOrOtherNames() {
        learn();
        for (String name : List.copyOf(usual.keySet())) {
            Document fewer = Document.copyOf(usual);
            fewer.remove(name);
            reads(fewer);

            Document other = new Document();
            usual.forEach((key, value) -> other.put(key.equals(name) ? key + "2" : key, value));
            reads(other);
        }
        reads(Document.copyOf(usual).append("more", 1).append("and more", 2));
        reads(new Document("first", "alone"));
        reads(new Document());
    }

    @Test
    void namesBelowOthersAreLearnedByThemselves() {
        learn();
        reads(new Document("outer", List.of(usual, new Document("first", usual), usual)));
    }

    @Test
    void ofADuplicateNameTheLastValueWins() {
        byte[] learned = ofNames("a", "b", "c");
        for (int i = 0; i < ENOUGH_TO_LEARN; i++) {
            read(learned);
        }
        assertThat(read(ofNames("a", "b", "a"))).isEqualTo(Document.of("a", 2, "b", 1));
        assertThat(read(ofNames("a", "b", "c", "b"))).isEqualTo(Document.of("a", 0, "b", 3, "c", 2));
        assertThat(read(ofNames("a", "a"))).isEqualTo(new Document("a", 1));
    }

    @Test
    void namesThatOccurTwiceAreNotLearned() {
        byte[] twice = ofNames("again", "x", "again");
        for (int i = 0; i < ENOUGH_TO_LEARN; i++) {
            assertThat(read(twice)).isEqualTo(Document.of("again", 2, "x", 1));
        }
    }

    @Test
    void documentsOfManyKindsAreReadInAnyOrder() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            var document = new Document();
            int fields = random.nextInt(12);
            for (int field = 0; field < fields; field++) {
                document.append("name" + random.nextInt(6) * random.nextInt(4), field);
            }
            reads(random.nextInt(4) == 0 ? new Document("name0", document) : document);
        }
    }
}
