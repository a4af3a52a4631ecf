package dev.morelia.async;

import dev.morelia.ChangeStream;
import dev.morelia.error.MongoException;
import dev.morelia.internal.bridge.Source;
import dev.morelia.internal.errordetail.ErrorNotes;
import org.jspecify.annotations.Nullable;

/** A change stream as a source of a publisher. */
final class ChangeStreamSource<T> implements Source<T> {
    private final ChangeStream<T> stream;

    ChangeStreamSource(ChangeStream<T> stream) {
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
    public boolean fetch() {
        try {
            boolean unused = stream.hasNext();
            return true;
        } catch (MongoException failure) {
            throw ended(failure);
        }
    }

    @Override
    public @Nullable T next() {
        return stream.hasNext() ? stream.next() : null;
    }

    /** The subscription ends with what leaves a blocking stream open. */
    static MongoException ended(MongoException failure) {
        ErrorNotes.of(failure).ofSubscription();
        return failure;
    }

    @Override
    public void close() {
        stream.close();
    }
}
