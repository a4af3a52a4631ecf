package dev.morelia.compat.internal.reactive;

import com.mongodb.client.DistinctIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import com.mongodb.reactivestreams.client.DistinctPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The distinct values of a field. */
final class ReactiveDistinct<TResult> extends ReactiveQuery<TResult, DistinctIterable<TResult>>
        implements DistinctPublisher<TResult> {
    ReactiveDistinct(Publishers publishers, DistinctIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public DistinctPublisher<TResult> filter(@Nullable Bson filter) {
        blocking.filter(filter);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> collation(@Nullable Collation collation) {
        blocking.collation(collation);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> hint(@Nullable Bson hint) {
        blocking.hint(hint);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> hintString(@Nullable String hintString) {
        blocking.hintString(hintString);
        return this;
    }

    @Override
    public DistinctPublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
        blocking.timeoutMode(timeoutMode);
        return this;
    }
}
