package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A collection as an array. Reading creates the simplest implementation of the requested type. */
final class CollectionCodec implements Codec<Collection<@Nullable Object>> {
    /** In the order of preference. */
    private static final List<Supplier<Collection<@Nullable Object>>> KINDS =
            List.of(ArrayList::new, LinkedHashSet::new, TreeSet::new, ArrayDeque::new);

    private final Supplier<Collection<@Nullable Object>> kind;
    private final Codec<Object> elements;

    private CollectionCodec(Supplier<Collection<@Nullable Object>> kind, Codec<Object> elements) {
        this.kind = kind;
        this.elements = elements;
    }

    static @Nullable Codec<?> ofOrNull(ResolvedType type, Function<ResolvedType, Codec<Object>> codecs) {
        if (!Collection.class.isAssignableFrom(type.raw())) {
            return null;
        }
        if (type.raw() == EnumSet.class && type.argument(0).raw().isEnum()) {
            Class<?> constants = type.argument(0).raw();
            return new CollectionCodec(() -> enumSet(constants), codecs.apply(type.argument(0)));
        }
        for (Supplier<Collection<@Nullable Object>> kind : KINDS) {
            if (type.raw().isInstance(kind.get())) {
                return new CollectionCodec(kind, codecs.apply(type.argument(0)));
            }
        }
        return null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the set itself checks its elements
    private static Collection<@Nullable Object> enumSet(Class<?> constants) {
        return (Collection) EnumSet.noneOf((Class) constants);
    }

    Collection<@Nullable Object> empty() {
        return kind.get();
    }

    @Override
    public Collection<@Nullable Object> decode(BsonInput input) {
        Collection<@Nullable Object> values = empty();
        input.startArray();
        while (input.next() != null) {
            Object value = Nulls.decode(elements, input);
            try {
                values.add(value);
            } catch (NullPointerException | ClassCastException e) {
                throw input.failure("a " + values.getClass().getSimpleName() + " cannot hold " + value, e);
            }
        }
        input.endArray();
        return values;
    }

    @Override
    public void encode(BsonOutput output, Collection<@Nullable Object> values) {
        output.startArray();
        int index = 0;
        for (Object value : values) {
            output.index(index++);
            Nulls.encode(elements, output, value);
        }
        output.endArray();
    }
}
