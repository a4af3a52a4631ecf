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
 * Finds the codec for a Java type. Immutable, and safe for use by many threads.
 *
 * <p>What is registered comes first, whatever the order it was registered in; then come the types a
 * {@link dev.morelia.bson.Document} holds, numbers, enums (by name), optionals, collections, maps, arrays, the
 * types of {@code java.time}, and records. For any other class there is no codec, and {@link #codec(Class)} says so.
 *
 * <p>A codec registered in place of one built in is used wherever a value of its class stands, in documents too; only
 * one for {@code Document} itself is for whole documents alone.
 *
 * <ul>
 *   <li>A record is a document with a field for each component. The component {@code id} of a record that is a document
 *       of its own, as in a collection, is the field {@code _id}; inside of another document it is {@code id}, or
 *       {@code _id} is read where there is no {@code id}, as in documents that {@code $lookup} has joined.
 *       {@link BsonName} gives another name, in both places. Null components and empty optionals are left out on
 *       writing; fields the record does not know are skipped on reading, and those it misses are an empty optional,
 *       collection or map, an error for a primitive component, and null for any other.
 *   <li>{@code Instant}, {@code LocalDateTime}, {@code LocalDate} (its midnight) and {@code LocalTime} (on 1970-01-01)
 *       are BSON dates in UTC, cut to milliseconds. {@code BigDecimal} and {@code BigInteger} are Decimal128, an error
 *       where they do not fit exactly. {@code Year} is an int32. Other types of {@code java.time} are
 *       their ISO 8601 text, exactly; so are time zones.
 *   <li>A record behind a sealed type is a document with an additional first field {@value SealedCodec#DISCRIMINATOR}
 *       that holds the simple name of its class, wherever the record stands; an enum behind a sealed type is the name
 *       of its constant. {@link Builder#sealed} registers other names, another field, or a type that is not sealed. No
 *       class is ever looked up by a name found in data.
 * </ul>
 */
public final class CodecRegistry {
    /**
     * What the standard registry knows. It lives as long as this library, which may be longer than the classes of a
     * program that is replaced by its next version; so with each class goes what is known of it.
     */
    private static final ClassValue<KnownCodecs> OF_STANDARD = new ClassValue<>() {
        @Override
        protected KnownCodecs computeValue(Class<?> type) {
            return new KnownCodecs();
        }
    };

    private static final CodecRegistry STANDARD = new CodecRegistry(builder(), null);

    private final Map<Class<?>, Codec<?>> registered;

    /** The same codecs for values inside of documents. */
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

    /**
     * The registry of everything built in.
     *
     * @return the registry
     */
    public static CodecRegistry standard() {
        return STANDARD;
    }

    /**
     * Begins a registry that has more than everything built in.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The codec for values of a class inside of a document: fields, elements of arrays, parts of filters and updates.
     *
     * @param type the class
     * @param <T> the class
     * @return the codec, the same for every call
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // the map's values belong to their keys
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
     * The codec for a type that may have parameters, for example {@code List<Person>}.
     *
     * @param type the type; variables in it count as their bound
     * @return the codec
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    public Codec<?> codec(Type type) {
        return Argument.notNull("type", type) instanceof Class<?> plain
                ? codec(plain)
                : resolve(ResolvedType.of(type, Map.of()));
    }

    /**
     * The codec for a type that may have parameters.
     *
     * @param type names the type
     * @param <T> the type
     * @return the codec
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // the reference says so
    public <T> Codec<T> codec(TypeReference<T> type) {
        return (Codec<T>) codec(Argument.notNull("type", type).type());
    }

    /**
     * The codec for documents of their own, such as those of a collection. It differs from {@link #codec(Class)} for
     * records, whose component {@code id} is the field {@code _id} here, and for types with records behind them.
     *
     * @param type the class
     * @param <T> the class
     * @return the codec, the same for every call
     * @throws IllegalArgumentException if there is none, or values of the class are no documents, such as text; the
     *     message says what to do
     */
    @SuppressWarnings("unchecked") // the map's values belong to their keys
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
     * The codec for documents of their own, of a type that may have parameters; see {@link #documentCodec(Class)}.
     *
     * @param type names the type
     * @param <T> the type
     * @return the codec
     * @throws IllegalArgumentException if there is none; the message says what to do
     */
    @SuppressWarnings("unchecked") // the reference says so
    public <T> Codec<T> documentCodec(TypeReference<T> type) {
        return Argument.notNull("type", type).type() instanceof Class<?> plain
                ? (Codec<T>) documentCodec(plain)
                : (Codec<T>) resolveDocument(ResolvedType.of(type.type(), Map.of()));
    }

    /**
     * Decodes a document of its own. One that is a part of another is decoded with {@link #codec(Class)}, as in
     * {@code codecs.codec(Customer.class).decode(order.document("customer").input())}.
     *
     * @param document the encoded document
     * @param type the class of the result
     * @param <T> the class of the result
     * @return the value
     * @throws dev.morelia.bson.BsonException if the document is not what the class needs
     */
    public <T> T decode(RawDocument document, Class<T> type) {
        return documentCodec(type).decode(Argument.notNull("document", document).input(limits));
    }

    /**
     * Decodes a document of its own as a type that may have parameters.
     *
     * @param document the encoded document
     * @param type names the type of the result
     * @param <T> the type of the result
     * @return the value
     * @throws dev.morelia.bson.BsonException if the document is not what the type needs
     */
    public <T> T decode(RawDocument document, TypeReference<T> type) {
        return documentCodec(type).decode(Argument.notNull("document", document).input(limits));
    }

    /**
     * Encodes a value as a document of its own.
     *
     * @param value the value, of a class whose codec writes documents
     * @return the encoded document
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
     * How UUIDs are written, and which binaries are read as UUIDs.
     *
     * @return {@link UuidRepresentation#STANDARD} by default
     */
    public UuidRepresentation uuidRepresentation() {
        return chosenUuidRepresentation == null ? UuidRepresentation.STANDARD : chosenUuidRepresentation;
    }

    /**
     * The UUID representation that this registry was built with, for settings that must not contradict it.
     *
     * @return null if none was chosen, so that {@link UuidRepresentation#STANDARD} holds
     */
    public @Nullable UuidRepresentation chosenUuidRepresentation() {
        return chosenUuidRepresentation;
    }

    /**
     * The same registry with another UUID representation.
     *
     * @param representation how UUIDs are written, and which binaries are read as UUIDs
     * @return a new registry
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

    /** A registered codec as it stands for values inside of documents. */
    @Nullable
    Codec<?> registeredInside(Class<?> type) {
        return registeredInside.get(type);
    }

    /** The codec for values inside of documents, which unlike {@link #codec(Class)} need not be the registered one. */
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

    /** What is known of a class. */
    KnownCodecs known(Class<?> type) {
        ConcurrentHashMap<Class<?>, KnownCodecs> ofThis = known;
        if (ofThis == null) {
            return OF_STANDARD.get(type);
        }
        KnownCodecs ofClass = ofThis.get(type);
        return ofClass != null ? ofClass : ofThis.computeIfAbsent(type, each -> new KnownCodecs());
    }

    /**
     * Writes values of every class this registry has a codec for, wherever they stand: what a driver gives to the
     * {@link BsonOutput} that it writes a whole message with.
     *
     * @return the context, the same for every call
     */
    public EncodingContext encodingContext() {
        return encodingContext;
    }

    /** Whether values of every class below this type are written by the type's codec. */
    boolean hasOwnCodec(Class<?> type) {
        return registered.containsKey(type) || sealedTypes.containsKey(type) || TimeCodecs.codec(type) != null;
    }

    Map<Class<?>, Codec<?>> registered() {
        return registered;
    }

    /** What was registered for a type that has this record behind it. */
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

    /** Collects what a {@link CodecRegistry} shall have besides everything built in. Not thread-safe. */
    public static final class Builder {
        private final Map<Class<?>, Codec<?>> registered = new HashMap<>();
        private final Map<Class<?>, SealedCodec.Subtypes> sealedTypes = new HashMap<>();
        private MethodHandles.@Nullable Lookup access;
        private @Nullable UuidRepresentation uuidRepresentation;
        private BsonLimits limits = BsonLimits.DEFAULT;

        private Builder() {}

        /**
         * Registers a codec, also in place of one built in.
         *
         * @param type the class it is for
         * @param codec the codec
         * @param <T> the class
         * @return this
         * @throws IllegalArgumentException if the class has one already
         */
        public <T> Builder codec(Class<T> type, Codec<T> codec) {
            requireNew(Argument.notNull("type", type));
            registered.put(type, Argument.notNull("codec", codec));
            return this;
        }

        /**
         * Registers the records that stand behind a sealed or other common type.
         *
         * @param type the common type
         * @param records the name of each record in BSON
         * @param <T> the common type
         * @return this
         * @throws IllegalArgumentException if the type is registered already, or is sealed and a record is missing
         */
        public <T> Builder sealed(Class<T> type, Map<String, ? extends Class<? extends T>> records) {
            return sealed(type, SealedCodec.DISCRIMINATOR, records);
        }

        /**
         * Registers the records that stand behind a sealed or other common type.
         *
         * @param type the common type
         * @param discriminator the field that holds the name
         * @param records the name of each record in BSON
         * @param <T> the common type
         * @return this
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
         * Lets records be mapped that this library has no access to, because their module does not open their package
         * to it.
         *
         * @param lookup made by {@link MethodHandles#lookup()} in the module of the records
         * @return this
         */
        public Builder access(MethodHandles.Lookup lookup) {
            access = Argument.notNull("lookup", lookup);
            return this;
        }

        /**
         * Sets how UUIDs are written, and which binaries are read as UUIDs.
         *
         * @param representation {@link UuidRepresentation#STANDARD} by default
         * @return this
         */
        public Builder uuidRepresentation(UuidRepresentation representation) {
            uuidRepresentation = Argument.notNull("representation", representation);
            return this;
        }

        /**
         * Sets how deep and large documents may be.
         *
         * @param newLimits {@link BsonLimits#DEFAULT} by default
         * @return this
         */
        public Builder limits(BsonLimits newLimits) {
            limits = Argument.notNull("limits", newLimits);
            return this;
        }

        /**
         * The registry of what is set so far.
         *
         * @return a new registry
         */
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
