package dev.morelia.bson.codec;

import dev.morelia.bson.ObjectId;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Converts the keys of maps to field names and back.
 *
 * @param parser returns the key for a name; null, or an exception, if there is none
 * @param printer returns the name for a key
 */
record MapKeys(Function<String, @Nullable Object> parser, Function<Object, String> printer) {
    private static final MapKeys TEXT = new MapKeys(name -> name, String.class::cast);
    /** Keys declared as {@code Object}: each is converted by its own class, and names are read as strings. */
    static final MapKeys ANY = new MapKeys(name -> name, MapKeys::nameOfAny);

    private static final Map<Class<?>, MapKeys> KNOWN = known();

    private static final ClassValue<MapKeys> ENUMS = new ClassValue<>() {
        @Override
        protected MapKeys computeValue(Class<?> type) {
            var constants = new EnumCodec(type);
            return new MapKeys(constants::constantOrNull, key -> constants.nameOf((Enum<?>) key));
        }
    };

    private static Map<Class<?>, MapKeys> known() {
        var known = new HashMap<Class<?>, MapKeys>();
        known.put(String.class, TEXT);
        known.put(UUID.class, of(UUID::fromString));
        known.put(Integer.class, of(Integer::valueOf));
        known.put(Long.class, of(Long::valueOf));
        known.put(Short.class, of(Short::valueOf));
        known.put(Byte.class, of(Byte::valueOf));
        known.put(BigInteger.class, of(BigInteger::new));
        known.put(Boolean.class, of(MapKeys::bool));
        known.put(Character.class, of(name -> name.length() == 1 ? name.charAt(0) : null));
        known.put(ObjectId.class, of(ObjectId::of));
        known.put(LocalDate.class, of(LocalDate::parse));
        known.put(Instant.class, of(Instant::parse));
        known.put(Year.class, of(Year::parse));
        known.put(YearMonth.class, of(YearMonth::parse));
        known.put(Locale.class, of(Locale::forLanguageTag, key -> ((Locale) key).toLanguageTag()));
        known.put(Currency.class, of(Currency::getInstance));
        return Map.copyOf(known);
    }

    private static MapKeys of(Function<String, @Nullable Object> parser) {
        return of(parser, Object::toString);
    }

    private static MapKeys of(Function<String, @Nullable Object> parser, Function<Object, String> printer) {
        return new MapKeys(parser, printer);
    }

    private static @Nullable Object bool(String name) {
        return switch (name) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    /** The conversion for keys of a class; null if they cannot be field names. */
    static @Nullable MapKeys ofOrNull(Class<?> type) {
        if (type == Object.class) {
            return ANY;
        }
        return type.isEnum() ? ENUMS.get(type) : KNOWN.get(type);
    }

    /** The name of a key of any class. */
    private static String nameOfAny(Object key) {
        if (key instanceof String text) {
            return text;
        }
        Class<?> type = key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
        MapKeys keys = type == Object.class ? null : ofOrNull(type);
        if (keys == null) {
            throw new IllegalArgumentException(
                    "a map's keys become field names, so they must be strings, enum constants, numbers, UUIDs or the"
                            + " like, but one is a " + type.getName());
        }
        return keys.name(key);
    }

    /** Whether a key has this name. */
    boolean has(String name) {
        try {
            return parser.apply(name) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    String name(Object key) {
        return printer.apply(key);
    }
}
