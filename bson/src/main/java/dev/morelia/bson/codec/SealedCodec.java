package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A type with a closed set of records behind it, told apart by a field that holds the record's registered name. */
final class SealedCodec implements Codec<Object> {
    static final String DISCRIMINATOR = "_t";

    private final Subtypes subtypes;
    private final Map<String, RecordCodec> byName = new LinkedHashMap<>();
    private final Map<Class<?>, String> names = new HashMap<>();

    private SealedCodec(Subtypes subtypes) {
        this.subtypes = subtypes;
    }

    /**
     * What was registered.
     *
     * @param type the common type
     * @param discriminator the field that holds the name
     * @param records the record of each name
     */
    record Subtypes(Class<?> type, String discriminator, Map<String, Class<?>> records) {
        static Subtypes of(Class<?> type, String discriminator, Map<String, Class<?>> records) {
            var seen = new HashSet<Class<?>>();
            records.forEach((name, subtype) -> {
                if (!subtype.isRecord()) {
                    throw new IllegalArgumentException("'" + name + "' of " + type + " is no record: " + subtype);
                }
                if (!seen.add(subtype)) {
                    throw new IllegalArgumentException(subtype + " is registered twice for " + type);
                }
            });
            requireAll(type, seen);
            return new Subtypes(type, discriminator, Map.copyOf(records));
        }

        private static void requireAll(Class<?> type, Set<Class<?>> registered) {
            if (!type.isSealed()) {
                return;
            }
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                boolean abstractly = Modifier.isAbstract(permitted.getModifiers());
                if (!abstractly && !registered.contains(permitted)) {
                    throw new IllegalArgumentException(
                            permitted + " may stand where " + type + " is declared but is not registered for it");
                }
                requireAll(permitted, registered);
            }
        }
    }

    static SealedCodec of(Subtypes subtypes, Resolution resolution) {
        var codec = new SealedCodec(subtypes);
        subtypes.records.forEach((name, type) -> {
            codec.byName.put(name, RecordCodec.of(ResolvedType.of(type), resolution));
            codec.names.put(type, name);
        });
        return codec;
    }

    @Override
    public Object decode(BsonInput input) {
        String name = input.peekString(subtypes.discriminator);
        RecordCodec codec = name == null ? null : byName.get(name);
        if (codec == null) {
            throw input.failure(
                    "expected the field '%s' to tell which %s this is, one of %s, but it is %s"
                            .formatted(
                                    subtypes.discriminator,
                                    subtypes.type.getSimpleName(),
                                    byName.keySet(),
                                    name == null ? "absent" : "'" + name + "'"),
                    null);
        }
        return codec.decode(input);
    }

    @Override
    public void encode(BsonOutput output, Object value) {
        String name = names.get(value.getClass());
        RecordCodec codec = name == null ? null : byName.get(name);
        if (name == null || codec == null) {
            throw output.failure(value.getClass() + " is not registered for " + subtypes.type, null);
        }
        output.startDocument();
        output.string(subtypes.discriminator, name);
        codec.encodeComponents(output, value);
        output.endDocument();
    }
}
