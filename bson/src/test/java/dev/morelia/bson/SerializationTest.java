package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** BSON values can be serialized with Java's serialization, as in HTTP sessions and caches. */
class SerializationTest {
    private static byte[] written(Object value) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static Object readBack(Object value) throws IOException, ClassNotFoundException {
        try (var input = new ObjectInputStream(new ByteArrayInputStream(written(value)))) {
            return input.readObject();
        }
    }

    @Test
    void aDocumentOfEveryTypeIsReadBack() throws Exception {
        var document = new Document();
        List<Object> values = Arrays.asList(
                1,
                2L,
                3.5,
                true,
                "text",
                null,
                Instant.EPOCH,
                new UUID(1, 2),
                new ObjectId(),
                Decimal128.parse("1.50"),
                new Binary((byte) 7, new byte[] {1, 2}),
                new Timestamp(1, 2),
                new Regex("a.*", "i"),
                new Code("f()"),
                new CodeWithScope("f()", new Document("x", 1)),
                new Symbol("s"),
                new DbPointer("a.b", new ObjectId()),
                MinKey.INSTANCE,
                MaxKey.INSTANCE,
                Undefined.INSTANCE,
                List.of(1, new Document("y", 2)));
        for (int i = 0; i < values.size(); i++) {
            document.append("f" + i, values.get(i));
        }
        assertThat(readBack(document)).isEqualTo(document);
        RawDocument raw = RawDocument.encode(document);
        assertThat(readBack(raw)).isEqualTo(raw);
        assertThat(readBack(raw.toDocument())).isEqualTo(document);
        assertThat(readBack(new DbRef("people", new ObjectId(), null)).toString())
                .startsWith("DbRef[");
        assertThat(readBack(BsonVector.float32(1, 2))).isEqualTo(BsonVector.float32(1, 2));
    }

    @Test
    void aDeserializedDocumentCanBeModified() throws Exception {
        var read = (Document) readBack(new Document("a", 1));
        read.put("b", 2);
        assertThat(read).isEqualTo(Document.of("a", 1, "b", 2));
        assertThat(readBack(new Document())).isEqualTo(new Document());
    }

    @Test
    void onlyTheDocumentOfALargeArrayIsSerialized() throws Exception {
        var large = new byte[1 << 20];
        byte[] small = RawDocument.encode(new Document("a", 1)).toByteArray();
        System.arraycopy(small, 0, large, 1000, small.length);
        assertThat(written(RawDocument.of(large, 1000, small.length))).hasSizeLessThan(500);
    }
}
