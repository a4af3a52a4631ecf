package dev.morelia.compat.internal.query;

import com.mongodb.CursorType;
import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoNamespace;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import dev.morelia.FindQuery;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OfficialCodec;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.FindOptions;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** A find. */
public final class CompatFind<T> extends CompatIterable<T> implements FindIterable<T> {
    private final View view;
    private final MongoNamespace namespace;
    private final Encoding encoding;
    private final Class<T> resultClass;
    private final OptionValues options;
    private @Nullable Bson filter;
    private @Nullable Bson hint;
    private @Nullable String hintName;
    private int limit;
    private int batchSize;

    public CompatFind(
            View view, MongoNamespace namespace, Encoding encoding, @Nullable Bson filter, Class<T> resultClass) {
        this.view = view;
        this.namespace = namespace;
        this.encoding = encoding;
        this.filter = filter;
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    private FindQuery<T> query() {
        options.hint(hint, hintName);
        limits();
        return raw().as(new OfficialCodec<>(encoding.codec(resultClass)));
    }

    private FindQuery<RawDocument> raw() {
        return view.collection(namespace)
                .find(encoding.document(filter))
                .options(none -> options.onto(new FindOptions()));
    }

    /** A negative batch size is a negative limit: all of the result has to be in one batch. */
    private void limits() {
        long most = Math.abs((long) limit);
        long size = Math.abs((long) batchSize);
        if (batchSize < 0) {
            options.number("limit", -(most == 0 ? size : Math.min(most, size))).value("batchSize", null);
        } else {
            options.number("limit", limit).value("batchSize", batchSize == 0 || limit < 0 ? null : batchSize);
        }
    }

    @Override
    MongoCursor<T> open() {
        return new CompatCursor<>(query().cursor());
    }

    @Override
    public @Nullable T first() {
        return Failures.call(() -> query().first().orElse(null));
    }

    @Override
    public FindIterable<T> filter(@Nullable Bson value) {
        filter = value;
        return this;
    }

    @Override
    public FindIterable<T> limit(int value) {
        limit = value;
        return this;
    }

    @Override
    public FindIterable<T> batchSize(int value) {
        batchSize = value;
        return this;
    }

    @Override
    public FindIterable<T> skip(int value) {
        options.number("skip", value);
        return this;
    }

    @Override
    public FindIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public FindIterable<T> maxAwaitTime(long time, TimeUnit unit) {
        options.millis("maxAwaitTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public FindIterable<T> projection(@Nullable Bson value) {
        options.document("projection", value);
        return this;
    }

    @Override
    public FindIterable<T> sort(@Nullable Bson value) {
        options.document("sort", value);
        return this;
    }

    @Override
    public FindIterable<T> noCursorTimeout(boolean value) {
        options.flag("noCursorTimeout", value);
        return this;
    }

    @Override
    public FindIterable<T> partial(boolean value) {
        options.flag("allowPartialResults", value);
        return this;
    }

    @Override
    public FindIterable<T> cursorType(CursorType value) {
        options.value("cursorType", Translated.cursorType(value));
        return this;
    }

    @Override
    public FindIterable<T> collation(@Nullable Collation value) {
        options.collation(value);
        return this;
    }

    @Override
    public FindIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public FindIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public FindIterable<T> hint(@Nullable Bson value) {
        hint = value;
        return this;
    }

    @Override
    public FindIterable<T> hintString(@Nullable String value) {
        hintName = value;
        return this;
    }

    @Override
    public FindIterable<T> let(@Nullable Bson value) {
        options.document("let", value);
        return this;
    }

    @Override
    public FindIterable<T> max(@Nullable Bson value) {
        options.document("max", value);
        return this;
    }

    @Override
    public FindIterable<T> min(@Nullable Bson value) {
        options.document("min", value);
        return this;
    }

    @Override
    public FindIterable<T> returnKey(boolean value) {
        options.flag("returnKey", value);
        return this;
    }

    @Override
    public FindIterable<T> showRecordId(boolean value) {
        options.flag("showRecordId", value);
        return this;
    }

    @Override
    public FindIterable<T> allowDiskUse(@Nullable Boolean value) {
        options.value("allowDiskUse", value);
        return this;
    }

    @Override
    public FindIterable<T> timeoutMode(TimeoutMode value) {
        options.value("timeoutMode", Translated.timeoutMode(value));
        return this;
    }

    @Override
    public Document explain() {
        return explain(Document.class);
    }

    @Override
    public Document explain(ExplainVerbosity verbosity) {
        return explain(Document.class, Given.notNull("verbosity", verbosity));
    }

    @Override
    public <E> E explain(Class<E> type) {
        return explained(type, null);
    }

    @Override
    public <E> E explain(Class<E> type, ExplainVerbosity verbosity) {
        return explained(type, Given.notNull("verbosity", verbosity));
    }

    private <E> E explained(Class<E> type, @Nullable ExplainVerbosity verbosity) {
        var explanation = Failures.call(() -> query().explain(Translated.verbosity(verbosity)));
        return Translated.explanation(explanation, type, encoding);
    }
}
