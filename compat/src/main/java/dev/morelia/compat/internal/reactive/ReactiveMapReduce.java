package dev.morelia.compat.internal.reactive;

import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.MapReduceAction;
import com.mongodb.reactivestreams.client.MapReducePublisher;
import java.util.concurrent.TimeUnit;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The results of a map-reduce. */
@SuppressWarnings("deprecation") // as long as the official driver has it
final class ReactiveMapReduce<TResult> extends ReactiveQuery<TResult, MapReduceIterable<TResult>>
        implements MapReducePublisher<TResult> {
    ReactiveMapReduce(Publishers publishers, MapReduceIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public MapReducePublisher<TResult> collectionName(@Nullable String collectionName) {
        blocking.collectionName(collectionName);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> finalizeFunction(@Nullable String finalizeFunction) {
        blocking.finalizeFunction(finalizeFunction);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> scope(@Nullable Bson scope) {
        blocking.scope(scope);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> sort(@Nullable Bson sort) {
        blocking.sort(sort);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> filter(@Nullable Bson filter) {
        blocking.filter(filter);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> limit(int limit) {
        blocking.limit(limit);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> jsMode(boolean jsMode) {
        blocking.jsMode(jsMode);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> verbose(boolean verbose) {
        blocking.verbose(verbose);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> action(MapReduceAction action) {
        blocking.action(action);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> databaseName(@Nullable String databaseName) {
        blocking.databaseName(databaseName);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> bypassDocumentValidation(@Nullable Boolean bypassDocumentValidation) {
        blocking.bypassDocumentValidation(bypassDocumentValidation);
        return this;
    }

    @Override
    public Publisher<Void> toCollection() {
        return publishers.end(blocking::toCollection);
    }

    @Override
    public MapReducePublisher<TResult> collation(@Nullable Collation collation) {
        blocking.collation(collation);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public MapReducePublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
        blocking.timeoutMode(timeoutMode);
        return this;
    }
}
