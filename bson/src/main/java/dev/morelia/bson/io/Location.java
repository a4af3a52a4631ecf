package dev.morelia.bson.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Finds the field that a byte belongs to and the {@code _id} of its document, for an error.
 *
 * <p>Scans from the beginning of the outermost document, so nothing has to be recorded in the absence of errors. The
 * bytes may be invalid or, on the writing side, incomplete: the scan stops where it cannot interpret them, and a length
 * not yet written counts as reaching to the end.
 */
final class Location {
    private static final int UNKNOWN = -1;

    private final byte[] buffer;
    private final int root;
    private final int limit;

    /** A scan of an outermost document that begins at {@code root} and has been read or written up to {@code limit}. */
    Location(byte[] buffer, int root, int limit) {
        this.buffer = buffer;
        this.root = root;
        this.limit = limit;
    }

    /** The exception for a problem at a position. */
    BsonException failure(int at, String problem, @Nullable Throwable cause) {
        var path = new StringJoiner(".");
        BsonType type = descend(root, limit, at, path);
        return new BsonException(problem, path.toString(), type, documentId(at), cause);
    }

    private @Nullable BsonType descend(int outermost, int outerEnd, int at, StringJoiner path) {
        BsonType type = null;
        int element = outermost + 4;
        int end = outerEnd;
        while (element < end) {
            int nameEnd = nameEnd(buffer, element + 1, end);
            if (nameEnd == UNKNOWN) {
                return type;
            }
            int value = nameEnd + 1;
            BsonType found = BsonType.ofOrNull(buffer[element]);
            int next = found == null ? UNKNOWN : valueEnd(buffer, found, value, end);
            if (next != UNKNOWN && next <= at) {
                element = next;
                continue;
            }
            if (at < element || buffer[element] == 0) {
                return type;
            }
            path.add(new String(buffer, element + 1, nameEnd - element - 1, UTF_8));
            type = found;
            if (found != BsonType.DOCUMENT && found != BsonType.ARRAY) {
                return type;
            }
            element = value + 4;
            end = next == UNKNOWN ? end : next;
        }
        return type;
    }

    private @Nullable Object documentId(int at) {
        int element = root + 4;
        while (element < limit) {
            int nameEnd = nameEnd(buffer, element + 1, limit);
            BsonType type = BsonType.ofOrNull(buffer[element]);
            if (nameEnd == UNKNOWN || type == null) {
                return null;
            }
            int next = valueEnd(buffer, type, nameEnd + 1, limit);
            if (next == UNKNOWN) {
                return null;
            }
            boolean id = nameEnd - element == 4
                    && buffer[element + 1] == '_'
                    && buffer[element + 2] == 'i'
                    && buffer[element + 3] == 'd';
            if (id) {
                boolean troubled = at > element && at < next;
                return troubled ? null : IdReader.valueOrNull(buffer, element, nameEnd + 1, next);
            }
            element = next;
        }
        return null;
    }

    private static int nameEnd(byte[] buffer, int from, int end) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == 0) {
                return i;
            }
        }
        return UNKNOWN;
    }

    /** The end of a value, or {@link #UNKNOWN} if that is past the limit or cannot be determined. */
    static int valueEnd(byte[] buffer, BsonType type, int at, int end) {
        long next = switch (type) {
            case STRING, CODE, SYMBOL -> at + 4L + int32(buffer, at, end);
            case BINARY -> at + 5L + int32(buffer, at, end);
            case DB_POINTER -> at + 16L + int32(buffer, at, end);
            case DOCUMENT, ARRAY, CODE_WITH_SCOPE -> (long) at + int32(buffer, at, end);
            case REGEX -> {
                int patternEnd = nameEnd(buffer, at, end);
                int optionsEnd = patternEnd == UNKNOWN ? UNKNOWN : nameEnd(buffer, patternEnd + 1, end);
                yield optionsEnd == UNKNOWN ? UNKNOWN : optionsEnd + 1L;
            }
            default -> at + (long) type.fixedSize();
        };
        boolean empty = next == at && type.fixedSize() != 0;
        return next < at || next > end || empty ? UNKNOWN : (int) next;
    }

    private static long int32(byte[] buffer, int at, int end) {
        return at > end - 4 ? Integer.MIN_VALUE : (int) ByteOutput.INT32.get(buffer, at);
    }
}
