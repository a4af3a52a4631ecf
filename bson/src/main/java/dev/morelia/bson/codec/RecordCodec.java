package dev.morelia.bson.codec;

import static java.lang.invoke.MethodType.methodType;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record as a document with a field for each component. The component {@code id} of a top-level document is its
 * {@code _id}; in an embedded document it is an ordinary field.
 */
final class RecordCodec implements Codec<Object> {
    private static final String ID = "id";
    private static final String DOCUMENT_ID = "_id";
    private static final String ID_ADVICE =
            ": a component id is the field _id, unless it has the annotation @BsonName(\"id\")";

    /** Stands for a collection or map whose field has not been read. */
    private enum Absent {
        EMPTY
    }

    /** Where a record is written and read. */
    enum Place {
        DOCUMENT,
        INSIDE
    }

    private final Class<?> type;
    private final Component[] components;
    private final @Nullable Object[] absent;

    /** The index of the component that is read from {@code _id} if its own field {@code id} is absent; -1 for none. */
    private final int idAmongOthers;

    /** The field of each component whose Java name is not a field. */
    private final Map<String, String> storedNames;

    /** The class of the component {@code _id} if it cannot hold an ObjectId. */
    private final @Nullable Class<?> requiredIdType;

    /** The canonical constructor, of type {@code (Object[])Object}. */
    private final MethodHandle constructor;

    /** The discriminator fields of the record and their values. */
    private final Map<String, String> discriminators;

    private RecordCodec(
            Class<?> type,
            Place place,
            Map<String, String> discriminators,
            Component[] components,
            MethodHandle constructor) {
        int documentId = indexOf(components, DOCUMENT_ID);
        this.type = type;
        this.idAmongOthers = place == Place.INSIDE && documentId < 0 ? indexOfUnnamedId(type, components) : -1;
        this.storedNames = storedNames(type, discriminators, components);
        this.requiredIdType = documentId < 0 || IdProbe.readsObjectId(components[documentId].codec)
                ? null
                : components[documentId].raw;
        this.discriminators = discriminators;
        this.components = components;
        this.constructor = constructor;
        this.absent = Stream.of(components).map(Component::absent).toArray();
    }

    /**
     * One component of the record.
     *
     * @param field the field's name in BSON
     * @param raw the component's class
     * @param codec for its values
     * @param accessor of type {@code (Object)Object}
     * @param optional the codec, if it is one for optionals
     */
    private record Component(
            String field,
            Class<?> raw,
            Codec<Object> codec,
            MethodHandle accessor,
            @Nullable OptionalCodec<Object> optional) {
        @SuppressWarnings("unchecked") // the component's codec accepts its values
        static Component of(String field, Class<?> raw, Codec<Object> codec, MethodHandle accessor) {
            boolean isOptional = ((Codec<?>) codec) instanceof OptionalCodec<?>;
            return new Component(
                    field, raw, codec, accessor, isOptional ? (OptionalCodec<Object>) (Codec<?>) codec : null);
        }

        /** The component's value until its field is read. */
        @Nullable
        Object absent() {
            if (optional != null) {
                return optional.empty();
            }
            Codec<?> any = codec;
            return any instanceof CollectionCodec || any instanceof MapCodec ? Absent.EMPTY : null;
        }

        /** A new empty collection or map, as for a field that holds an empty one. */
        Object empty() {
            Codec<?> any = codec;
            return any instanceof CollectionCodec collections ? collections.empty() : ((MapCodec) any).empty();
        }

        /** Whether the field is omitted. */
        boolean leavesOut(@Nullable Object value) {
            return value == null || (optional != null && optional.isEmpty(value));
        }
    }

