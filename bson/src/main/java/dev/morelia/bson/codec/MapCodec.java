package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A map is a document; its keys are strings, or enum constants by their names. */
final class MapCodec implements Codec<Map<Object, @Nullable Object>> {
    /** In the order of preference. */
    private static final List<Supplier<Map<Object, @Nullable Object>>> KINDS =
            List.of(LinkedHashMap::new, TreeMap::new, MapCodec::concurrent);

    private final Supplier<Map<Object, @Nullable Object>> kind;
    private final Keys keys;
    private final Codec<Object> values;

    private MapCodec(Supplier<Map<Object, @Nullable Object>> kind, Keys keys, Codec<Object> values) {
        this.kind = kind;
        this.keys = keys;
        this.values = values;
    }

    /**
     * How keys become names and back.
     *
     * @param parser the key of a name, or null if there is none
     * @param printer the name of a key
     */
    private record Keys(Function<String, @Nullable Object> parser, Function<Object, String> printer) {}

    static @Nullable Codec<?> ofOrNull(ResolvedType type, Resolution resolution) {
        for (Supplier<Map<Object, @Nullable Object>> kind : KINDS) {
            if (type.raw().isInstance(kind.get())) {
                return new MapCodec(kind, keys(type), resolution.codec(type.argument(1)));
            }
        }
        return null;
    }

    private static Map<Object, @Nullable Object> concurrent() {
        @SuppressWarnings("NullAway") // a null value is refused where it is put in
        Map<Object, @Nullable Object> map = new ConcurrentHashMap<>();
        return map;
    }

    private static Keys keys(ResolvedType type) {
        Class<?> raw = type.argument(0).raw();
        if (raw == String.class || raw == Object.class) {
            return new Keys(name -> name, String.class::cast);
        }
        if (raw.isEnum()) {
            var constants = new EnumCodec(raw);
            return new Keys(constants::constantOrNull, key -> constants.nameOf((Enum<?>) key));
        }
        throw new IllegalArgumentException("the keys of " + type
                + " must be strings or enum constants to be field names: register a codec for it");
    }

    @Override
    public Map<Object, @Nullable Object> decode(BsonInput input) {
        Map<Object, @Nullable Object> map = kind.get();
        input.startDocument();
        while (input.next() != null) {
            Object key = keys.parser.apply(input.name());
            if (key == null) {
                throw input.failure("'" + input.name() + "' is no key of this map", null);
            }
            Object value = Nulls.decode(values, input);
            try {
                map.put(key, value);
            } catch (NullPointerException e) {
                throw input.failure("a " + map.getClass().getSimpleName() + " cannot hold null", e);
            }
        }
        input.endDocument();
        return map;
    }

    @Override
    public void encode(BsonOutput output, Map<Object, @Nullable Object> map) {
        output.startDocument();
        map.forEach((key, value) -> {
            output.name(name(output, key));
            Nulls.encode(values, output, value);
        });
        output.endDocument();
    }

    private String name(BsonOutput output, @Nullable Object key) {
        if (key == null) {
            throw output.failure("a map's key must not be null to be a field name", null);
        }
        try {
            return keys.printer.apply(key);
        } catch (ClassCastException e) {
            throw output.failure("a map's key must be of the declared type but is " + key, e);
        }
    }
}
