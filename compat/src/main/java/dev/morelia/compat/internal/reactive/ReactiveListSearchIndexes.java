package dev.morelia.compat.internal.reactive;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.ListSearchIndexesIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import com.mongodb.reactivestreams.client.ListSearchIndexesPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The search indexes of a collection. */
final class ReactiveListSearchIndexes<TResult> extends ReactiveQuery<TResult, ListSearchIndexesIterable<TResult>>
        implements ListSearchIndexesPublisher<TResult> {
    ReactiveListSearchIndexes(Publishers publishers, ListSearchIndexesIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public ListSearchIndexesPublisher<TResult> name(@Nullable String name) {
        blocking.name(name);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> allowDiskUse(@Nullable Boolean allowDiskUse) {
        blocking.allowDiskUse(allowDiskUse);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> collation(@Nullable Collation collation) {
        blocking.collation(collation);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListSearchIndexesPublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
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
