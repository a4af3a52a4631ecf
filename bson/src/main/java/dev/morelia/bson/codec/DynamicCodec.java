package dev.morelia.bson.codec;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.ForeignValues;

/**
 * Values of a class that {@link BsonInput#value()} gives and {@link BsonOutput#value(Object)} takes, with all that is
 * in them; what is of no BSON type inside goes to the registry.
 */
final class DynamicCodec<T> implements Codec<T> {
    private final Class<T> type;
    private final ForeignValues foreignValues;
    private final UuidRepresentation uuidRepresentation;

    DynamicCodec(Class<T> type, CodecRegistry registry) {
        this.type = type;
        this.foreignValues = registry::encodeForeign;
        this.uuidRepresentation = registry.uuidRepresentation();
    }

    @Override
    public T decode(BsonInput input) {
        UuidRepresentation previous = input.uuidRepresentation(uuidRepresentation);
        BsonType met = input.type();
        Object value = input.value();
        input.uuidRepresentation(previous);
        if (!type.isInstance(value)) {
            throw input.failure("expected a " + type.getSimpleName() + " but met BSON type " + met, null);
        }
        return type.cast(value);
    }

    @Override
    public void encode(BsonOutput output, T value) {
        ForeignValues previousForeignValues = output.foreignValues(foreignValues);
        UuidRepresentation previousRepresentation = output.uuidRepresentation(uuidRepresentation);
        try {
            output.value(value);
        } finally {
            output.foreignValues(previousForeignValues);
            output.uuidRepresentation(previousRepresentation);
        }
    }
}
