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
    /** Nobody writes down so many types within each other; a record whose component grows by each step exceeds it. */
    private static final int MAX_TYPE_DEPTH = 12;

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
        if (isEndless(type)) {
            throw new EndlessTypeException("a value of " + type.raw());
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
        if (codec == null) {
            codec = RegisteredCodec.asRegistered(codec(type));
        }
        if (registry.registered(raw) == null && isNoDocument(raw, codec)) {
            throw new IllegalArgumentException("values of " + type
                    + " are no documents, so a collection cannot hold them: use a record, a Map or a Document, or"
                    + " register a codec that writes documents with CodecRegistry.builder().codec("
                    + raw.getSimpleName() + ".class, ...)");
        }
        return (Codec<Object>) codec;
    }

    /** Whether no value of a type that has no codec of the program is a document. */
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

    static boolean isEndless(ResolvedType type) {
        return type.isDeeperThan(MAX_TYPE_DEPTH);
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
        Codec<?> codec = registry.registeredInside(raw);
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

    /** A type has a component of a larger type, that one of a still larger one, and so on. */
    static final class EndlessTypeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        EndlessTypeException(String where) {
            super(where + " is of a type with more than " + MAX_TYPE_DEPTH + " levels of parameters: do they grow"
                    + " without end, as with Node<List<T>> in a record Node<T>? Register a codec with"
                    + " CodecRegistry.builder().codec(...), or use a type that does not grow");
        }
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
