package dev.morelia.bson.io;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads untrusted bytes from a part of an array: the layer under {@link BsonInput}, which checks every length before it
 * is used. Not thread-safe.
 */
public abstract class ByteInput {
    static final int SMALLEST_CODE_WITH_SCOPE = 14;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    final byte[] buffer;
    final int limit;

    int position;

    /** Start of the outermost document. */
    int root;

    /** Position of the terminating NUL of the innermost open document. */
    int end;

    ByteInput(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        this.buffer = buffer;
        this.position = offset;
        this.root = offset;
        this.limit = offset + length;
        this.end = limit;
    }

    /**
     * The position of the next byte to read.
     *
     * @return index into the array
     */
    public final int position() {
        return position;
    }

    /** The position of the NUL that ends the name or text at a position. */
    final int cStringEnd(int from, int before) {
        byte[] bytes = buffer;
        int at = from;
        for (; at <= bytes.length - 8 && at < before; at += 8) {
            long word = (long) ByteOutput.INT64.get(bytes, at);
            long zeros = (word - ONES) & ~word & HIGHS; // its lowest set bit is in the first byte that is zero
            if (zeros != 0) {
                at += Long.numberOfTrailingZeros(zeros) >>> 3;
                if (at < before) {
                    return at;
                }
                break;
            }
        }
        for (; at < before; at++) {
            if (bytes[at] == 0) {
                return at;
            }
        }
        throw failureAt(from, "a name or string without a terminating NUL");
    }

    /** Moves past a value of the given size and returns its start, checking that it ends within the document. */
    final int take(BsonType found, int bytes, int at, int before) {
        if (at > before - bytes) {
            throw overrun(found, at);
        }
        position = at + bytes;
        return at;
    }

    /** Reads the text at a position, after its length, and moves past it. */
    final String text(int at, int before) {
        return utf8(at + 4, textEnd(at, before));
    }

    /** Moves past the text at a position, after its length, and returns the position of the NUL that ends it. */
    final int textEnd(int at, int before) {
        int length = length(at, 4, before);
        int to = at + 3 + length;
        if (length < 1 || buffer[to] != 0) {
            throw failureAt(at, "a string of length " + length + " does not end with NUL");
        }
        position = to + 1;
        return to;
    }

    final String utf8(int from, int to) {
        return requireUtf8(Utf8Decoder.decode(buffer, from, to - from), from);
    }

    final String key(int from, int to) {
        KeyCache.Key key = KeyCache.find(buffer, from, to - from);
        return key != null ? key.text() : missedKey(from, to);
    }

    final String missedKey(int from, int to) {
        return requireUtf8(KeyCache.textOfMissed(buffer, from, to - from), from);
    }

    private String requireUtf8(@Nullable String text, int from) {
        if (text == null) {
            throw failureAt(from, "text is not valid UTF-8");
        }
        return text;
    }

    /** Reads the length of something that has that many bytes after a header and must end within the document. */
    final int length(int at, int head, int before) {
        if (at > before - head) {
            throw failureAt(at, "a length extends beyond the end of its document");
        }
        int length = (int) ByteOutput.INT32.get(buffer, at);
        if (length < 0 || length > before - at - head) {
            throw failureAt(at, "a length of " + length + " where " + (before - at - head) + " bytes are left");
        }
        return length;
    }

    /** Reads the size of the document at a position. */
    final int documentSize(int at, int before) {
        int size = documentSize(at, before, 5);
        if (buffer[at + size - 1] != 0) {
            throw failureAt(at, "a document of " + size + " bytes does not end with NUL");
        }
        return size;
    }

    final int documentSize(int at, int before, int least) {
        int left = before - at;
        int size = left < 4 ? 0 : (int) ByteOutput.INT32.get(buffer, at);
        if (size < least || size > left) {
            throw failureAt(at, "a document of length " + size + " where " + left + " bytes are left");
        }
        return size;
    }

    /** The size in bytes of the value of the given type at the current position. */
    final int size(BsonType found) {
        int size = found.fixedSize();
        if (size < 0) {
            size = switch (found) {
                case STRING, CODE, SYMBOL -> 4 + length(position, 4, end);
                case BINARY -> 5 + length(position, 5, end);
                case DB_POINTER -> 16 + length(position, 4, end);
                case DOCUMENT, ARRAY -> documentSize(position, end);
                case CODE_WITH_SCOPE -> documentSize(position, end, SMALLEST_CODE_WITH_SCOPE);
                default -> cStringEnd(cStringEnd(position, end) + 1, end) + 1 - position;
            };
        }
        if (size < 0 || size > end - position) {
            throw overrun(found, position);
        }
        return size;
    }

    final BsonException overrun(BsonType found, int at) {
        return failureAt(at, "a value of BSON type " + found + " extends beyond the end of its document");
    }

    final BsonException failureAt(int at, String problem) {
        return location().failure(at, problem, null);
    }

    final BsonException unknownType(int element) {
        int code = buffer[element] & 0xFF;
        return failureAt(
                element,
                code == 0 ? "a document ends before its declared length" : "unknown BSON type 0x%02X".formatted(code));
    }

    /** Finds the field of an error. */
    abstract Location location();
}
