package dev.morelia.compat.internal.reactive;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import com.mongodb.reactivestreams.client.ChangeStreamPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A change stream. */
final class ReactiveChangeStream<TResult>
        extends ReactiveQuery<ChangeStreamDocument<TResult>, ChangeStreamIterable<TResult>>
        implements ChangeStreamPublisher<TResult> {
    ReactiveChangeStream(Publishers publishers, ChangeStreamIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public ChangeStreamPublisher<TResult> fullDocument(FullDocument fullDocument) {
        blocking.fullDocument(fullDocument);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> fullDocumentBeforeChange(FullDocumentBeforeChange fullDocumentBeforeChange) {
        blocking.fullDocumentBeforeChange(fullDocumentBeforeChange);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> resumeAfter(BsonDocument resumeAfter) {
        blocking.resumeAfter(resumeAfter);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> startAtOperationTime(BsonTimestamp startAtOperationTime) {
        blocking.startAtOperationTime(startAtOperationTime);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> startAfter(BsonDocument startAfter) {
        blocking.startAfter(startAfter);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> maxAwaitTime(long maxAwaitTime, TimeUnit unit) {
        blocking.maxAwaitTime(maxAwaitTime, unit);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> collation(@Nullable Collation collation) {
        blocking.collation(collation);
        return this;
    }

    @Override
    public <TDocument> Publisher<TDocument> withDocumentClass(Class<TDocument> type) {
        return publishers.elements(blocking.withDocumentClass(type));
    }

    @Override
    public ChangeStreamPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public ChangeStreamPublisher<TResult> showExpandedEvents(boolean showExpandedEvents) {
        blocking.showExpandedEvents(showExpandedEvents);
        return this;
    }
}
