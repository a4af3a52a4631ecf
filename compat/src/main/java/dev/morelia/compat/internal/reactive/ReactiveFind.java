package dev.morelia.compat.internal.reactive;

import com.mongodb.CursorType;
import com.mongodb.ExplainVerbosity;
import com.mongodb.client.FindIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import com.mongodb.reactivestreams.client.FindPublisher;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The documents of a find. */
final class ReactiveFind<TResult> extends ReactiveQuery<TResult, FindIterable<TResult>>
        implements FindPublisher<TResult> {
    ReactiveFind(Publishers publishers, FindIterable<TResult> blocking) {
        super(publishers, blocking);
    }

    @Override
    public FindPublisher<TResult> filter(@Nullable Bson filter) {
        blocking.filter(filter);
        return this;
    }

    @Override
    public FindPublisher<TResult> limit(int limit) {
        blocking.limit(limit);
        return this;
    }

    @Override
    public FindPublisher<TResult> skip(int skip) {
        blocking.skip(skip);
        return this;
    }

    @Override
    public FindPublisher<TResult> maxTime(long maxTime, TimeUnit unit) {
        blocking.maxTime(maxTime, unit);
        return this;
    }

    @Override
    public FindPublisher<TResult> maxAwaitTime(long maxAwaitTime, TimeUnit unit) {
        blocking.maxAwaitTime(maxAwaitTime, unit);
        return this;
    }

    @Override
    public FindPublisher<TResult> projection(@Nullable Bson projection) {
        blocking.projection(projection);
        return this;
    }

    @Override
    public FindPublisher<TResult> sort(@Nullable Bson sort) {
        blocking.sort(sort);
        return this;
    }

    @Override
    public FindPublisher<TResult> noCursorTimeout(boolean noCursorTimeout) {
        blocking.noCursorTimeout(noCursorTimeout);
        return this;
    }

    @Override
    public FindPublisher<TResult> partial(boolean partial) {
        blocking.partial(partial);
        return this;
    }

    @Override
    public FindPublisher<TResult> cursorType(CursorType cursorType) {
        blocking.cursorType(cursorType);
        return this;
    }

    @Override
    public FindPublisher<TResult> collation(@Nullable Collation collation) {
        blocking.collation(collation);
        return this;
    }

    @Override
    public FindPublisher<TResult> comment(@Nullable String comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public FindPublisher<TResult> comment(@Nullable BsonValue comment) {
        blocking.comment(comment);
        return this;
    }

    @Override
    public FindPublisher<TResult> hint(@Nullable Bson hint) {
        blocking.hint(hint);
        return this;
    }

    @Override
    public FindPublisher<TResult> hintString(@Nullable String hintString) {
        blocking.hintString(hintString);
        return this;
    }

    @Override
    public FindPublisher<TResult> let(@Nullable Bson let) {
        blocking.let(let);
        return this;
    }

    @Override
    public FindPublisher<TResult> max(@Nullable Bson max) {
        blocking.max(max);
        return this;
    }

    @Override
    public FindPublisher<TResult> min(@Nullable Bson min) {
        blocking.min(min);
        return this;
    }

    @Override
    public FindPublisher<TResult> returnKey(boolean returnKey) {
        blocking.returnKey(returnKey);
        return this;
    }

    @Override
    public FindPublisher<TResult> showRecordId(boolean showRecordId) {
        blocking.showRecordId(showRecordId);
        return this;
    }

    @Override
    public FindPublisher<TResult> batchSize(int batchSize) {
        blocking.batchSize(batchSize);
        return this;
    }

    @Override
    public FindPublisher<TResult> allowDiskUse(@Nullable Boolean allowDiskUse) {
        blocking.allowDiskUse(allowDiskUse);
        return this;
    }

    @Override
    public FindPublisher<TResult> timeoutMode(TimeoutMode timeoutMode) {
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
