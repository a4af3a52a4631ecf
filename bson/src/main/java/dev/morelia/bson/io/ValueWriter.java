package dev.morelia.bson.io;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.BsonVector;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.bson.StoredAsDocument;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.TypedFields;
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

    static void write(BsonOutput output, String name, @Nullable Object value) {
        if (value instanceof TypedFields document) {
            output.name(name);
            document.writeTo(output);
        } else if (output.replacesAny) {
            output.name(name);
            write(output, value);
        } else if (!output.frequent(name, value)) {
            write(output, value);
        }
    }

    /** Writes a value whose name has been written. The most frequent classes are tested before the switch. */
    static void write(BsonOutput output, @Nullable Object value) {
        if (value instanceof TypedFields document) {
            document.writeTo(output);
        } else if (output.replacesAny && value != null && output.replace(value)) {
            return;
        } else if (value instanceof String text) {
            output.string(text);
        } else if (value == null) {
            output.nullValue();
        } else if (value instanceof ObjectId id) {
            output.objectId(id);
        } else if (value instanceof Instant instant) {
            output.dateTime(epochMillis(output, instant));
        } else {
            writeRarer(output, value);
        }
    }

    private static void writeRarer(BsonOutput output, Object value) {
        switch (value) {
            case Integer number -> output.int32(number);
            case Long number -> output.int64(number);
            case Double number -> output.float64(number);
            case Boolean bool -> output.bool(bool);
            case Binary binary -> output.binary(binary.subtype(), binary.bytes());
            case Collection<?> values -> writeArray(output, values);
            case Map<?, ?> map -> writeMap(output, map);
            case Decimal128 decimal -> output.decimal128(decimal);
            case UUID uuid -> output.uuid(uuid);
            case Timestamp timestamp -> output.timestamp(timestamp);
            case Regex regex -> output.regex(regex);
            case byte[] bytes -> output.binary(Binary.GENERIC, bytes);
            case Float number -> output.float64(number);
            case Short number -> output.int32(number);
            case Byte number -> output.int32(number);
            case BsonVector vector -> write(output, vector.toBinary());
            case StoredAsDocument form -> writeFields(output, form.toDocument());
            case Date date -> output.dateTime(epochMillis(date));
            case Pattern pattern -> output.regex(Regex.of(pattern));
            default -> writeRarest(output, value);
        }
    }

    private static void writeRarest(BsonOutput output, Object value) {
        switch (value) {
            case Code code -> output.text(BsonType.CODE, code.code());
            case Symbol symbol -> output.text(BsonType.SYMBOL, symbol.symbol());
            case CodeWithScope code -> {
                int start = output.startCodeWithScope(code.code());
                writeFields(output, code.scope());
                output.endCodeWithScope(start);
            }
            case DbPointer pointer -> {
                output.text(BsonType.DB_POINTER, pointer.namespace());
                int at = output.reserve(12);
                pointer.id().writeTo(output.buffer, at);
            }
            case MinKey ignored -> output.element(BsonType.MIN_KEY);
            case MaxKey ignored -> output.element(BsonType.MAX_KEY);
            case Undefined ignored -> output.element(BsonType.UNDEFINED);
            case Object array when array.getClass().isArray() -> writeJavaArray(output, array);
            default -> output.fallback(value);
        }
    }

    private static void writeArray(BsonOutput output, Collection<?> values) {
        output.startArray();
        int index = 0;
        for (Object value : values) {
            if (output.replacesAny) {
                output.index(index++);
                write(output, value);
            } else if (!output.frequentAt(index++, value)) {
                write(output, value);
            }
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

    /** The fields of a document that may be any map, but is usually not. */
    private static void writeFields(BsonOutput output, Map<?, ?> fields) {
        if (fields instanceof TypedFields document) {
            document.writeTo(output);
        } else {
            writeMap(output, fields);
        }
    }

    private static void writeMap(BsonOutput output, Map<?, ?> map) {
        output.startDocument();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            write(output, output.fieldName(entry.getKey()), entry.getValue());
        }
        output.endDocument();
    }

    @SuppressWarnings("JavaUtilDate") // older code still uses Date, and its SQL subclasses do not support toInstant
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
