package dev.morelia.bson.codec;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import org.jspecify.annotations.Nullable;

/** Reads and writes nested values, which may be null. */
final class Nulls {
    private Nulls() {}

    static @Nullable Object decode(Codec<?> codec, BsonInput input) {
        if (input.type() == BsonType.NULL && !(codec instanceof OptionalCodec)) {
            input.nullValue();
            return null;
        }
        return codec.decode(input);
    }

    static void encode(Codec<Object> codec, BsonOutput output, @Nullable Object value) {
        if (value == null) {
            output.nullValue();
        } else {
            codec.encode(output, value);
        }
    }
}
