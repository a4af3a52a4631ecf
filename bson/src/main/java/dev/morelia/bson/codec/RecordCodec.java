package dev.morelia.bson.codec;

import static java.lang.invoke.MethodType.methodType;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A record is a document with a field for each component. */
final class RecordCodec implements Codec<Object> {
    private final Class<?> type;
    private final Component[] components;
    private final @Nullable Object[] absent;

    /** The canonical constructor, of type {@code (Object[])Object}. */
    private final MethodHandle constructor;

    /** The fields that tell the record from others behind the same type, with its names there. */
    private final Map<String, String> discriminators;

    private RecordCodec(
            Class<?> type, Map<String, String> discriminators, Component[] components, MethodHandle constructor) {
        this.type = type;
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
     */
    private record Component(String field, Class<?> raw, Codec<Object> codec, MethodHandle accessor) {
        @Nullable
        Object absent() {
            return raw == Optional.class ? Optional.empty() : null;
        }
    }

    static RecordCodec of(ResolvedType type, Resolution resolution) {
        Class<?> raw = type.raw();
        MethodHandles.Lookup lookup = lookup(raw, resolution.registry().access());
        Map<TypeVariable<?>, ResolvedType> variables = new HashMap<>();
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int i = 0; i < parameters.length && i < type.arguments().size(); i++) {
            variables.put(parameters[i], type.argument(i));
        }
        RecordComponent[] declared = raw.getRecordComponents();
        var components = new Component[declared.length];
        Map<String, String> discriminators = SealedCodec.discriminators(raw, resolution.registry());
        var names = new HashSet<>(discriminators.keySet());
        for (int i = 0; i < declared.length; i++) {
            String field = fieldName(declared[i]);
            if (!names.add(field)) {
                throw new IllegalArgumentException(
                        discriminators.containsKey(field)
                                ? "a component of " + raw + " is the field '" + field
                                        + "', which tells the types behind a sealed type apart"
                                : "two components of " + raw + " are the field '" + field + "'");
            }
            components[i] = component(declared[i], field, variables, resolution, lookup);
        }
        return new RecordCodec(raw, discriminators, components, constructor(raw, declared, lookup));
    }

    private static Component component(
            RecordComponent declared,
            String field,
            Map<TypeVariable<?>, ResolvedType> variables,
            Resolution resolution,
            MethodHandles.Lookup lookup) {
        ResolvedType resolved = ResolvedType.of(declared.getGenericType(), variables);
        Codec<Object> codec;
        try {
            codec = resolution.codec(resolved);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "component '" + declared.getName() + "' of " + declared.getDeclaringRecord() + ": "
                            + e.getMessage(),
                    e);
        }
        try {
            MethodHandle accessor =
                    lookup.unreflect(declared.getAccessor()).asType(methodType(Object.class, Object.class));
            return new Component(field, declared.getType(), codec, accessor);
        } catch (IllegalAccessException e) {
            throw noAccess(declared.getDeclaringRecord(), e);
        }
    }

    private static String fieldName(RecordComponent component) {
        BsonName name = component.getAnnotation(BsonName.class);
        if (name != null) {
            return name.value();
        }
        return component.getName().equals("id") ? "_id" : component.getName();
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
        // A private look-up needs a module that reads the record's, and ours cannot require the modules of programs.
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
            }
        }
        input.endDocument();
        requirePrimitives(input, values);
        try {
            return constructor.invokeExact(values);
        } catch (BsonException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw input.failure("the constructor of " + type.getName() + " refused the fields: " + e.getMessage(), e);
        }
    }

    /** Fields mostly come in the order of the components, so the next one is tried before the others. */
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

    private void requirePrimitives(BsonInput input, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null && components[i].raw.isPrimitive()) {
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
            if (part != null && !(part instanceof Optional<?> optional && optional.isEmpty())) {
                output.name(component.field);
                component.codec.encode(output, part);
            }
        }
        output.endDocument();
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
