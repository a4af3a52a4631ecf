package dev.morelia.bson.io;

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
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the BSON type for a value by its class. */
final class ValueWriter {
    private ValueWriter() {}

    /** The classes met most, by identity of the class: no chain of subtype checks stands before them. */
    static void write(BsonOutput output, @Nullable Object value) {
        if (value == null) {
            output.nullValue();
            return;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            output.string((String) value);
        } else if (type == Integer.class) {
            output.int32((Integer) value);
        } else if (type == Document.class) {
            ((Document) value).writeTo(output);
        } else if (type == Long.class) {
            output.int64((Long) value);
        } else if (type == Double.class) {
            output.float64((Double) value);
        } else if (type == Boolean.class) {
            output.bool((Boolean) value);
        } else if (type == ObjectId.class) {
            output.objectId((ObjectId) value);
        } else if (type == Instant.class) {
            output.dateTime(epochMillis(output, (Instant) value));
        } else if (type == Binary.class) {
            output.binary(((Binary) value).subtype(), ((Binary) value).bytes());
        } else {
            writeRarer(output, value);
        }
    }

    private static void writeRarer(BsonOutput output, Object value) {
        switch (value) {
            case Collection<?> values -> writeArray(output, values);
            case Map<?, ?> map -> writeMap(output, map);
            case RawDocument document -> output.raw(document);
            case Decimal128 decimal -> output.decimal128(decimal);
            case UUID uuid -> output.uuid(uuid);
            case Timestamp timestamp -> output.timestamp(timestamp);
            case Regex regex -> output.regex(regex);
            case byte[] bytes -> output.binary(Binary.GENERIC, bytes);
            case Float number -> output.float64(number);
            case Short number -> output.int32(number);
            case Byte number -> output.int32(number);
            case BsonVector vector -> write(output, vector.toBinary());
            case DbRef reference -> reference.toDocument().writeTo(output);
            case Date date -> output.dateTime(epochMillis(date));
            case Pattern pattern -> output.regex(Regex.of(pattern));
            default -> writeRarest(output, value);
        }
    }

    private static void writeRarest(BsonOutput output, Object value) {
        switch (value) {
            case Code code -> {
                output.element(BsonType.CODE);
                output.text(code.code());
            }
            case Symbol symbol -> {
                output.element(BsonType.SYMBOL);
                output.text(symbol.symbol());
            }
            case CodeWithScope code -> output.codeWithScope(code);
            case DbPointer pointer -> {
                output.element(BsonType.DB_POINTER);
                output.text(pointer.namespace());
                int at = output.reserve(12);
                pointer.id().writeTo(output.buffer, at);
            }
            case MinKey ignored -> output.element(BsonType.MIN_KEY);
            case MaxKey ignored -> output.element(BsonType.MAX_KEY);
            case Undefined ignored -> output.element(BsonType.UNDEFINED);
            case Object array when array.getClass().isArray() -> writeJavaArray(output, array);
            default -> output.foreign(value);
        }
    }

    private static void writeArray(BsonOutput output, Collection<?> values) {
        output.startArray();
        int index = 0;
        for (Object value : values) {
            output.index(index++);
            write(output, value);
        }
        output.endArray();
    }

    private static void writeJavaArray(BsonOutput output, Object array) {
        output.startArray();
        for (int i = 0; i < Array.getLength(array); i++) {
            output.index(i);
            write(output, Array.get(array, i));
        }
        output.endArray();
    }

    private static void writeMap(BsonOutput output, Map<?, ?> map) {
        output.startDocument();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw output.failure(
                        "a document's field names are strings, but a key of the map is "
                                + (entry.getKey() == null
                                        ? "null"
                                        : "a " + entry.getKey().getClass()),
                        null);
            }
            output.name(name);
            write(output, entry.getValue());
        }
        output.endDocument();
    }

    @SuppressWarnings("JavaUtilDate") // callers with older code hold such dates, and their subclasses lack toInstant
    private static long epochMillis(Date date) {
        return date.getTime();
    }

    private static long epochMillis(BsonOutput output, Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw output.failure("the instant " + instant + " does not fit into 64 bits of milliseconds", null);
        }
    }
}
