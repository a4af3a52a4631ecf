package dev.morelia.bson.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Java type without variables and wildcards: a class and the types of its parameters.
 *
 * @param raw the class
 * @param arguments its parameters, in order; empty for a raw or plain class; the component type for an array
 */
record ResolvedType(Class<?> raw, List<ResolvedType> arguments) {
    static ResolvedType of(Class<?> type) {
        return new ResolvedType(type, type.isArray() ? List.of(of(type.getComponentType())) : List.of());
    }

    /** Replaces variables by what they stand for, unknown ones and wildcards by their upper bound. */
    static ResolvedType of(Type type, Map<TypeVariable<?>, ResolvedType> variables) {
        return switch (type) {
            case Class<?> plain -> of(plain);
            case ParameterizedType generic ->
                new ResolvedType(
                        (Class<?>) generic.getRawType(),
                        Stream.of(generic.getActualTypeArguments())
                                .map(argument -> of(argument, variables))
                                .toList());
            case GenericArrayType array -> {
                ResolvedType component = of(array.getGenericComponentType(), variables);
                yield new ResolvedType(component.raw.arrayType(), List.of(component));
            }
            case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], variables);
            case TypeVariable<?> variable -> {
                ResolvedType known = variables.get(variable);
                yield known != null ? known : ofBound(variable, variables);
            }
            default -> throw new IllegalArgumentException("a kind of type unknown to this library: " + type);
        };
    }

    /** A bound may name its own variable, as in {@code T extends Comparable<T>}: then only its class counts. */
    private static ResolvedType ofBound(TypeVariable<?> variable, Map<TypeVariable<?>, ResolvedType> variables) {
        return switch (variable.getBounds()[0]) {
            case ParameterizedType generic -> of((Class<?>) generic.getRawType());
            case Type bound -> of(bound, variables);
        };
    }

    /** The parameter at a place, or {@code Object} if there are none. */
    ResolvedType argument(int place) {
        return place < arguments.size() ? arguments.get(place) : of(Object.class);
    }

    @Override
    public String toString() {
        if (raw.isArray()) {
            return arguments.get(0) + "[]";
        }
        return arguments.isEmpty()
                ? raw.getTypeName()
                : raw.getTypeName()
                        + arguments.stream()
                                .map(ResolvedType::toString)
                                .toList()
                                .toString()
                                .replace('[', '<')
                                .replace(']', '>');
    }
}
