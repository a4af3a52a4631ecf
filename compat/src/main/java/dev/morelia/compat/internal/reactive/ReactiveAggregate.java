package dev.morelia.compat.internal.reactive;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import com.mongodb.reactivestreams.client.AggregatePublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The results of an aggregation. */
final class ReactiveAggregate<TResult> extends ReactiveQuery<TResult, AggregateIterable<TResult>>
        implements AggregatePublisher<TResult> {
    ReactiveAggregate(Publishers publishers, AggregateIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public AggregatePublisher<TResult> allowDiskUse(@Nullable Boolean allowDiskUse) {
        blocking.allowDiskUse(allowDiskUse);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> maxAwaitTime(long maxAwaitTime, TimeUnit unit) {
        blocking.maxAwaitTime(maxAwaitTime, unit);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> bypassDocumentValidation(@Nullable Boolean bypassDocumentValidation) {
        blocking.bypassDocumentValidation(bypassDocumentValidation);
        return this;
    }

    @Override
    public Publisher<Void> toCollection() {
        return publishers.end(blocking::toCollection);
    }

    @Override
    public AggregatePublisher<TResult> collation(@Nullable Collation collation) {
        blocking.collation(collation);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> hint(@Nullable Bson hint) {
        blocking.hint(hint);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> hintString(@Nullable String hintString) {
        blocking.hintString(hintString);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> let(@Nullable Bson let) {
        blocking.let(let);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public AggregatePublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
        blocking.timeoutMode(timeoutMode);
        return this;
    }

    @Override
    public Publisher<Document> explain() {
        return publishers.one(() -> blocking.explain());
    }

    @Override
    public Publisher<Document> explain(ExplainVerbosity verbosity) {
        return publishers.one(() -> blocking.explain(verbosity), verbosity);
    }

    @Override
    public <E> Publisher<E> explain(Class<E> type) {
        return publishers.one(() -> blocking.explain(type), type);
    }

    @Override
    public <E> Publisher<E> explain(Class<E> type, ExplainVerbosity verbosity) {
        return publishers.one(() -> blocking.explain(type, verbosity), type, verbosity);
    }
}
