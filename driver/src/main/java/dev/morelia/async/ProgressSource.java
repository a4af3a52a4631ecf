package dev.morelia.async;

import dev.morelia.ChangeStream;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.internal.bridge.Source;
import org.jspecify.annotations.Nullable;

/**
 * A change stream as a source of a publisher that tells where it begins, and after each request to the server how far
 * it has got, also where there is no event.
 */
final class ProgressSource<T> implements Source<ChangeProgress<T>> {
    private final ChangeStream<T> stream;
    private boolean begun;

    ProgressSource(ChangeStream<T> stream) {
        this.stream = stream;
    }

    @Override
    public boolean isAvailable() {
        return stream.available() > 0;
    }

    /** After the last event the server has closed its cursor. */
    @Override
    public boolean hasEnded() {
        return stream.id() == 0 && stream.available() == 0;
    }

    @Override
    public @Nullable ChangeProgress<T> next() {
        Document start = begun || isAvailable() ? null : stream.resumeToken();
        begun = true;
        return start == null ? following() : new ChangeProgress<>(null, start);
    }

    private @Nullable ChangeProgress<T> following() {
        while (true) {
            T event = tryNext();
            Document token = stream.resumeToken();
            if (token != null) {
                return new ChangeProgress<>(event, token);
            }
            if (hasEnded()) {
                return null;
            }
        }
    }

    private @Nullable T tryNext() {
        try {
            return stream.tryNext();
        } catch (MongoException failure) {
            throw ChangeStreamSource.ended(failure);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
