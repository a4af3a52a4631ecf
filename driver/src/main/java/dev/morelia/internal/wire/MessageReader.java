package dev.morelia.internal.wire;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import java.nio.charset.StandardCharsets;

/** Reads a part of a message sequentially and checks each length before using it. */
final class MessageReader {

    static final int MINIMUM_DOCUMENT_BYTES = 5;

    private final byte[] bytes;
    private int position;
    private int end;

    MessageReader(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || length > bytes.length - offset) {
            throw new WireException("message of " + length + " bytes at " + offset + " of " + bytes.length);
        }
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    boolean hasMore() {
        return position < end;
    }

    void dropLast(int count, String what) {
        check(count, what);
        end -= count;
    }

    int unsignedByte(String what) {
        check(1, what);
        return bytes[position++] & 0xFF;
    }

    int int32(String what) {
        check(4, what);
        int value = LittleEndian.int32(bytes, position);
        position += 4;
        return value;
    }

    long int64(String what) {
        check(8, what);
        long value = LittleEndian.int64(bytes, position);
        position += 8;
        return value;
    }

    String cString(String what) {
        for (int at = position; at < end; at++) {
            if (bytes[at] == 0) {
                var text = new String(bytes, position, at - position, StandardCharsets.UTF_8);
                position = at + 1;
                return text;
            }
        }
        throw new WireException(what + " is not terminated");
    }

    RawDocument document(String what) {
        int length = lengthAhead(MINIMUM_DOCUMENT_BYTES, what);
        try {
            var document = RawDocument.of(bytes, position, length);
            position += length;
            return document;
        } catch (BsonException e) {
            throw new WireException(what + " is not a valid document: " + e.getMessage(), e);
        }
    }

    /** The part that starts with its own length, without that length. */
    MessageReader section(String what) {
        int length = lengthAhead(4, what);
        var section = new MessageReader(bytes, position + 4, length - 4);
        position += length;
        return section;
    }

    private int lengthAhead(int minimum, String what) {
        check(4, what);
        int length = LittleEndian.int32(bytes, position);
        if (length < minimum || length > end - position) {
            throw new WireException(
                    "length of " + what + " is " + length + ", must be from " + minimum + " to " + (end - position));
        }
        return length;
    }

    private void check(int count, String what) {
        if (count > end - position) {
            throw new WireException("message ends inside " + what);
        }
    }
}
