package dev.morelia.compat.internal.reactive;

import com.mongodb.client.ListCollectionNamesIterable;
import com.mongodb.reactivestreams.client.ListCollectionNamesPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The names of the collections of a database. */
final class ReactiveListCollectionNames extends ReactiveQuery<String, ListCollectionNamesIterable>
        implements ListCollectionNamesPublisher {
    ReactiveListCollectionNames(Publishers publishers, ListCollectionNamesIterable blocking) {
        super(publishers, blocking);
    }

    @Override
    public ListCollectionNamesPublisher filter(@Nullable Bson filter) {
        blocking.filter(filter);
        return this;
    }

    @Override
    public ListCollectionNamesPublisher maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public ListCollectionNamesPublisher batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public ListCollectionNamesPublisher comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListCollectionNamesPublisher comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ListCollectionNamesPublisher authorizedCollections(boolean authorizedCollections) {
        blocking.authorizedCollections(authorizedCollections);
        return this;
    }
}
