package dev.morelia.bson.io;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.internal.json.JsonDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code _id} of a document for an error, on the reading and the writing side. A {@code Document}, which is
 * built on the writing side, is not known here: an {@code _id} that is a document becomes another map.
 */
final class IdReader extends ByteInput {
    private static final int MAX_DEPTH = BsonLimits.DEFAULT.maxDepthRead();

    private IdReader(byte[] buffer, int at, int end) {
        super(buffer, at, end - at);
    }

    /**
     * The value of an element.
     *
     * @param at where the value begins
     * @param end where it ends
     * @return the value; null if it is null or invalid
     */
    static @Nullable Object valueOrNull(byte[] buffer, int element, int at, int end) {
        try {
            return new IdReader(buffer, at, end).value(element, at, end, 0);
        } catch (BsonException e) {
            return null;
        }
    }

    private @Nullable Object value(int element, int at, int before, int depth) {
        return switch (buffer[element]) {
            case 0x03 -> fields(at, before, depth + 1);
            case 0x04 -> new ArrayList<>(fields(at, before, depth + 1).values());
            default -> ValueReader.read(this, UuidRepresentation.STANDARD, element, at, before);
        };
    }

    private Map<String, @Nullable Object> fields(int at, int before, int depth) {
        int after = at + documentSize(at, before);
        if (depth > MAX_DEPTH) {
            throw failureAt(at, "too deep");
        }
        var fields = new Fields();
        position = at + 4;
        while (position < after - 1) {
            int element = position;
            int nameEnd = cStringEnd(element + 1, after - 1);
            String name = utf8(element + 1, nameEnd);
            fields.put(name, value(element, nameEnd + 1, after - 1, depth));
        }
        position = after;
        return fields;
    }

    /** Nowhere: this error is not reported. */
    @Override
    Location location() {
        return new Location(buffer, limit, limit);
    }

    /** A document in an {@code _id}; as text in Extended JSON like others. */
    private static final class Fields extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return JsonDescription.of(this);
        }
    }
}
