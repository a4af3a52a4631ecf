package dev.morelia.compat.internal.reactive;

import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.reactivestreams.client.ListDatabasesPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The databases of a deployment. */
final class ReactiveListDatabases<TResult> extends ReactiveQuery<TResult, ListDatabasesIterable<TResult>>
        implements ListDatabasesPublisher<TResult> {
    ReactiveListDatabases(Publishers publishers, ListDatabasesIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public ListDatabasesPublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> filter(@Nullable Bson filter) {
        blocking.filter(filter);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> nameOnly(@Nullable Boolean nameOnly) {
        blocking.nameOnly(nameOnly);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> authorizedDatabasesOnly(@Nullable Boolean authorizedDatabasesOnly) {
        blocking.authorizedDatabasesOnly(authorizedDatabasesOnly);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListDatabasesPublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
        blocking.timeoutMode(timeoutMode);
        return this;
    }
}
