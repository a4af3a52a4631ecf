package dev.morelia.bson.codec;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An empty optional as null, any other as its value. The only codec that reads null itself. */
final class OptionalCodec<T> implements Codec<T> {
    private final T empty;
    private final Predicate<T> isEmpty;
    private final Function<Object, T> wrap;
    private final Function<T, Object> unwrap;
    private final Codec<Object> values;

    private OptionalCodec(
            T empty, Predicate<T> isEmpty, Function<Object, T> wrap, Function<T, Object> unwrap, Codec<Object> values) {
        this.empty = empty;
        this.isEmpty = isEmpty;
        this.wrap = wrap;
        this.unwrap = unwrap;
        this.values = values;
    }

    static @Nullable OptionalCodec<?> ofOrNull(ResolvedType type, Function<ResolvedType, Codec<Object>> codecs) {
        Class<?> raw = type.raw();
        if (raw == Optional.class) {
            return new OptionalCodec<Optional<Object>>(
                    Optional.empty(), Optional::isEmpty, Optional::of, Optional::get, codecs.apply(type.argument(0)));
        }
        if (raw == OptionalInt.class) {
            return new OptionalCodec<>(
                    OptionalInt.empty(),
                    OptionalInt::isEmpty,
                    value -> OptionalInt.of((int) value),
                    OptionalInt::getAsInt,
                    codecs.apply(ResolvedType.of(int.class)));
        }
        if (raw == OptionalLong.class) {
            return new OptionalCodec<>(
                    OptionalLong.empty(),
                    OptionalLong::isEmpty,
                    value -> OptionalLong.of((long) value),
                    OptionalLong::getAsLong,
                    codecs.apply(ResolvedType.of(long.class)));
        }
        if (raw == OptionalDouble.class) {
            return new OptionalCodec<>(
                    OptionalDouble.empty(),
                    OptionalDouble::isEmpty,
                    value -> OptionalDouble.of((double) value),
                    OptionalDouble::getAsDouble,
                    codecs.apply(ResolvedType.of(double.class)));
        }
        return null;
    }

    T empty() {
        return empty;
    }

    boolean isEmpty(T optional) {
        return isEmpty.test(optional);
    }

    @Override
    public T decode(BsonInput input) {
        if (input.type() == BsonType.NULL) {
            input.nullValue();
            return empty;
        }
        Object value = Nulls.decode(values, input);
        return value == null ? empty : wrap.apply(value); // a codec of the application may return null
    }

    @Override
    public void encode(BsonOutput output, T optional) {
        if (isEmpty.test(optional)) {
            output.nullValue();
        } else {
            values.encode(output, unwrap.apply(optional));
        }
    }
}
