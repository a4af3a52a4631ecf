package dev.morelia.bson.codec;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.internal.Advice;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import java.util.UUID;

/**
 * Values that {@link BsonInput#value()} returns and {@link BsonOutput#value(Object)} accepts, with everything inside;
 * nested values without a BSON type are written by the context. Documents are decoded on first access.
 */
final class DynamicCodec<T> implements Codec<T> {
    private final Class<T> type;
    private final boolean isDocument;
    private final UuidRepresentation uuidRepresentation;
    private final EncodingContext context;

    DynamicCodec(Class<T> type, EncodingContext context) {
        this.type = type;
        this.isDocument = type == Document.class;
        this.uuidRepresentation = context.uuidRepresentation();
        this.context = context;
    }

    @Override
    public T decode(BsonInput input) {
        UuidRepresentation previous = input.uuidRepresentation(uuidRepresentation);
        BsonType found = input.type();
        Object value = isDocument && found == BsonType.DOCUMENT ? input.documentOnDemand() : input.value();
        input.uuidRepresentation(previous);
        if (!type.isInstance(value)) {
            throw input.failure(
                    "expected a " + type.getSimpleName() + " but found "
                            + (type == UUID.class && value instanceof Binary binary
                                    ? Advice.binaryForUuid(binary)
                                    : "BSON type " + found),
                    null);
        }
        return type.cast(value);
    }

    @Override
    public void encode(BsonOutput output, T value) {
        EncodingContext previous = output.context(context);
        try {
            output.value(value);
        } finally {
            output.context(previous);
        }
    }
}
