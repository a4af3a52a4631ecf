package dev.morelia.bson.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.stream.Stream;

/**
 * A type with type arguments, which a {@code Class} cannot express: {@code new TypeReference<Versioned<Order>>() {}}.
 * The braces are required, because only a subclass keeps its type argument. Immutable and thread-safe.
 */
@SuppressWarnings("unused") // the type parameter is read by reflection
public abstract class TypeReference<T> {
    private final Type type;

    /**
     * Captures the type argument of the subclass.
     *
     * @throws IllegalArgumentException if it is or contains a type variable, whose value is unknown at run time; or if
     *     the reference was created without a type argument
     */
    protected TypeReference() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType reference)
                || reference.getRawType() != TypeReference.class) {
            throw new IllegalArgumentException(
                    "a type reference needs a type argument, as in new TypeReference<List<String>>() {}");
        }
        type = reference.getActualTypeArguments()[0];
        requireKnown(type);
    }

    private void requireKnown(Type part) {
        switch (part) {
            case ParameterizedType generic ->
                Stream.of(generic.getActualTypeArguments()).forEach(this::requireKnown);
            case GenericArrayType array -> requireKnown(array.getGenericComponentType());
            case WildcardType wildcard -> Stream.of(wildcard.getUpperBounds()).forEach(this::requireKnown);
            case TypeVariable<?> variable ->
                throw new IllegalArgumentException("the type " + type.getTypeName() + " has the type variable "
                        + variable + ", whose type is unknown at run time");
            default -> {
                // A plain class.
            }
        }
    }

    /**
     * The type.
     *
     * @return the type, without type variables
     */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
