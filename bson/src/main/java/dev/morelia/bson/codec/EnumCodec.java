package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An enum's constant is its name, or the one that {@link BsonName} gives it. */
final class EnumCodec implements Codec<Enum<?>> {
    private final Class<?> type;
    private final Map<String, Enum<?>> constants = new LinkedHashMap<>();
    private final String[] names;

    EnumCodec(Class<?> type) {
        this.type = type;
        Object[] values = type.getEnumConstants();
        names = new String[values.length];
        for (Object value : values) {
            Enum<?> constant = (Enum<?>) value;
            names[constant.ordinal()] = name(constant);
            if (constants.put(name(constant), constant) != null) {
                throw new IllegalArgumentException("two constants of " + type + " have the name " + name(constant));
            }
        }
    }

    @Override
    public Enum<?> decode(BsonInput input) {
        String name = input.string();
        Enum<?> constant = constants.get(name);
        if (constant == null) {
            throw input.failure(
                    "'%s' is no constant of %s; there are %s".formatted(name, type.getName(), constants.keySet()), null);
        }
        return constant;
    }

    @Override
    public void encode(BsonOutput output, Enum<?> constant) {
        output.string(names[constant.ordinal()]);
    }

    @Nullable Enum<?> constantOrNull(String name) {
        return constants.get(name);
    }

    String nameOf(Enum<?> constant) {
        return names[constant.ordinal()];
    }

    private String name(Enum<?> constant) {
        try {
            Field field = type.getField(constant.name());
            BsonName name = field.getAnnotation(BsonName.class);
            return name == null ? constant.name() : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("every constant of an enum is a public field of it", e);
        }
    }
}
