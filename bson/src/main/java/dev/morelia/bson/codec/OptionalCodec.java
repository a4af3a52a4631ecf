package dev.morelia.bson.codec;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.Optional;

/** An empty optional is null, any other its value; the one codec that reads null itself. */
final class OptionalCodec implements Codec<Optional<Object>> {
    private final Codec<Object> value;

    OptionalCodec(Codec<Object> value) {
        this.value = value;
    }

    @Override
    public Optional<Object> decode(BsonInput input) {
        if (input.type() == BsonType.NULL) {
            input.nullValue();
            return Optional.empty();
        }
        return Optional.of(value.decode(input));
    }

    @Override
    public void encode(BsonOutput output, Optional<Object> optional) {
        if (optional.isPresent()) {
            value.encode(output, optional.get());
        } else {
            output.nullValue();
        }
    }
}
