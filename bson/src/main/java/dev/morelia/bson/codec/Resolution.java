package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts together the codec of one type from those of the types within, which may in turn contain the first. */
final class Resolution {
    private final CodecRegistry registry;
    private final Map<ResolvedType, Codec<?>> resolved = new HashMap<>();
    private final Map<ResolvedType, Later> underWay = new HashMap<>();

    Resolution(CodecRegistry registry) {
        this.registry = registry;
    }

    CodecRegistry registry() {
        return registry;
    }

    /** Every codec made on the way. */
    Map<ResolvedType, Codec<?>> resolved() {
        return resolved;
    }

    @SuppressWarnings("unchecked") // a codec that was made for the type
    Codec<Object> codec(ResolvedType type) {
        Codec<?> known = resolved.get(type);
        if (known == null) {
            known = registry.known(type);
        }
        if (known == null) {
            known = underWay.get(type);
        }
        if (known == null) {
            var later = new Later();
            underWay.put(type, later);
            known = make(type);
            later.target = (Codec<Object>) known;
            underWay.remove(type);
            resolved.put(type, known);
        }
        return (Codec<Object>) known;
    }

    private Codec<?> make(ResolvedType type) {
        Class<?> raw = type.raw();
        Codec<?> codec = registry.registered(raw);
        SealedCodec.Subtypes subtypes = registry.subtypes(raw);
        if (codec == null && subtypes != null) {
            codec = SealedCodec.of(subtypes, this);
        }
        if (codec == null) {
            codec = ValueCodecs.codec(raw, registry);
        }
        if (codec == null) {
            codec = TimeCodecs.codec(raw);
        }
        if (codec == null) {
            codec = composed(type, raw);
        }
        if (codec == null) {
            throw new IllegalArgumentException(("there is no codec for %s: register one with"
                            + " CodecRegistry.builder().codec(%s.class, ...), or make it a record%s")
                    .formatted(
                            type,
                            raw.getSimpleName(),
                            raw.isInterface() || Modifier.isAbstract(raw.getModifiers())
                                    ? ", or register the records behind it with sealed(...)"
                                    : ""));
        }
        return codec;
    }

    private @Nullable Codec<?> composed(ResolvedType type, Class<?> raw) {
        if (raw.isEnum()) {
            return new EnumCodec(raw);
        }
        if (raw.isSealed()) {
            return SealedCodec.of(SealedCodec.Subtypes.ofPermitted(raw, registry), this);
        }
        if (raw.isRecord()) {
            return RecordCodec.of(type, this);
        }
        if (raw == Optional.class) {
            return new OptionalCodec(codec(type.argument(0)));
        }
        if (raw.isArray()) {
            return new ArrayCodec(raw.getComponentType(), codec(type.argument(0)));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return MapCodec.ofOrNull(type, this);
        }
        return CollectionCodec.ofOrNull(type, this);
    }

    /** Stands for a codec that is not ready, inside a type that contains itself. */
    private static final class Later implements Codec<Object> {
        private @Nullable Codec<Object> target;

        @Override
        public Object decode(BsonInput input) {
            return Objects.requireNonNull(target).decode(input);
        }

        @Override
        public void encode(BsonOutput output, Object value) {
            Objects.requireNonNull(target).encode(output, value);
        }
    }
}
