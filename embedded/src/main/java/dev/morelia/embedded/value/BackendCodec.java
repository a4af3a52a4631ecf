package dev.morelia.embedded.value;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Converts between BSON bytes and the library's documents. Every type survives a round trip:
 *
 * <ul>
 *   <li>The library's binary has no subtype, so the subtype is stored as the first byte of the data. Length, then
 *       subtype, then bytes is also the order in which a server compares binaries.
 *   <li>Types that the library lacks (JavaScript with and without scope, symbol, DBPointer, undefined) are wrapped in
 *       {@link Carried}. They can be stored, returned and compared for equality, but not sorted.
 * </ul>
 */
public final class BackendCodec {

    /** A value of a type that the library does not support. */
    public record Carried(Object value) {}

    /** A regular expression with equality, which the library's lacks. */
    private static final class StoredRegex extends BsonRegularExpression {

        StoredRegex(Regex regex) {
            super(regex.pattern(), regex.options());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof StoredRegex that
                    && getPattern().equals(that.getPattern())
                    && getOptions().equals(that.getOptions());
        }

        @Override
        public int hashCode() {
            return Objects.hash(getPattern(), getOptions());
        }
    }

    private BackendCodec() {}

    /** Reads a document. */
    public static Document decode(RawDocument raw) {
        return document(raw.input());
    }

    private static Document document(BsonInput input) {
        var document = new Document();
        input.startDocument();
        for (var type = input.next(); type != null; type = input.next()) {
            document.put(input.name(), value(input, type));
        }
        input.endDocument();
        return document;
    }

    private static List<@Nullable Object> array(BsonInput input) {
        List<@Nullable Object> array = new ArrayList<>();
        input.startArray();
        for (var type = input.next(); type != null; type = input.next()) {
            array.add(value(input, type));
        }
        input.endArray();
        return array;
    }

    private static @Nullable Object value(BsonInput input, BsonType type) {
        return switch (type) {
            case DOCUMENT -> document(input);
            case ARRAY -> array(input);
            default -> {
                var value = input.value();
                yield value == null ? null : scalar(value);
            }
        };
    }

    private static Object scalar(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean bool -> bool;
            case Instant instant -> instant;
            case dev.morelia.bson.ObjectId id -> new ObjectId(id.toByteArray());
            case dev.morelia.bson.Decimal128 decimal -> new Decimal128(decimal.low(), decimal.high());
            case UUID uuid -> binary(Binary.UUID, bytesOf(uuid));
            case Binary binary -> binary(binary.subtype(), binary.bytes());
            case Timestamp timestamp -> new BsonTimestamp(timestamp.bits());
            case Regex regex -> new StoredRegex(regex);
            case dev.morelia.bson.MinKey minKey -> MinKey.getInstance();
            case dev.morelia.bson.MaxKey maxKey -> MaxKey.getInstance();
            case Number number -> number;
            default -> new Carried(value);
        };
    }

    private static BinData binary(byte subtype, byte[] bytes) {
        byte[] data = new byte[bytes.length + 1];
        data[0] = subtype;
        System.arraycopy(bytes, 0, data, 1, bytes.length);
        return new BinData(data);
    }

    private static byte[] bytesOf(UUID uuid) {
        var bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (uuid.getMostSignificantBits() >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (uuid.getLeastSignificantBits() >>> (56 - 8 * i));
        }
        return bytes;
    }

    /** A new random UUID as a server would store it. */
    public static BinData randomUuid() {
        return binary(Binary.UUID, bytesOf(UUID.randomUUID()));
    }

    /** Encodes a document into a new array. */
    public static RawDocument encode(Document document) {
        var output = new BsonOutput();
        encode(output, document);
        return RawDocument.of(output.toByteArray());
    }

    /** The encoded size of a document in bytes. */
    public static int size(Document document) {
        return encode(document).length();
    }

    /** Writes a document; values that are {@link RawDocument}s are copied unchanged. */
    public static void encode(BsonOutput output, Document document) {
        output.startDocument();
        document.forEach((name, value) -> {
            if (!(value instanceof Missing)) {
                encodeValue(output.name(name), value);
            }
        });
        output.endDocument();
    }

    private static void encodeValue(BsonOutput output, @Nullable Object value) {
        if (value == null || value instanceof Missing) {
            output.nullValue();
            return;
        }
        switch (value) {
            case Document document -> encode(output, document);
            case Collection<?> array -> encodeArray(output, array);
            case RawDocument raw -> output.document(raw);
            case ObjectId id -> output.objectId(dev.morelia.bson.ObjectId.ofBytes(id.toByteArray(), 0));
            case Decimal128 decimal ->
                output.decimal128(new dev.morelia.bson.Decimal128(decimal.getHigh(), decimal.getLow()));
            case BinData binary -> {
                byte[] data = binary.getData();
                output.binary(data[0], Arrays.copyOfRange(data, 1, data.length));
            }
            case BsonTimestamp timestamp -> output.timestamp(Timestamp.ofBits(timestamp.getValue()));
            case BsonRegularExpression regex -> output.regex(new Regex(regex.getPattern(), regex.getOptions()));
            case MinKey minKey -> output.value(dev.morelia.bson.MinKey.INSTANCE);
            case MaxKey maxKey -> output.value(dev.morelia.bson.MaxKey.INSTANCE);
            case Carried carried -> output.value(carried.value());
            case UUID uuid -> output.uuid(uuid);
            case BigDecimal decimal -> output.decimal128(dev.morelia.bson.Decimal128.of(decimal));
            case Float number -> output.float64(number);
            case Short number -> output.int32(number);
            default -> output.value(value);
        }
    }

    private static void encodeArray(BsonOutput output, Collection<?> array) {
        output.startArray();
        int index = 0;
        for (Object element : array) {
            encodeValue(output.index(index++), element);
        }
        output.endArray();
    }
}
