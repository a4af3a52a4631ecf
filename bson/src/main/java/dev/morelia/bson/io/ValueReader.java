package dev.morelia.bson.io;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Code;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.UuidRepresentation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values of the types without nesting. {@link BsonInput} and {@link DocumentReader} read the frequent ones
 * themselves, which is faster. Each method reads at a position in a document with the given end, and moves the input
 * past the value.
 */
final class ValueReader {
    private ValueReader() {}

    static @Nullable Object read(ByteInput input, UuidRepresentation representation, int element, int at, int end) {
        return switch (input.buffer[element]) {
            case 0x01 -> (double) ByteOutput.FLOAT64.get(input.buffer, input.take(BsonType.DOUBLE, 8, at, end));
            case 0x02 -> input.text(at, end);
            case 0x07 -> ObjectId.ofBytes(input.buffer, input.take(BsonType.OBJECT_ID, 12, at, end));
            case 0x08 -> input.buffer[input.take(BsonType.BOOLEAN, 1, at, end)] != 0;
            case 0x09 -> Instant.ofEpochMilli(int64(input, BsonType.DATE_TIME, at, end));
            case 0x0A -> constant(input, at, null);
            case 0x10 -> (int) ByteOutput.INT32.get(input.buffer, input.take(BsonType.INT32, 4, at, end));
            case 0x12 -> int64(input, BsonType.INT64, at, end);
            case 0x05 -> binaryOrUuid(input, representation, at, end);
            case 0x0B -> regex(input, at, end);
            case 0x0C -> dbPointer(input, at, end);
            case 0x0D -> new Code(input.text(at, end));
            case 0x0E -> new Symbol(input.text(at, end));
            case 0x11 -> timestamp(input, at, end);
            case 0x13 -> decimal128(input, at, end);
            case 0x06 -> constant(input, at, Undefined.INSTANCE);
            case 0x7F -> constant(input, at, MaxKey.INSTANCE);
            case (byte) 0xFF -> constant(input, at, MinKey.INSTANCE);
            default -> throw input.unknownType(element);
        };
    }

    private static @Nullable Object constant(ByteInput input, int at, @Nullable Object value) {
        input.position = at;
        return value;
    }

    private static long int64(ByteInput input, BsonType type, int at, int end) {
        return (long) ByteOutput.INT64.get(input.buffer, input.take(type, 8, at, end));
    }

    private static Object binaryOrUuid(ByteInput input, UuidRepresentation representation, int at, int end) {
        Binary binary = binary(input, at, end);
        if (binary.subtype() == representation.subtype() && binary.length() == 16) {
            return representation.decode(binary);
        }
        return binary;
    }

    static Binary binary(ByteInput input, int at, int end) {
        int from = startOfBinary(input, at, end);
        return new Binary(input.buffer[at + 4], Arrays.copyOfRange(input.buffer, from, input.position));
    }

    static ByteBuffer binaryView(ByteInput input, int at, int end) {
        int from = startOfBinary(input, at, end);
        return ByteBuffer.wrap(input.buffer, from, input.position - from).slice();
    }

    /** Checks the lengths of binary data and moves past it; returns where its bytes begin. */
    private static int startOfBinary(ByteInput input, int at, int end) {
        int length = input.length(at, 5, end);
        int from = at + 5;
        int to = from + length;
        if (input.buffer[at + 4] == Binary.OLD_GENERIC) {
            if (length < 4 || (int) ByteOutput.INT32.get(input.buffer, from) != length - 4) {
                throw input.failureAt(at, "the two lengths of a binary of subtype 2 contradict each other");
            }
            from += 4;
        }
        input.position = to;
        return from;
    }

    static Regex regex(ByteInput input, int at, int end) {
        int patternEnd = input.cStringEnd(at, end);
        int optionsEnd = input.cStringEnd(patternEnd + 1, end);
        input.position = optionsEnd + 1;
        return new Regex(input.utf8(at, patternEnd), input.utf8(patternEnd + 1, optionsEnd));
    }

    private static DbPointer dbPointer(ByteInput input, int at, int end) {
        String namespace = input.text(at, end);
        int id = input.take(BsonType.DB_POINTER, 12, input.position, end);
        return new DbPointer(namespace, ObjectId.ofBytes(input.buffer, id));
    }

    static Timestamp timestamp(ByteInput input, int at, int end) {
        input.take(BsonType.TIMESTAMP, 8, at, end);
        return Timestamp.ofBits((long) ByteOutput.INT64.get(input.buffer, at));
    }

    static Decimal128 decimal128(ByteInput input, int at, int end) {
        input.take(BsonType.DECIMAL128, 16, at, end);
        return new Decimal128(
                (long) ByteOutput.INT64.get(input.buffer, at + 8), (long) ByteOutput.INT64.get(input.buffer, at));
    }
}
