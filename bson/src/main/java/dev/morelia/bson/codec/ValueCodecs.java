package dev.morelia.bson.codec;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.BsonVector;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.DbRef;
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
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The codecs for the types that a document holds, and for other Java types with the same BSON form. */
final class ValueCodecs {
    /** The types that {@link BsonInput#value()} returns. */
    private static final Set<Class<?>> DYNAMIC = Set.of(
            Object.class,
            Document.class,
            Timestamp.class,
            Regex.class,
            Code.class,
            CodeWithScope.class,
            Symbol.class,
            DbPointer.class,
            MinKey.class,
            MaxKey.class,
            Undefined.class,
            UUID.class);

    /** The types that have a codec here and are, or may be, documents. */
    private static final Set<Class<?>> DOCUMENTS = Set.of(Object.class, Document.class, RawDocument.class, DbRef.class);

    private static final Map<Class<?>, Codec<?>> FIXED = fixed();

    private ValueCodecs() {}

    static @Nullable Codec<?> codec(Class<?> type, EncodingContext context) {
        if (type == DbRef.class) {
            return dbRef(context);
        }
        return DYNAMIC.contains(type) ? new DynamicCodec<>(type, context) : FIXED.get(type);
    }

    /** Whether a class has a codec here and its values are not documents. */
    static boolean isNoDocument(Class<?> type) {
        return !DOCUMENTS.contains(type);
    }

    /** A reference as a document, whose {@code $id} may be of any type. */
    private static Codec<DbRef> dbRef(EncodingContext context) {
        var documents = new DynamicCodec<>(Document.class, context);
        return new ScalarCodec<>(
                input -> ScalarCodec.convert(input, documents.decode(input), DbRef::of),
                (output, reference) -> documents.encode(output, reference.toDocument()));
    }

    private static Map<Class<?>, Codec<?>> fixed() {
        var codecs = new HashMap<Class<?>, Codec<?>>();
        number(codecs, int.class, Integer.class, new ScalarCodec<>(ValueCodecs::int32, BsonOutput::int32));
        number(codecs, long.class, Long.class, new ScalarCodec<>(ValueCodecs::int64, BsonOutput::int64));
        number(codecs, double.class, Double.class, new ScalarCodec<>(ValueCodecs::float64, BsonOutput::float64));
        number(
                codecs,
                float.class,
                Float.class,
                new ScalarCodec<>(ValueCodecs::float32, (output, value) -> output.float64(value)));
        number(
                codecs,
                short.class,
                Short.class,
                new ScalarCodec<>(ValueCodecs::int16, (output, value) -> output.int32(value)));
        number(
                codecs,
                byte.class,
                Byte.class,
                new ScalarCodec<>(ValueCodecs::int8, (output, value) -> output.int32(value)));
        number(codecs, boolean.class, Boolean.class, new ScalarCodec<>(BsonInput::bool, BsonOutput::bool));
        number(
                codecs,
                char.class,
                Character.class,
                new ScalarCodec<>(ValueCodecs::character, (output, value) -> output.string(String.valueOf(value))));
        codecs.put(String.class, new ScalarCodec<>(BsonInput::string, BsonOutput::string));
        codecs.put(ObjectId.class, new ScalarCodec<>(BsonInput::objectId, BsonOutput::objectId));
        codecs.put(Decimal128.class, new ScalarCodec<>(BsonInput::decimal128, BsonOutput::decimal128));
        codecs.put(BigDecimal.class, new ScalarCodec<>(ValueCodecs::bigDecimal, ValueCodecs::bigDecimal));
        codecs.put(BigInteger.class, new ScalarCodec<>(ValueCodecs::bigInteger, ValueCodecs::bigInteger));
        codecs.put(
                Date.class,
                new ScalarCodec<>(input -> Date.from(Instant.ofEpochMilli(input.dateTime())), BsonOutput::value));
        codecs.put(Locale.class, ScalarCodec.ofText(Locale::forLanguageTag, Locale::toLanguageTag));
        codecs.put(Currency.class, ScalarCodec.ofText(Currency::getInstance, Currency::getCurrencyCode));
        codecs.put(Binary.class, new ScalarCodec<>(BsonInput::binary, BsonOutput::value));
        vector(codecs, BsonVector.class);
        vector(codecs, BsonVector.Float32.class);
        vector(codecs, BsonVector.Int8.class);
        vector(codecs, BsonVector.PackedBit.class);
        codecs.put(byte[].class, new ScalarCodec<>(input -> input.binary().bytes(), BsonOutput::value));
        codecs.put(
                RawDocument.class,
                new ScalarCodec<>(input -> input.rawDocument().compact(), BsonOutput::document));
        codecs.put(Pattern.class, new ScalarCodec<>(ValueCodecs::pattern, BsonOutput::value));
        codecs.put(URI.class, ScalarCodec.ofText(URI::create, URI::toString));
        return Map.copyOf(codecs);
    }

