package dev.morelia.compat.internal.reactive;

import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.reactivestreams.client.ListIndexesPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The indexes of a collection. */
final class ReactiveListIndexes<TResult> extends ReactiveQuery<TResult, ListIndexesIterable<TResult>>
        implements ListIndexesPublisher<TResult> {
    ReactiveListIndexes(Publishers publishers, ListIndexesIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public ListIndexesPublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public ListIndexesPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public ListIndexesPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListIndexesPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListIndexesPublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
        blocking.timeoutMode(timeoutMode);
        return this;
    }
}
