package dev.morelia;

import dev.morelia.async.AsyncQuery;
import java.util.Optional;
import java.util.function.Function;

/** A query that applies a function to each document. */
record MappedQuery<T, R>(Query<T> query, Function<? super T, ? extends R> mapping) implements Query<R> {
    @Override
    public AsyncQuery<R> async() {
        return query.async().map(mapping);
    }

    @Override
    public MongoCursor<R> cursor() {
        return query.cursor().map(mapping);
    }

    @Override
    public Optional<R> first() {
        return query.first().map(document -> MongoCursor.mapped(mapping, document));
    }

    @Override
    public String toString() {
        return query.toString();
    }
}
