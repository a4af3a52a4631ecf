package dev.morelia.bson.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Java type without type variables and wildcards: a class and its type arguments.
 *
 * @param raw the class
 * @param arguments its type arguments, in order; empty for a raw or plain class; the component type for an array
 */
record ResolvedType(Class<?> raw, List<ResolvedType> arguments) {
    /** More nesting than any declared type has; a record whose component type grows at each step exceeds it. */
    private static final int MAX_DEPTH = 12;

    static ResolvedType of(Class<?> type) {
        return new ResolvedType(type, type.isArray() ? List.of(of(type.getComponentType())) : List.of());
    }

    /**
     * The class in this type whose class loader has the most ancestors: while it is reachable, so are all classes that
     * it can see.
     */
    Class<?> youngest() {
        Class<?> youngest = raw;
        for (ResolvedType argument : arguments) {
            Class<?> other = argument.youngest();
            if (loadersAbove(other) > loadersAbove(youngest)) {
                youngest = other;
            }
        }
        return youngest;
    }

    private static int loadersAbove(Class<?> type) {
        int above = 0;
        for (ClassLoader loader = type.getClassLoader(); loader != null; loader = loader.getParent()) {
            above++;
        }
        return above;
    }

    /** Replaces type variables by their arguments, and unknown ones and wildcards by their upper bound. */
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

    /** A bound may refer to its own variable, as in {@code T extends Comparable<T>}: then only its class is used. */
    private static ResolvedType ofBound(TypeVariable<?> variable, Map<TypeVariable<?>, ResolvedType> variables) {
        return switch (variable.getBounds()[0]) {
            case ParameterizedType generic -> of((Class<?>) generic.getRawType());
            case Type bound -> of(bound, variables);
        };
    }

    /**
     * A subclass with its type arguments, as far as those of this type determine them. One that is not determined is
     * replaced by its bound, as are all of them if this type is raw.
     *
     * @throws IllegalArgumentException if a type argument is not determined and its variable has no bound
     */
    ResolvedType subtype(Class<?> type) {
        TypeVariable<?>[] parameters = type.getTypeParameters();
        boolean isUsedRaw = arguments.isEmpty() && raw.getTypeParameters().length > 0;
        if (parameters.length == 0 || isUsedRaw) {
            return of(type);
        }
        Map<TypeVariable<?>, ResolvedType> known = variables(type);
        var resolved = new ArrayList<ResolvedType>();
        for (TypeVariable<?> parameter : parameters) {
            if (!known.containsKey(parameter) && parameter.getBounds()[0] == Object.class) {
                throw new IllegalArgumentException(("the type variable %s of %s is not determined by its supertype"
                                + " %s: register a codec with CodecRegistry.builder().codec(%s.class, ...)")
                        .formatted(parameter, type, this, type.getSimpleName()));
            }
            resolved.add(of(parameter, known));
        }
        return new ResolvedType(type, resolved);
    }

    /** The type arguments of this class or a subclass; those that are not determined are absent. */
    Map<TypeVariable<?>, ResolvedType> variables(Class<?> type) {
        Map<TypeVariable<?>, ResolvedType> known = new HashMap<>();
        if (type == raw) {
            TypeVariable<?>[] parameters = type.getTypeParameters();
            for (int i = 0; i < parameters.length && i < arguments.size(); i++) {
                known.put(parameters[i], arguments.get(i));
            }
            return known;
        }
        Stream.concat(Stream.of(type.getGenericInterfaces()), Stream.ofNullable(type.getGenericSuperclass()))
                .forEach(above -> {
                    if (above instanceof ParameterizedType generic
                            && generic.getRawType() instanceof Class<?> next
                            && raw.isAssignableFrom(next)) {
                        Map<TypeVariable<?>, ResolvedType> there = variables(next);
                        for (int i = 0; i < next.getTypeParameters().length; i++) {
                            match(generic.getActualTypeArguments()[i], there.get(next.getTypeParameters()[i]), known);
                        }
                    }
                });
        return known;
    }

    /**
     * Infers the type variables in a type by matching it against another. If that is not possible, because the other is
     * unbounded or never matches, the variables are replaced by their bounds.
     */
    private static void match(Type type, @Nullable ResolvedType other, Map<TypeVariable<?>, ResolvedType> known) {
        if (other == null) {
            return;
        }
        switch (type) {
            case TypeVariable<?> variable ->
                known.putIfAbsent(variable, other.raw == Object.class ? ofBound(variable, Map.of()) : other);
            case ParameterizedType generic -> {
                boolean isSame = generic.getRawType() == other.raw;
                Type[] parts = generic.getActualTypeArguments();
                for (int i = 0; i < parts.length; i++) {
                    match(parts[i], isSame ? other.argument(i) : of(Object.class), known);
                }
            }
            case GenericArrayType array ->
                match(
                        array.getGenericComponentType(),
                        other.raw.isArray() ? other.argument(0) : of(Object.class),
                        known);
            case WildcardType wildcard -> match(wildcard.getUpperBounds()[0], other, known);
            default -> {
                // A class has no type variables.
            }
        }
    }

    /** The type argument at an index, or {@code Object} if there are none. */
    ResolvedType argument(int place) {
        return place < arguments.size() ? arguments.get(place) : of(Object.class);
    }

    /** Whether type arguments are nested more deeply than in any declared type. */
    boolean isEndless() {
        return isDeeperThan(MAX_DEPTH);
    }

    private boolean isDeeperThan(int levels) {
        return levels == 0 || arguments.stream().anyMatch(argument -> argument.isDeeperThan(levels - 1));
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

    /** The exception for a type with a component of a larger type, which has one of a still larger type, and so on. */
    static final class EndlessTypeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        EndlessTypeException(String where) {
            super(where + " is of a type with more than " + MAX_DEPTH + " levels of type arguments: does it grow"
                    + " without limit, as with Node<List<T>> in a record Node<T>? Register a codec with"
                    + " CodecRegistry.builder().codec(...), or use a type that does not grow");
        }
    }
}
