package dev.morelia.compat.internal.query;

import com.mongodb.Function;
import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoCursor;
import org.jspecify.annotations.Nullable;

/** A cursor that applies a function to each value. Not thread-safe, except for {@link #close}. */
public final class MappedCursor<T, U> implements MongoCursor<U> {
    private final MongoCursor<T> source;
    private final Function<? super T, ? extends U> mapper;

    public MappedCursor(MongoCursor<T> source, Function<? super T, ? extends U> mapper) {
        this.source = source;
        this.mapper = mapper;
    }

    @Override
    public boolean hasNext() {
        return source.hasNext();
    }

    @Override
    public U next() {
        return mapper.apply(source.next());
    }

    @Override
    public @Nullable U tryNext() {
        T value = source.tryNext();
        return value == null ? null : mapper.apply(value);
    }

    @Override
    public int available() {
        return source.available();
    }

    @Override
    public @Nullable ServerCursor getServerCursor() {
        return source.getServerCursor();
    }

    @Override
    public ServerAddress getServerAddress() {
        return source.getServerAddress();
    }

    @Override
    public void close() {
        source.close();
    }
}
