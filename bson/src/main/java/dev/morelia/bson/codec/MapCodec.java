package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A map as a document; its keys are strings or converted by {@link MapKeys}. */
final class MapCodec implements Codec<Map<Object, @Nullable Object>> {
    private static final String DOCUMENT_ID = "_id";

    /** In the order of preference. */
    private static final List<Supplier<Map<Object, @Nullable Object>>> KINDS =
            List.of(LinkedHashMap::new, TreeMap::new, MapCodec::concurrent);

    private final Supplier<Map<Object, @Nullable Object>> kind;
    private final MapKeys keys;
    private final Codec<Object> values;
    private final ResolvedType type;

    private MapCodec(
            ResolvedType type,
            Supplier<Map<Object, @Nullable Object>> kind,
            Function<ResolvedType, Codec<Object>> codecs) {
        this.kind = kind;
        this.keys = keys(type);
        this.values = codecs.apply(type.argument(1));
        this.type = type;
    }

    static @Nullable Codec<?> ofOrNull(ResolvedType type, Function<ResolvedType, Codec<Object>> codecs) {
        if (type.raw() == EnumMap.class && type.argument(0).raw().isEnum()) {
            Supplier<Map<Object, @Nullable Object>> kind =
                    () -> enumMap(type.argument(0).raw());
            return new MapCodec(type, kind, codecs);
        }
        for (Supplier<Map<Object, @Nullable Object>> kind : KINDS) {
            if (type.raw().isInstance(kind.get())) {
                return new MapCodec(type, kind, codecs);
            }
        }
        return null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the map itself checks its keys
    private static Map<Object, @Nullable Object> enumMap(Class<?> keyType) {
        return new EnumMap(keyType);
    }

    private static Map<Object, @Nullable Object> concurrent() {
        @SuppressWarnings("NullAway") // put rejects a null value
        Map<Object, @Nullable Object> map = new ConcurrentHashMap<>();
        return map;
    }

    private static MapKeys keys(ResolvedType type) {
        MapKeys keys = MapKeys.ofOrNull(type.argument(0).raw());
        if (keys == null) {
            throw new IllegalArgumentException("the keys of " + type
                    + " become field names, so they must be strings, enum constants, numbers, UUIDs or the like:"
                    + " register a codec for it");
        }
        return keys;
    }

    Map<Object, @Nullable Object> empty() {
        return kind.get();
    }

    @Override
    public Map<Object, @Nullable Object> decode(BsonInput input) {
        Map<Object, @Nullable Object> map = empty();
        input.startDocument();
        while (input.next() != null) {
            Object key = key(input);
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

    private Object key(BsonInput input) {
        Object key;
        try {
            key = keys.parser().apply(input.name());
        } catch (RuntimeException e) {
            throw input.failure("'" + input.name() + "' is not a key of this map: " + e.getMessage(), e);
        }
        if (key == null) {
            throw input.failure("'" + input.name() + "' is not a key of this map", null);
        }
        return key;
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

    /** Determined late, because the codec of the values may still be under construction when this one is created. */
    @Override
    public @Nullable Class<?> requiredIdType(@Nullable Map<Object, @Nullable Object> map) {
        if (!keys.has(DOCUMENT_ID)) {
            throw new IllegalArgumentException("the keys of " + type + " cannot be " + DOCUMENT_ID
                    + ", the field that every document of a collection has: use a map with String keys");
        }
        return IdProbe.readsObjectId(values) ? null : type.argument(1).raw();
    }

    private String name(BsonOutput output, @Nullable Object key) {
        if (key == null) {
            throw output.failure("a map's key must not be null to be a field name", null);
        }
        try {
            return keys.name(key);
        } catch (IllegalArgumentException e) {
            throw output.failure(String.valueOf(e.getMessage()), e);
        } catch (ClassCastException e) {
            throw output.failure("a map's key must be of the declared type but is " + key, e);
        }
    }
}
