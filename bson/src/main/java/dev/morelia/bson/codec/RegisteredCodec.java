package dev.morelia.bson.codec;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered codec for a value inside a document. If it throws, or does not read or write exactly one value, the
 * error names the codec and the field. Built-in codecs need no such check.
 */
final class RegisteredCodec implements Codec<Object> {
    private final Class<?> type;
    private final Codec<Object> codec;

    private RegisteredCodec(Class<?> type, Codec<Object> codec) {
        this.type = type;
        this.codec = codec;
    }

    /** The codec for values inside documents; a built-in one that was registered is returned as it is. */
    @SuppressWarnings("unchecked") // a codec that is registered for the type
    static Codec<?> inside(Class<?> type, Codec<?> codec) {
        return switch (codec) {
            case OptionalCodec<?> optional -> optional;
            case CollectionCodec collection -> collection;
            case MapCodec map -> map;
            case RecordCodec record -> record;
            default -> new RegisteredCodec(type, (Codec<Object>) codec);
        };
    }

    /** The registered codec. */
    static Codec<?> asRegistered(Codec<?> codec) {
        return codec instanceof RegisteredCodec inside ? inside.codec : codec;
    }

    @Override
    @SuppressWarnings("NullAway") // a codec of the application may return null, whatever its type says
    public Object decode(BsonInput input) {
        int depth = input.depth();
        int element = input.elementAt();
        Object value;
        try {
            value = codec.decode(input);
        } catch (BsonException e) {
            throw e;
        } catch (RuntimeException e) {
            throw input.failure(name() + " failed to read a value: " + e, e);
        }
        if (depth > 0 && (input.depth() != depth || input.elementAt() != element)) {
            throw input.failure(
                    name() + " must read exactly one value, but does not stop at its end: it may end only what it has"
                            + " started, and must not call next()",
                    null);
        }
        if (value == null && input.isUnread()) {
            throw input.failure(name() + " returned null without reading the value: to skip it, call skip()", null);
        }
        return value;
    }

    @Override
    public void encode(BsonOutput output, Object value) {
        boolean one;
        try {
            one = output.isOneValue(() -> codec.encode(output, value));
        } catch (BsonException e) {
            throw e;
        } catch (RuntimeException e) {
            throw output.failure(name() + " failed to write a value: " + e, e);
        }
        if (!one) {
            throw output.failure(
                    name() + " must write exactly one value, but wrote none, more than one, or only a part of one",
                    null);
        }
    }

    @Override
    public Map<String, String> storedNames() {
        return codec.storedNames();
    }

    @Override
    public @Nullable Class<?> requiredIdType(@Nullable Object value) {
        return codec.requiredIdType(value);
    }

    private String name() {
        return "the codec " + codec.getClass().getName() + " of " + type.getName();
    }
}