    private static int indexOf(Component[] components, String field) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].field.equals(field)) {
                return i;
            }
        }
        return -1;
    }

    /** The component {@code id}, unless an annotation sets its field. */
    private static int indexOfUnnamedId(Class<?> type, Component[] components) {
        int index = indexOf(components, ID);
        return index >= 0 && !type.getRecordComponents()[index].isAnnotationPresent(BsonName.class) ? index : -1;
    }

    private static Map<String, String> storedNames(
            Class<?> type, Map<String, String> discriminators, Component[] components) {
        Map<String, String> stored = new LinkedHashMap<>();
        for (int i = 0; i < components.length; i++) {
            stored.put(type.getRecordComponents()[i].getName(), components[i].field);
        }
        stored.keySet().removeIf(name -> indexOf(components, name) >= 0 || discriminators.containsKey(name));
        return Collections.unmodifiableMap(stored);
    }

    /**
     * The codec of a record.
     *
     * @param discriminators the discriminator fields of the record and their values
     * @param access the lookup passed to the registry
     * @param codecs finds the codecs of the components
     */
    static RecordCodec of(
            ResolvedType type,
            Place place,
            Map<String, String> discriminators,
            MethodHandles.@Nullable Lookup access,
            Function<ResolvedType, Codec<Object>> codecs) {
        Class<?> raw = type.raw();
        MethodHandles.Lookup lookup = lookup(raw, access);
        Map<TypeVariable<?>, ResolvedType> variables = type.variables(raw);
        RecordComponent[] declared = raw.getRecordComponents();
        var components = new Component[declared.length];
        var names = new HashSet<>(discriminators.keySet());
        for (int i = 0; i < declared.length; i++) {
            String field = fieldName(declared[i], place);
            if (!names.add(field)) {
                throw new IllegalArgumentException(
                        discriminators.containsKey(field)
                                ? "a component of " + raw + " is the field '" + field
                                        + "', which distinguishes the subtypes of a sealed type"
                                : "two components of " + raw + " are the field '" + field + "'"
                                        + (place == Place.DOCUMENT && field.equals(DOCUMENT_ID) ? ID_ADVICE : ""));
            }
            components[i] = component(declared[i], field, variables, codecs, lookup);
        }
        return new RecordCodec(raw, place, discriminators, components, constructor(raw, declared, lookup));
    }

    private static Component component(
            RecordComponent declared,
            String field,
            Map<TypeVariable<?>, ResolvedType> variables,
            Function<ResolvedType, Codec<Object>> codecs,
            MethodHandles.Lookup lookup) {
        ResolvedType resolved = ResolvedType.of(declared.getGenericType(), variables);
        if (resolved.isEndless()) {
            throw new ResolvedType.EndlessTypeException(
                    "component '" + declared.getName() + "' of " + declared.getDeclaringRecord());
        }
        Codec<Object> codec;
        try {
            codec = codecs.apply(resolved);
        } catch (ResolvedType.EndlessTypeException e) {
            throw e; // Otherwise every enclosing component would add to its message.
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "component '" + declared.getName() + "' of " + declared.getDeclaringRecord() + ": "
                            + e.getMessage(),
                    e);
        }
        try {
            MethodHandle accessor =
                    lookup.unreflect(declared.getAccessor()).asType(methodType(Object.class, Object.class));
            return Component.of(field, declared.getType(), codec, accessor);
        } catch (IllegalAccessException e) {
            throw noAccess(declared.getDeclaringRecord(), e);
        }
    }

    private static String fieldName(RecordComponent component, Place place) {
        BsonName name = component.getAnnotation(BsonName.class);
        if (name != null) {
            return name.value();
        }
        return place == Place.DOCUMENT && component.getName().equals(ID) ? DOCUMENT_ID : component.getName();
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components, MethodHandles.Lookup lookup) {
        Class<?>[] parameters =
                Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return lookup.findConstructor(type, methodType(void.class, parameters))
                    .asSpreader(Object[].class, parameters.length)
                    .asType(methodType(Object.class, Object[].class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw noAccess(type, e);
        }
    }

    private static MethodHandles.Lookup lookup(Class<?> type, MethodHandles.@Nullable Lookup given) {
        // A private lookup needs a module that reads the record's module, and ours cannot require the modules of
        // applications.
        RecordCodec.class.getModule().addReads(type.getModule());
        try {
            return MethodHandles.privateLookupIn(type, given != null ? given : MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            if (given != null) {
                return lookup(type, null);
            }
            throw noAccess(type, e);
        }
    }

    private static IllegalArgumentException noAccess(Class<?> type, Exception cause) {
        return new IllegalArgumentException(
                ("%s is not accessible: open package %s to module dev.morelia.bson in its module-info, or give the"
                                + " registry access with CodecRegistry.builder().access(MethodHandles.lookup())")
                        .formatted(type, type.getPackageName()),
                cause);
    }

    @Override
    public Object decode(BsonInput input) {
        @Nullable Object[] values = absent.clone();
        input.startDocument();
        int expected = 0;
        while (input.next() != null) {
            int place = placeOf(input, expected);
            if (place >= 0) {
                values[place] = Nulls.decode(components[place].codec, input);
                expected = place + 1;
            } else if (idAmongOthers >= 0 && isId(input, values[idAmongOthers])) {
                values[idAmongOthers] = Nulls.decode(components[idAmongOthers].codec, input);
            } else if (!discriminators.isEmpty()) {
                requireThisType(input);
            }
        }
        input.endDocument();
        fillIn(input, values);
        try {
            return constructor.invokeExact(values);
        } catch (BsonException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw input.failure("the constructor of " + type.getName() + " rejected the fields: " + e.getMessage(), e);
        }
    }

    /** Fields are usually in the order of the components, so the next one is tried first. */
    private int placeOf(BsonInput input, int expected) {
        for (int i = 0; i < components.length; i++) {
            int place = expected + i;
            place = place < components.length ? place : place - components.length;
            if (input.nameIs(components[place].field)) {
                return place;
            }
        }
        return -1;
    }

    /** Whether {@code _id} is read as the component {@code id}: its own field has not been read. */
    private boolean isId(BsonInput input, @Nullable Object value) {
        boolean isAbsent = components[idAmongOthers].leavesOut(value) || value == Absent.EMPTY;
        return isAbsent && input.nameIs(DOCUMENT_ID) && !input.isFollowedBy(ID);
    }

    /** Checks that a discriminator field names this record. */
    private void requireThisType(BsonInput input) {
        discriminators.forEach((field, expected) -> {
            if (input.nameIs(field) && input.type() == BsonType.STRING) {
                String found = input.string();
                if (!found.equals(expected)) {
                    throw input.failure(
                            ("the field '%s' names the type '%s', but it is read as '%s' (%s): read it as the type"
                                            + " that both are subtypes of")
                                    .formatted(field, found, expected, type.getName()),
                            null);
                }
            }
        });
    }

    private void fillIn(BsonInput input, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == Absent.EMPTY) {
                values[i] = components[i].empty();
            } else if (value == null && components[i].raw.isPrimitive()) {
                throw input.failure(
                        "the field '%s' is absent or null, but component '%1$s' of %s is a primitive %s"
                                .formatted(components[i].field, type.getName(), components[i].raw),
                        null);
            }
        }
    }

    @Override
    public void encode(BsonOutput output, Object value) {
        output.startDocument();
        discriminators.forEach(output::string);
        for (Component component : components) {
            Object part = part(output, component, value);
            if (!component.leavesOut(part)) {
                output.name(component.field);
                component.codec.encode(output, Objects.requireNonNull(part));
            }
        }
        output.endDocument();
    }

    @Override
    public Map<String, String> storedNames() {
        return storedNames;
    }

    /** Whether documents of this record have a field of this name. */
    boolean hasField(String name) {
        return indexOf(components, name) >= 0 || discriminators.containsKey(name);
    }

    @Override
    public @Nullable Class<?> requiredIdType(@Nullable Object value) {
        return requiredIdType;
    }

    private @Nullable Object part(BsonOutput output, Component component, Object value) {
        try {
            return component.accessor.invokeExact(value);
        } catch (BsonException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw output.failure("the accessor of '" + component.field + "' of " + type.getName() + " failed", e);
        }
    }
}
