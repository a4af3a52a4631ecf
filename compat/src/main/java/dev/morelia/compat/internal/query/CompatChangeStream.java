package dev.morelia.compat.internal.query;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import dev.morelia.ChangeStreamQuery;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OfficialCodec;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.options.ChangeStreamOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.codecs.Codec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The changes of a collection, a database or a deployment. */
public final class CompatChangeStream<T> extends CompatIterable<ChangeStreamDocument<T>>
        implements ChangeStreamIterable<T> {
    private final BiFunction<List<Document>, ChangeStreamOptions, ChangeStreamQuery<?>> watched;
    private final Encoding encoding;
    private final List<? extends Bson> pipeline;
    private final Codec<ChangeStreamDocument<T>> codec;
    private final OptionValues options;

    public CompatChangeStream(
            BiFunction<List<Document>, ChangeStreamOptions, ChangeStreamQuery<?>> watched,
            Encoding encoding,
            List<? extends Bson> pipeline,
            Class<T> resultClass) {
        this.watched = watched;
        this.encoding = encoding;
        this.pipeline = Given.notNull("pipeline", pipeline);
        this.codec = ChangeStreamDocument.createCodec(Given.notNull("resultClass", resultClass), encoding.codecs());
        // Programs of the official driver put the fragments together themselves.
        this.options = new OptionValues(encoding).value("joinFragments", false);
    }

    private <R> MongoChangeStreamCursor<R> open(Codec<R> events) {
        var query = watched.apply(encoding.documents(pipeline), options.onto(new ChangeStreamOptions()));
        return new CompatChangeCursor<>(query.as(new OfficialCodec<>(events)).cursor());
    }

    @Override
    MongoChangeStreamCursor<ChangeStreamDocument<T>> open() {
        return open(codec);
    }

    @Override
    public MongoChangeStreamCursor<ChangeStreamDocument<T>> cursor() {
        return Failures.call(this::open);
    }

    @Override
    public <R> MongoIterable<R> withDocumentClass(Class<R> type) {
        Codec<R> events = encoding.codec(Given.notNull("clazz", type));
        return new CompatIterable<>() {
            @Override
            MongoChangeStreamCursor<R> open() {
                return CompatChangeStream.this.open(events);
            }

            @Override
            public MongoIterable<R> batchSize(int value) {
                CompatChangeStream.this.batchSize(value);
                return this;
            }
        };
    }

    @Override
    public ChangeStreamIterable<T> fullDocument(FullDocument value) {
        options.value(
                "fullDocument", Given.notNull("fullDocument", value) == FullDocument.DEFAULT ? null : value.getValue());
        return this;
    }

    @Override
    public ChangeStreamIterable<T> fullDocumentBeforeChange(FullDocumentBeforeChange value) {
        boolean unset = Given.notNull("fullDocumentBeforeChange", value) == FullDocumentBeforeChange.DEFAULT;
        options.value("fullDocumentBeforeChange", unset ? null : value.getValue());
        return this;
    }

    @Override
    public ChangeStreamIterable<T> resumeAfter(BsonDocument token) {
        options.value("resumeAfter", Bytes.ours(Given.notNull("resumeToken", token)));
        return this;
    }

    @Override
    public ChangeStreamIterable<T> startAfter(BsonDocument token) {
        options.value("startAfter", Bytes.ours(Given.notNull("startAfter", token)));
        return this;
    }

    @Override
    public ChangeStreamIterable<T> startAtOperationTime(BsonTimestamp time) {
        options.value("startAtOperationTime", Bytes.ours(Given.notNull("startAtOperationTime", time)));
        return this;
    }

    @Override
    public ChangeStreamIterable<T> batchSize(int value) {
        options.value("batchSize", value);
        return this;
    }

    @Override
    public ChangeStreamIterable<T> maxAwaitTime(long time, TimeUnit unit) {
        options.millis("maxAwaitTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public ChangeStreamIterable<T> collation(@Nullable Collation value) {
        options.collation(value);
        return this;
    }

    @Override
    public ChangeStreamIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public ChangeStreamIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public ChangeStreamIterable<T> showExpandedEvents(boolean value) {
        options.flag("showExpandedEvents", value);
        return this;
    }
}
