package dev.morelia.async;

import dev.morelia.ChangeStream;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.internal.bridge.Source;
import org.jspecify.annotations.Nullable;

/** A change stream as a source of a publisher that tells every new resume token, also where there is no event. */
final class ProgressSource<T> implements Source<ChangeProgress<T>> {
    private final ChangeStream<T> stream;
    private @Nullable Document told;

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
        while (true) {
            T event = tryNext();
            Document token = stream.resumeToken();
            if (token != null && (event != null || !token.equals(told))) {
                told = token;
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
