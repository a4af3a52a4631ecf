package dev.morelia.bson.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.io.BsonOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonBufferTest {
    private static String text(JsonBuffer json) throws IOException {
        var out = new ByteArrayOutputStream();
        json.writeTo(out);
        assertThat(json.length()).isZero();
        return out.toString(UTF_8);
    }

    private static List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList("", "plain text", "eight by", "\u007f"));
        values.addAll(Arrays.asList("\"\\\b\f\n\r\t\u0001", "Ä€\uD83D\uDE00", "a".repeat(300) + "\n"));
        values.addAll(Arrays.asList(0, -1, Integer.MIN_VALUE, 1L << 40, Long.MIN_VALUE, 0.5, -0.0, 1e300, 1e-7));
        values.addAll(Arrays.asList(Double.NaN, Double.NEGATIVE_INFINITY, true, false, null));
        values.addAll(Arrays.asList(
                new ObjectId("5f0000000000000000000001"),
                Instant.EPOCH,
                Instant.ofEpochMilli(-1),
                Instant.ofEpochMilli(1_356_351_330_501L),
                Instant.ofEpochMilli(Long.MAX_VALUE)));
        values.addAll(Arrays.asList(
                new Binary((byte) 2, new byte[] {1, 2, 3}),
                new Binary((byte) 0x80, new byte[0]),
                new UUID(1, 2),
                Decimal128.parse("1.10"),
                new Timestamp(1, 2),
                new Regex("a\"", "i"),
                new Code("x"),
                new CodeWithScope("x", Document.of("a", 1)),
                new Symbol("s"),
                new DbPointer("a.b", new ObjectId("5f0000000000000000000001")),
                MinKey.INSTANCE,
                MaxKey.INSTANCE,
                Undefined.INSTANCE));
        values.add(List.of(1, List.of(), Document.of("Ä \"", "x"), new Document()));
        return values;
    }

    @Test
    void writesWhatTheWriterOfObjectsWrites() throws IOException {
        var all = new Document();
        for (Object value : values()) {
            all.append("field " + all.size(), value);
        }
        for (JsonMode mode : JsonMode.values()) {
            var json = new JsonBuffer(mode);
            for (Object value : values()) {
                var document = Document.of("v", value);
                json.append(RawDocument.encode(document));
                assertThat(text(json)).isEqualTo(ExtendedJson.write(document, mode));
            }
            json.append(RawDocument.encode(all)).append(",\n").append(RawDocument.encode(new Document()));
            assertThat(text(json)).isEqualTo(ExtendedJson.write(all, mode) + ",\n{}");
        }
    }

    @Test
    void fieldsWithTheSameNameAreAllWritten() throws IOException {
        var output = new BsonOutput();
        output.startDocument().int32("a", 1).int32("a", 2).endDocument();
        var json = new JsonBuffer(JsonMode.RELAXED).append(RawDocument.of(output.toByteArray()));
        assertThat(text(json)).isEqualTo("{\"a\": 1, \"a\": 2}");
    }

    @Test
    void invalidBytesLeaveTheBufferUnchanged() throws IOException {
        byte[] bytes = RawDocument.encode(Document.of("_id", 7, "inner", Document.of("text", "abc")))
                .toByteArray();
        int at = new String(bytes, ISO_8859_1).indexOf("abc");
        bytes[at] = (byte) 0xff;
        var json = new JsonBuffer(JsonMode.RELAXED).append("[");
        assertThatThrownBy(() -> json.append(RawDocument.of(bytes)))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("not valid UTF-8")
                .hasMessageContaining("inner.text")
                .hasMessageContaining("_id 7");
        json.append(RawDocument.encode(Document.of("a", 1)));
        assertThat(text(json)).isEqualTo("[{\"a\": 1}");
    }

    @Test
    void everyTruncationIsAnError() {
        byte[] bytes = RawDocument.encode(Document.of("s", "text", "b", new byte[] {1}, "n", 5L, "a", List.of(1, 2)))
                .toByteArray();
        for (int end = 5; end < bytes.length; end++) {
            byte[] cut = Arrays.copyOf(bytes, end);
            cut[0] = (byte) end;
            cut[end - 1] = 0;
            var json = new JsonBuffer(JsonMode.CANONICAL);
            try {
                json.append(RawDocument.of(cut));
            } catch (BsonException expected) {
                assertThat(json.length()).isZero();
            }
        }
    }
}