    /** Generics cannot express that a primitive type and its wrapper have the same codec. */
    private static <T> void number(Map<Class<?>, Codec<?>> codecs, Class<T> primitive, Class<T> box, Codec<T> codec) {
        codecs.put(primitive, codec);
        codecs.put(box, codec);
    }

    private static <T extends BsonVector> void vector(Map<Class<?>, Codec<?>> codecs, Class<T> kind) {
        codecs.put(
                kind,
                new ScalarCodec<T>(
                        input -> ScalarCodec.convert(input, input.binary(), binary -> kind.cast(BsonVector.of(binary))),
                        BsonOutput::value));
    }

    private static int int32(BsonInput input) {
        return (int) wholeNumber(input, "int", Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static short int16(BsonInput input) {
        return (short) wholeNumber(input, "short", Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static byte int8(BsonInput input) {
        return (byte) wholeNumber(input, "byte", Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    private static long int64(BsonInput input) {
        requireNumber(input, "long");
        return input.wholeNumber();
    }

    private static double float64(BsonInput input) {
        requireNumber(input, "double");
        return input.number();
    }

    /** If the value is not a number, the error names the expected Java type. */
    private static void requireNumber(BsonInput input, String javaType) {
        BsonType found = input.type();
        boolean isNumber = found == BsonType.INT32
                || found == BsonType.INT64
                || found == BsonType.DOUBLE
                || found == BsonType.DECIMAL128;
        if (!isNumber) {
            throw input.failure(
                    "expected a number, to be read as Java's " + javaType + ", but found a value of BSON type " + found,
                    null);
        }
    }

    private static long wholeNumber(BsonInput input, String javaType, long least, long greatest) {
        requireNumber(input, javaType);
        long value = input.wholeNumber();
        if (value < least || value > greatest) {
            throw input.failure("expected a number from " + least + " to " + greatest + " but found " + value, null);
        }
        return value;
    }

    private static float float32(BsonInput input) {
        requireNumber(input, "float");
        return (float) input.number();
    }

    private static char character(BsonInput input) {
        String text = input.string();
        if (text.length() != 1) {
            throw input.failure("expected one character but found '" + text + "'", null);
        }
        return text.charAt(0);
    }

    private static BigDecimal bigDecimal(BsonInput input) {
        requireNumber(input, "BigDecimal");
        return switch (input.type()) {
            case INT32, INT64 -> BigDecimal.valueOf(input.wholeNumber());
            default -> ScalarCodec.convert(input, input.decimal128(), Decimal128::bigDecimalValue);
        };
    }

    private static void bigDecimal(BsonOutput output, BigDecimal value) {
        Decimal128 decimal;
        try {
            decimal = Decimal128.of(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw output.failure("the number " + value + " does not fit into a decimal128", e);
        }
        output.decimal128(decimal);
    }

    private static BigInteger bigInteger(BsonInput input) {
        return ScalarCodec.convert(input, bigDecimal(input), BigDecimal::toBigIntegerExact);
    }

    private static void bigInteger(BsonOutput output, BigInteger value) {
        bigDecimal(output, new BigDecimal(value));
    }

    private static Pattern pattern(BsonInput input) {
        return ScalarCodec.convert(input, input.regex(), Regex::toPattern);
    }
}
