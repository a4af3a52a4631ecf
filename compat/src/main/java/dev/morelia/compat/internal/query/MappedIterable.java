package dev.morelia.compat.internal.query;

import com.mongodb.Function;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoIterable;
import org.jspecify.annotations.Nullable;

/** A query with a function that is applied to each value. */
public final class MappedIterable<T, U> extends CompatIterable<U> {
    private final MongoIterable<T> source;
    private final Function<T, U> mapper;

    MappedIterable(MongoIterable<T> source, Function<T, U> mapper) {
        this.source = source;
        this.mapper = mapper;
    }

    @Override
    MongoCursor<U> open() {
        return new MappedCursor<>(source.cursor(), mapper);
    }

    @Override
    public @Nullable U first() {
        T value = source.first();
        return value == null ? null : mapper.apply(value);
    }

    @Override
    public MongoIterable<U> batchSize(int size) {
        source.batchSize(size);
        return this;
    }
}
