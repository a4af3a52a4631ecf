package dev.morelia.compat.internal.reactive;

import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.reactivestreams.client.ListCollectionsPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collections of a database. */
final class ReactiveListCollections<TResult> extends ReactiveQuery<TResult, ListCollectionsIterable<TResult>>
        implements ListCollectionsPublisher<TResult> {
    ReactiveListCollections(Publishers publishers, ListCollectionsIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public ListCollectionsPublisher<TResult> filter(@Nullable Bson filter) {
        blocking.filter(filter);
        return this;
    }

    @Override
    public ListCollectionsPublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public ListCollectionsPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public ListCollectionsPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListCollectionsPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListCollectionsPublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
        blocking.timeoutMode(timeoutMode);
        return this;
    }
}
