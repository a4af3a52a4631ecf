package dev.morelia.bson.codec;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type whose subtypes are a closed set of records and enums. A record is identified by a discriminator field, which
 * is written wherever the record occurs; an enum is stored as the name of the constant.
 */
final class SealedCodec implements Codec<Object> {
    static final String DISCRIMINATOR = "_t";

    private final Subtypes subtypes;
    private final Map<String, Codec<Object>> byName = new LinkedHashMap<>();
    private final Map<Class<?>, Codec<Object>> byClass = new HashMap<>();
    private final Map<String, EnumCodec> byConstant = new LinkedHashMap<>();
    private Map<String, String> storedNames = Map.of();

    private SealedCodec(Subtypes subtypes) {
        this.subtypes = subtypes;
    }

    /**
     * The subtypes of a common type.
     *
     * @param type the common type
     * @param discriminator the field that holds the name
     * @param records the record of each name
     * @param enums the enums, which have no discriminator
     */
    record Subtypes(Class<?> type, String discriminator, Map<String, Class<?>> records, Set<Class<?>> enums) {
        /** The registered subtypes. */
        static Subtypes of(Class<?> type, String discriminator, Map<String, Class<?>> records) {
            var seen = new HashSet<Class<?>>();
            records.forEach((name, subtype) -> {
                if (!subtype.isRecord()) {
                    throw new IllegalArgumentException("'" + name + "' of " + type + " is not a record: " + subtype);
                }
                if (!seen.add(subtype)) {
                    throw new IllegalArgumentException(subtype + " is registered twice for " + type);
                }
            });
            var permitted = new LinkedHashSet<Class<?>>();
            addPermitted(type, permitted);
            for (Class<?> each : permitted) {
                if (!each.isEnum() && !seen.contains(each)) {
                    throw new IllegalArgumentException(
                            each + " may occur where " + type + " is declared but is not registered for it");
                }
            }
            permitted.removeIf(each -> !each.isEnum());
            return new Subtypes(type, discriminator, Map.copyOf(records), permitted);
        }

        /**
         * The subtypes that the type permits.
         *
         * @param discriminators finds the discriminator fields of a record and their values
         */
        static Subtypes ofPermitted(Class<?> type, Function<Class<?>, Map<String, String>> discriminators) {
            var permitted = new LinkedHashSet<Class<?>>();
            addPermitted(type, permitted);
            Map<String, Class<?>> records = new LinkedHashMap<>();
            var enums = new LinkedHashSet<Class<?>>();
            for (Class<?> each : permitted) {
                if (each.isEnum()) {
                    enums.add(each);
                } else if (each.isRecord()) {
                    String name =
                            Objects.requireNonNull(discriminators.apply(each).get(DISCRIMINATOR));
                    Class<?> other = records.put(name, each);
                    if (other != null) {
                        throw new IllegalArgumentException(other + " and " + each + ", both subtypes of " + type
                                + ", have the same name: register names with CodecRegistry.builder().sealed(...)");
                    }
                } else {
                    throw new IllegalArgumentException(
                            each + " may occur where " + type + " is declared but is neither a record nor an enum:"
                                    + " register a codec with CodecRegistry.builder().codec(" + type.getSimpleName()
                                    + ".class, ...)");
                }
            }
            return new Subtypes(type, DISCRIMINATOR, records, enums);
        }

        /** All subtypes of a sealed type that are concrete or not sealed. */
        private static void addPermitted(Class<?> type, Set<Class<?>> permitted) {
            if (!type.isSealed()) {
                return;
            }
            for (Class<?> each : type.getPermittedSubclasses()) {
                if (!each.isSealed() || each.isEnum()) {
                    permitted.add(each);
                } else {
                    if (!Modifier.isAbstract(each.getModifiers())) {
                        permitted.add(each);
                    }
                    addPermitted(each, permitted);
                }
            }
        }
    }

