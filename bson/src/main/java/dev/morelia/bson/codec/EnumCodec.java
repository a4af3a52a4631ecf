package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An enum constant as its name, or the name set by {@link BsonName}. */
final class EnumCodec implements Codec<Enum<?>> {
    private final Class<?> type;
    private final Map<String, Enum<?>> constants = new LinkedHashMap<>();
    private final Map<Enum<?>, String> names = new HashMap<>();

    EnumCodec(Class<?> type) {
        this.type = type;
        for (Object value : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) value;
            String name = name(constant);
            names.put(constant, name);
            if (constants.put(name, constant) != null) {
                throw new IllegalArgumentException("two constants of " + type + " have the name " + name);
            }
        }
    }

    @Override
    public Enum<?> decode(BsonInput input) {
        String name = input.string();
        Enum<?> constant = constants.get(name);
        if (constant == null) {
            throw input.failure(
                    "'%s' is not a constant of %s; the constants are %s"
                            .formatted(name, type.getName(), constants.keySet()),
                    null);
        }
        return constant;
    }

    @Override
    public void encode(BsonOutput output, Enum<?> constant) {
        output.string(nameOf(constant));
    }

    @Nullable
    Enum<?> constantOrNull(String name) {
        return constants.get(name);
    }

    Set<String> names() {
        return constants.keySet();
    }

    String nameOf(Enum<?> constant) {
        return Objects.requireNonNull(names.get(constant));
    }

    private String name(Enum<?> constant) {
        try {
            Field field = type.getField(constant.name());
            BsonName name = field.getAnnotation(BsonName.class);
            return name == null ? constant.name() : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("every enum constant is a public field", e);
        }
    }
}
