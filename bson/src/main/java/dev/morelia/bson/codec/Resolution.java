package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the codec of a type from those of its parts, which may contain the type themselves. */
final class Resolution {
    private final CodecRegistry registry;
    private final Map<ResolvedType, Codec<?>> resolved = new HashMap<>();
    private final Map<ResolvedType, Later> underWay = new HashMap<>();

    Resolution(CodecRegistry registry) {
        this.registry = registry;
    }

    /** All codecs built so far. */
    Map<ResolvedType, Codec<?>> resolved() {
        return resolved;
    }

    /** The codec of a value inside a document. */
    @SuppressWarnings("unchecked") // the codec was built for this type
    Codec<Object> codec(ResolvedType type) {
        if (type.isEndless()) {
            throw new ResolvedType.EndlessTypeException("a value of " + type.raw());
        }
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

    /** The codec of a top-level document. Nested values are not top-level, even if they are of the same type. */
    @SuppressWarnings("unchecked") // the codec was built for this type
    Codec<Object> documentCodec(ResolvedType type) {
        Class<?> raw = type.raw();
        Codec<?> codec = null;
        if (registry.registered(raw) == null) {
            SealedCodec.Subtypes subtypes = subtypes(raw);
            if (subtypes != null) {
                codec = SealedCodec.of(type, subtypes, this::documentCodec);
            } else if (raw.isRecord() && ValueCodecs.codec(raw, registry.encodingContext()) == null) {
                codec = record(type, RecordCodec.Place.DOCUMENT);
            }
        }
        if (codec == null) {
            codec = RegisteredCodec.asRegistered(codec(type));
        }
        if (registry.registered(raw) == null && isNoDocument(raw, codec)) {
            throw new IllegalArgumentException("values of " + type
                    + " are not documents, so a collection cannot hold them: use a record, a Map or a Document, or"
                    + " register a codec that writes documents with CodecRegistry.builder().codec("
                    + raw.getSimpleName() + ".class, ...)");
        }
        return (Codec<Object>) codec;
    }

    /** Whether a type without a registered codec is never a document. */
    private boolean isNoDocument(Class<?> raw, Codec<?> codec) {
        return switch (codec) {
            case SealedCodec sealed -> sealed.hasNoRecords();
            case RecordCodec record -> false;
            case MapCodec map -> false;
            case EnumCodec constants -> true;
            case OptionalCodec<?> optional -> true;
            case ArrayCodec array -> true;
            case CollectionCodec collection -> true;
            default -> ValueCodecs.isNoDocument(raw);
        };
    }

    /**
     * Only these can be part of themselves, so their codec may be needed while it is built; all others are built after
     * their parts.
     */
    private boolean canContainItself(Class<?> raw) {
        return raw.isRecord() || raw.isSealed() || registry.subtypes(raw) != null;
    }

    @SuppressWarnings("unchecked") // the codec was built for this type
    private Codec<?> makeWithLater(ResolvedType type) {
        var later = new Later();
        underWay.put(type, later);
        Codec<?> made = make(type);
        later.target = (Codec<Object>) made;
        underWay.remove(type);
        return made;
    }

    /** The subtypes registered for a type, or those it permits; null if it has neither. */
    private SealedCodec.@Nullable Subtypes subtypes(Class<?> raw) {
        SealedCodec.Subtypes registered = registry.subtypes(raw);
        if (registered != null) {
            return registered;
        }
        boolean builtIn = ValueCodecs.codec(raw, registry.encodingContext()) != null || TimeCodecs.codec(raw) != null;
        boolean sealed = raw.isSealed() && !raw.isEnum() && !raw.getName().startsWith("java."); // EnumSet, for example
        return sealed && !builtIn ? SealedCodec.Subtypes.ofPermitted(raw, this::discriminators) : null;
    }

    private Codec<?> make(ResolvedType type) {
        Class<?> raw = type.raw();
        Codec<?> codec = registry.registeredInside(raw);
        SealedCodec.Subtypes subtypes = codec == null ? subtypes(raw) : null;
        if (subtypes != null) {
            codec = SealedCodec.of(type, subtypes, this::codec);
        }
        if (codec == null) {
            codec = ValueCodecs.codec(raw, registry.encodingContext());
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
                                    ? ", or register its subtypes with sealed(...)"
                                    : ""));
        }
        return codec;
    }

    private @Nullable Codec<?> composed(ResolvedType type, Class<?> raw) {
        if (raw.isEnum()) {
            return new EnumCodec(raw);
        }
        if (raw.isRecord()) {
            return record(type, RecordCodec.Place.INSIDE);
        }
        OptionalCodec<?> optional = OptionalCodec.ofOrNull(type, this::codec);
        if (optional != null) {
            return optional;
        }
        if (raw.isArray()) {
            return new ArrayCodec(raw.getComponentType(), codec(type.argument(0)));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return MapCodec.ofOrNull(type, this::codec);
        }
        return CollectionCodec.ofOrNull(type, this::codec);
    }

    private Codec<?> record(ResolvedType type, RecordCodec.Place place) {
        return RecordCodec.of(type, place, discriminators(type.raw()), registry.access(), this::codec);
    }

    /** The discriminator fields of a record, for all its sealed and registered supertypes, and their values. */
    private Map<String, String> discriminators(Class<?> type) {
        Map<String, String> discriminators = new LinkedHashMap<>();
        for (SealedCodec.Subtypes subtypes : registry.registeredSubtypes()) {
            subtypes.records().forEach((name, each) -> {
                String other = each == type ? discriminators.put(subtypes.discriminator(), name) : null;
                if (other != null && !other.equals(name)) {
                    throw new IllegalArgumentException(type + " is registered by two names, '" + name + "' and '"
                            + other + "', for the field '" + subtypes.discriminator() + "'");
                }
            });
        }
        for (Class<?> above : RegistryContext.typesAbove(type)) {
            if (above.isSealed() && registry.subtypes(above) == null && registry.registered(above) == null) {
                discriminators.putIfAbsent(SealedCodec.DISCRIMINATOR, type.getSimpleName());
            }
        }
        return discriminators;
    }

    /** Stands in for the codec of a type that contains itself until it is built. */
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
