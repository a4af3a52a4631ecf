package dev.morelia.gridfs;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as it was read.
 *
 * @param number its number; -1 if it has none
 * @param data its data, a view of the reply; null if that is not binary
 * @param type the type of its data, or null if there is none
 */
record Chunk(
        long number, @Nullable ByteBuffer data, @Nullable BsonType type) {
    /** Reads chunks without copying them. */
    static final Codec<Chunk> CODEC = new Codec<>() {
        @Override
        public Chunk decode(BsonInput input) {
            long number = -1;
            ByteBuffer data = null;
            BsonType type = null;
            input.startDocument();
            for (BsonType next = input.next(); next != null; next = input.next()) {
                if (input.nameIs("n")) {
                    number = number(input, next);
                } else if (input.nameIs("data")) {
                    type = next;
                    data = next == BsonType.BINARY ? input.binaryView() : null;
                }
            }
            input.endDocument();
            return new Chunk(number, data, type);
        }

        @Override
        public void encode(BsonOutput output, Chunk chunk) {
            throw new UnsupportedOperationException("chunks are written as documents");
        }
    };

    private static long number(BsonInput input, BsonType type) {
        return switch (type) {
            case INT32, INT64, DOUBLE, DECIMAL128 -> whole(input);
            default -> -1;
        };
    }

    private static long whole(BsonInput input) {
        try {
            return input.wholeNumber();
        } catch (BsonException fraction) {
            return -1;
        }
    }
}