    /**
     * The codec of a common type.
     *
     * @param common the type; the type arguments of the records may depend on its own
     * @param subtypes its subtypes
     * @param records finds the codec of a record
     */
    @SuppressWarnings("unchecked") // an enum's codec accepts its constants
    static SealedCodec of(ResolvedType common, Subtypes subtypes, Function<ResolvedType, Codec<Object>> records) {
        var codec = new SealedCodec(subtypes);
        subtypes.records.forEach((name, type) -> {
            Codec<Object> record = records.apply(common.subtype(type));
            codec.byName.put(name, record);
            codec.byClass.put(type, record);
        });
        codec.storedNames = storedNames(codec.byName.values());
        for (Class<?> type : subtypes.enums) {
            var constants = new EnumCodec(type);
            codec.byClass.put(type, (Codec<Object>) (Codec<?>) constants);
            for (String name : constants.names()) {
                if (codec.byConstant.put(name, constants) != null) {
                    throw new IllegalArgumentException("two enums that are subtypes of " + subtypes.type
                            + " have a constant " + name + ": register a codec");
                }
            }
        }
        return codec;
    }

    /** Names that are not a field of any record; the fields written by a registered codec are unknown. */
    private static Map<String, String> storedNames(Collection<Codec<Object>> records) {
        Map<String, String> stored = new LinkedHashMap<>();
        for (Codec<?> each : records) {
            each.storedNames().forEach(stored::putIfAbsent);
        }
        stored.keySet()
                .removeIf(name -> records.stream()
                        .anyMatch(each -> !(each instanceof RecordCodec record) || record.hasField(name)));
        return Collections.unmodifiableMap(stored);
    }

    @Override
    public Object decode(BsonInput input) {
        if (input.type() == BsonType.STRING && !byConstant.isEmpty()) {
            return constant(input);
        }
        String name = input.peekString(subtypes.discriminator);
        Codec<Object> codec = name == null ? null : byName.get(name);
        if (codec == null) {
            throw input.failure(
                    "expected the field '%s' to name the subtype of %s, one of %s, but it is %s"
                            .formatted(
                                    subtypes.discriminator,
                                    subtypes.type.getSimpleName(),
                                    byName.keySet(),
                                    name == null ? "absent" : "'" + name + "'"),
                    null);
        }
        return codec.decode(input);
    }

    private Object constant(BsonInput input) {
        String name = input.string();
        EnumCodec constants = byConstant.get(name);
        Object constant = constants == null ? null : constants.constantOrNull(name);
        if (constant == null) {
            throw input.failure(
                    "'%s' is not a constant of an enum that is a subtype of %s; the constants are %s"
                            .formatted(name, subtypes.type.getName(), byConstant.keySet()),
                    null);
        }
        return constant;
    }

    @Override
    public void encode(BsonOutput output, Object value) {
        Codec<Object> codec = codecOf(value);
        if (codec == null) {
            throw output.failure(value.getClass() + " is not registered for " + subtypes.type, null);
        }
        codec.encode(output, value);
    }

    @Override
    public Map<String, String> storedNames() {
        return storedNames;
    }

    /** If the value is unknown, the class that the first record requires, unless some record accepts an ObjectId. */
    @Override
    public @Nullable Class<?> requiredIdType(@Nullable Object value) {
        if (value != null) {
            Codec<Object> codec = codecOf(value);
            return codec == null ? null : codec.requiredIdType(value);
        }
        Class<?> first = null;
        for (Codec<Object> record : byName.values()) {
            Class<?> required = record.requiredIdType(null);
            if (required == null) {
                return null;
            }
            first = first == null ? required : first;
        }
        return first;
    }

    /** Whether no value is a document because all subtypes are enums. */
    boolean hasNoRecords() {
        return byName.isEmpty();
    }

    private @Nullable Codec<Object> codecOf(Object value) {
        return byClass.get(value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
    }
}
