package dev.morelia.bson.codec;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.io.BsonLimits;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codec for a Java type. Immutable and thread-safe.
 *
 * <p>Registered codecs take precedence, in any order of registration; then come the types that a
 * {@link dev.morelia.bson.Document} holds, numbers, enums (by name), optionals, collections, maps, arrays, the types of
 * {@code java.time}, and records. For any other class, {@link #codec(Class)} throws.
 *
 * <p>A codec registered in place of a built-in one is used wherever a value of its class occurs, inside documents too;
 * only one for {@code Document} itself applies to whole documents only.
 *
 * <ul>
 *   <li>A record is a document with a field for each component. The component {@code id} of a record that is a
 *       top-level document, as in a collection, is the field {@code _id}; inside another document it is {@code id}; if
 *       that is absent, {@code _id} is read, as in documents joined by {@code $lookup}. {@link BsonName} sets another
 *       name, in both places. Null components and empty optionals are omitted on writing; on reading, unknown fields
 *       are skipped, and a missing field is an empty optional, collection or map, an error for a primitive component,
 *       and null for any other.
 *   <li>{@code Instant}, {@code LocalDateTime}, {@code LocalDate} (its midnight) and {@code LocalTime} (on 1970-01-01)
 *       are BSON dates in UTC, truncated to milliseconds. {@code BigDecimal} and {@code BigInteger} are Decimal128, or
 *       an error if they cannot be represented exactly. {@code Year} is an int32. Other types of {@code java.time},
 *       time zones included, are ISO 8601 strings, without loss.
 *   <li>A record that implements a sealed type is a document with an additional first field
 *       {@value SealedCodec#DISCRIMINATOR} that holds the simple name of its class, wherever the record occurs; an enum
 *       that implements a sealed type is stored as the name of the constant. {@link Builder#sealed} registers other
 *       names, another field, or a type that is not sealed. Names in data are never used to load classes.
 * </ul>
 */
public final class CodecRegistry {
    /**
     * The codecs of the standard registry, held by the classes themselves: the registry lives as long as this library,
     * which may outlive the classes of a redeployed application.
     */
    private static final ClassValue<KnownCodecs> OF_STANDARD = new ClassValue<>() {
        @Override
        protected KnownCodecs computeValue(Class<?> type) {
            return new KnownCodecs();
        }
    };

    private static final CodecRegistry STANDARD = new CodecRegistry(builder(), null);

    private final Map<Class<?>, Codec<?>> registered;

    /** The same codecs for values inside documents. */
    private final Map<Class<?>, Codec<?>> registeredInside;

    private final Map<Class<?>, SealedCodec.Subtypes> sealedTypes;
    private final MethodHandles.@Nullable Lookup access;
    private final @Nullable UuidRepresentation chosenUuidRepresentation;
    private final BsonLimits limits;

    private final EncodingContext encodingContext;

    /** Null for the standard registry. */
    private final @Nullable ConcurrentHashMap<Class<?>, KnownCodecs> known;

    private CodecRegistry(Builder builder, @Nullable ConcurrentHashMap<Class<?>, KnownCodecs> known) {
        this.known = known;
        registered = Map.copyOf(builder.registered);
        registeredInside = inside(builder.registered);
        sealedTypes = Map.copyOf(builder.sealedTypes);
        access = builder.access;
        chosenUuidRepresentation = builder.uuidRepresentation;
        limits = builder.limits;
        encodingContext = new RegistryContext(this);
    }

    private static Map<Class<?>, Codec<?>> inside(Map<Class<?>, Codec<?>> registered) {
        var inside = new HashMap<Class<?>, Codec<?>>();
        registered.forEach((type, codec) -> inside.put(type, RegisteredCodec.inside(type, codec)));
        return Map.copyOf(inside);
    }

    /** The registry of all built-in codecs. */
    public static CodecRegistry standard() {
        return STANDARD;
    }

    /** A builder of a registry that has more than the built-in codecs. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The codec for values of a class inside a document: fields, array elements, parts of filters and updates.
     *
     * @return the codec, the same one on every call
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // each value is the codec of its key
    public <T> Codec<T> codec(Class<T> type) {
        KnownCodecs ofClass = known(Argument.notNull("type", type));
        Codec<?> codec = ofClass.codec;
        if (codec == null) {
            codec = RegisteredCodec.asRegistered(resolve(ResolvedType.of(type)));
            ofClass.codec = codec;
        }
        return (Codec<T>) codec;
    }

    /**
     * The codec for a type that may have type arguments, for example {@code List<Person>}.
     *
     * @param type the type; type variables in it count as their bound
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    public Codec<?> codec(Type type) {
        return Argument.notNull("type", type) instanceof Class<?> plain
                ? codec(plain)
                : resolve(ResolvedType.of(type, Map.of()));
    }

    /**
     * The codec for a type that may have type arguments.
     *
     * @param type the type
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // ensured by the reference
    public <T> Codec<T> codec(TypeReference<T> type) {
        return (Codec<T>) codec(Argument.notNull("type", type).type());
    }

    /**
     * The codec for top-level documents, such as those of a collection. Differs from {@link #codec(Class)} for records,
     * whose component {@code id} is the field {@code _id} here, and for types whose subtypes are records.
     *
     * @return the codec, the same one on every call
     * @throws IllegalArgumentException if there is none, or if values of the class are not documents, such as
     *     strings; the message says what to do
     */
    @SuppressWarnings("unchecked") // each value is the codec of its key
    public <T> Codec<T> documentCodec(Class<T> type) {
        KnownCodecs ofClass = known(Argument.notNull("type", type));
        Codec<?> codec = ofClass.documentCodec;
        if (codec == null) {
            codec = resolveDocument(ResolvedType.of(type));
            ofClass.documentCodec = codec;
        }
        return (Codec<T>) codec;
    }

    /**
     * The codec for top-level documents of a type that may have type arguments; see {@link #documentCodec(Class)}.
     *
     * @param type the type
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // ensured by the reference
    public <T> Codec<T> documentCodec(TypeReference<T> type) {
        return Argument.notNull("type", type).type() instanceof Class<?> plain
                ? (Codec<T>) documentCodec(plain)
                : (Codec<T>) resolveDocument(ResolvedType.of(type.type(), Map.of()));
    }

    /**
     * Decodes a top-level document. An embedded one is decoded with {@link #codec(Class)}, as in
     * {@code codecs.codec(Customer.class).decode(order.document("customer").input())}.
     *
     * @param type the class of the result
     * @param <T> the class of the result
     * @throws dev.morelia.bson.BsonException if the document does not match the class
     */
    public <T> T decode(RawDocument document, Class<T> type) {
        return documentCodec(type).decode(Argument.notNull("document", document).input(limits));
    }

    /**
     * Decodes a top-level document as a type that may have type arguments.
     *
     * @param type the type of the result
     * @param <T> the type of the result
     * @throws dev.morelia.bson.BsonException if the document does not match the type
     */
    public <T> T decode(RawDocument document, TypeReference<T> type) {
        return documentCodec(type).decode(Argument.notNull("document", document).input(limits));
    }

    /**
     * Encodes a value as a top-level document.
     *
     * @param value the value, of a class whose codec writes documents
     * @throws IllegalArgumentException if there is no codec that writes the value as a document
     * @throws dev.morelia.bson.BsonException if it cannot be written
     */
    @SuppressWarnings("unchecked") // the codec of a value's class takes the value
    public RawDocument encode(Object value) {
        var output = new BsonOutput(512, limits);
        output.context(encodingContext);
        var codec =
                (Codec<Object>) documentCodec(Argument.notNull("value", value).getClass());
        if (!output.isOneDocument(() -> codec.encode(output, value))) {
            throw new IllegalArgumentException("a value of " + value.getClass()
                    + " must be written as exactly one document, but its codec "
                    + codec.getClass().getName()
                    + " does not");
        }
        return RawDocument.of(output.toByteArray());
    }

    /**
     * How UUIDs are written, and which binary values are read as UUIDs.
     *
     * @return {@link UuidRepresentation#STANDARD} by default
     */
    public UuidRepresentation uuidRepresentation() {
        return chosenUuidRepresentation == null ? UuidRepresentation.STANDARD : chosenUuidRepresentation;
    }

    /**
     * The UUID representation set on the builder, for settings that must not contradict it.
     *
     * @return null if none was chosen, which means {@link UuidRepresentation#STANDARD}
     */
    public @Nullable UuidRepresentation chosenUuidRepresentation() {
        return chosenUuidRepresentation;
    }

    /**
     * Returns a registry with the given UUID representation, otherwise equal to this one.
     *
     * @param representation how UUIDs are written, and which binary values are read as UUIDs
     */
    public CodecRegistry with(UuidRepresentation representation) {
        var changed = new Builder();
        changed.registered.putAll(registered);
        changed.sealedTypes.putAll(sealedTypes);
        changed.access = access;
        changed.limits = limits;
        return changed.uuidRepresentation(representation).build();
    }

    /**
     * How deep and large documents may be.
     *
     * @return {@link BsonLimits#DEFAULT} by default
     */
    public BsonLimits limits() {
        return limits;
    }

    @Nullable
    Codec<?> registered(Class<?> type) {
        return registered.get(type);
    }

    /** A registered codec, as used for values inside documents. */
    @Nullable
    Codec<?> registeredInside(Class<?> type) {
        return registeredInside.get(type);
    }

    /** The codec for values inside documents, which may wrap the registered one that {@link #codec(Class)} returns. */
    Codec<?> codecInside(Class<?> type) {
        Codec<?> inside = registeredInside.get(type);
        return inside != null ? inside : codec(type);
    }

    SealedCodec.@Nullable Subtypes subtypes(Class<?> type) {
        return sealedTypes.get(type);
    }

    MethodHandles.@Nullable Lookup access() {
        return access;
    }

    @Nullable
    Codec<?> known(ResolvedType type) {
        return known(type.youngest()).byType.get(type);
    }

    /** The codecs known for a class. */
    KnownCodecs known(Class<?> type) {
        ConcurrentHashMap<Class<?>, KnownCodecs> ofThis = known;
        if (ofThis == null) {
            return OF_STANDARD.get(type);
        }
        KnownCodecs ofClass = ofThis.get(type);
        return ofClass != null ? ofClass : ofThis.computeIfAbsent(type, each -> new KnownCodecs());
    }

    /**
     * Writes values of every class this registry has a codec for, wherever they occur. A driver sets it on the
     * {@link BsonOutput} that it writes a message to.
     *
     * @return the context, the same one on every call
     */
    public EncodingContext encodingContext() {
        return encodingContext;
    }

    /** Whether the type's codec writes values of all its subclasses. */
    boolean hasOwnCodec(Class<?> type) {
        return registered.containsKey(type) || sealedTypes.containsKey(type) || TimeCodecs.codec(type) != null;
    }

    Map<Class<?>, Codec<?>> registered() {
        return registered;
    }

    /** Subtypes registered for any type. */
    Collection<SealedCodec.Subtypes> registeredSubtypes() {
        return sealedTypes.values();
    }

    private Codec<?> resolveDocument(ResolvedType type) {
        var documents = known(type.youngest()).documentsByType;
        Codec<?> codec = documents.get(type);
        if (codec == null) {
            var resolution = new Resolution(this);
            Codec<?> made = resolution.documentCodec(type);
            keep(resolution);
            Codec<?> other = documents.putIfAbsent(type, made);
            codec = other != null ? other : made;
        }
        return codec;
    }

    private Codec<?> resolve(ResolvedType type) {
        Codec<?> codec = known(type);
        if (codec == null) {
            var resolution = new Resolution(this);
            codec = resolution.codec(type);
            keep(resolution);
        }
        return codec;
    }

    private void keep(Resolution resolution) {
        resolution
                .resolved()
                .forEach((type, codec) -> known(type.youngest()).byType.putIfAbsent(type, codec));
    }

    /** Builds a {@link CodecRegistry} with more than the built-in codecs. Not thread-safe. */
    public static final class Builder {
        private final Map<Class<?>, Codec<?>> registered = new HashMap<>();
        private final Map<Class<?>, SealedCodec.Subtypes> sealedTypes = new HashMap<>();
        private MethodHandles.@Nullable Lookup access;
        private @Nullable UuidRepresentation uuidRepresentation;
        private BsonLimits limits = BsonLimits.DEFAULT;

        private Builder() {}

        /**
         * Registers a codec, possibly in place of a built-in one.
         *
         * @param type the class it is for
         * @throws IllegalArgumentException if the class has one already
         */
        public <T> Builder codec(Class<T> type, Codec<T> codec) {
            requireNew(Argument.notNull("type", type));
            registered.put(type, Argument.notNull("codec", codec));
            return this;
        }

        /**
         * Registers the records that are subtypes of a sealed or other common type.
         *
         * @param type the common type
         * @param records the name of each record in BSON
         * @throws IllegalArgumentException if the type is registered already, or is sealed and a record is missing
         */
        public <T> Builder sealed(Class<T> type, Map<String, ? extends Class<? extends T>> records) {
            return sealed(type, SealedCodec.DISCRIMINATOR, records);
        }

        /**
         * Registers the records that are subtypes of a sealed or other common type.
         *
         * @param type the common type
         * @param discriminator the field that holds the name
         * @param records the name of each record in BSON
         * @throws IllegalArgumentException if the type is registered already, or is sealed and a record is missing
         */
        public <T> Builder sealed(
                Class<T> type, String discriminator, Map<String, ? extends Class<? extends T>> records) {
            requireNew(Argument.notNull("type", type));
            Argument.notNull("discriminator", discriminator);
            Argument.notNull("records", records);
            sealedTypes.put(type, SealedCodec.Subtypes.of(type, discriminator, new LinkedHashMap<>(records)));
            return this;
        }

        /**
         * Gives access to records whose module does not open their package to this library.
         *
         * @param lookup created by {@link MethodHandles#lookup()} in the records' module
         */
        public Builder access(MethodHandles.Lookup lookup) {
            access = Argument.notNull("lookup", lookup);
            return this;
        }

        /**
         * Sets how UUIDs are written, and which binary values are read as UUIDs.
         *
         * @param representation {@link UuidRepresentation#STANDARD} by default
         */
        public Builder uuidRepresentation(UuidRepresentation representation) {
            uuidRepresentation = Argument.notNull("representation", representation);
            return this;
        }

        /**
         * Sets how deep and large documents may be.
         *
         * @param newLimits {@link BsonLimits#DEFAULT} by default
         */
        public Builder limits(BsonLimits newLimits) {
            limits = Argument.notNull("limits", newLimits);
            return this;
        }

        /** Builds the registry. */
        public CodecRegistry build() {
            return new CodecRegistry(this, new ConcurrentHashMap<>());
        }

        private void requireNew(Class<?> type) {
            if (registered.containsKey(type) || sealedTypes.containsKey(type)) {
                throw new IllegalArgumentException(type + " is registered already");
            }
        }
    }
}
