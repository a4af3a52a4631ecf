package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

    /** The codec of a value inside of a document. */
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
            known = canContainItself(type.raw()) ? makeWithLater(type) : make(type);
            resolved.put(type, known);
        }
        return (Codec<Object>) known;
    }

    /** The codec of a document of its own. What is inside of it, even another of the same type, is no such document. */
    @SuppressWarnings("unchecked") // a codec that was made for the type
    Codec<Object> documentCodec(ResolvedType type) {
        Class<?> raw = type.raw();
        Codec<?> codec = null;
        if (registry.registered(raw) == null) {
            SealedCodec.Subtypes subtypes = subtypes(raw);
            if (subtypes != null) {
                codec = SealedCodec.of(type, subtypes, this::documentCodec);
            } else if (raw.isRecord() && ValueCodecs.codec(raw, registry) == null) {
                codec = RecordCodec.of(type, this, RecordCodec.Place.DOCUMENT);
            }
        }
        return codec != null ? (Codec<Object>) codec : codec(type);
    }

    /** Only these have codecs that the codecs of their parts may need; all others are made after their parts. */
    private boolean canContainItself(Class<?> raw) {
        return raw.isRecord() || raw.isSealed() || registry.subtypes(raw) != null;
    }

    @SuppressWarnings("unchecked") // a codec that was made for the type
    private Codec<?> makeWithLater(ResolvedType type) {
        var later = new Later();
        underWay.put(type, later);
        Codec<?> made = make(type);
        later.target = (Codec<Object>) made;
        underWay.remove(type);
        return made;
    }

    /** What is registered to stand behind a type, or what the type itself permits; null if it is no such type. */
    private SealedCodec.@Nullable Subtypes subtypes(Class<?> raw) {
        SealedCodec.Subtypes registered = registry.subtypes(raw);
        if (registered != null) {
            return registered;
        }
        boolean builtIn = ValueCodecs.codec(raw, registry) != null || TimeCodecs.codec(raw) != null;
        boolean sealed = raw.isSealed() && !raw.isEnum() && !raw.getName().startsWith("java."); // as EnumSet is
        return sealed && !builtIn ? SealedCodec.Subtypes.ofPermitted(raw, registry) : null;
    }

    private Codec<?> make(ResolvedType type) {
        Class<?> raw = type.raw();
        Codec<?> codec = registry.registered(raw);
        SealedCodec.Subtypes subtypes = codec == null ? subtypes(raw) : null;
        if (subtypes != null) {
            codec = SealedCodec.of(type, subtypes, this::codec);
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
        if (raw.isRecord()) {
            return RecordCodec.of(type, this, RecordCodec.Place.INSIDE);
        }
        OptionalCodec<?> optional = OptionalCodec.ofOrNull(type, this);
        if (optional != null) {
            return optional;
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
