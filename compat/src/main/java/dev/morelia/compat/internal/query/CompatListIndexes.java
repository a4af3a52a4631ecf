package dev.morelia.compat.internal.query;

import com.mongodb.MongoNamespace;
import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OfficialCodec;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.admin.ListIndexesOptions;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The indexes of a collection. */
public final class CompatListIndexes<T> extends CompatIterable<T> implements ListIndexesIterable<T> {
    private final View view;
    private final MongoNamespace namespace;
    private final Encoding encoding;
    private final Class<T> resultClass;
    private final OptionValues options;

    public CompatListIndexes(View view, MongoNamespace namespace, Encoding encoding, Class<T> resultClass) {
        this.view = view;
        this.namespace = namespace;
        this.encoding = encoding;
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    @Override
    MongoCursor<T> open() {
        return new CompatCursor<>(view.collection(namespace)
                .listIndexes(options.onto(new ListIndexesOptions()))
                .as(new OfficialCodec<>(encoding.codec(resultClass)))
                .cursor());
    }

    @Override
    public ListIndexesIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public ListIndexesIterable<T> batchSize(int value) {
        options.value("batchSize", value == 0 ? null : value);
        return this;
    }

    @Override
    public ListIndexesIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public ListIndexesIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public ListIndexesIterable<T> timeoutMode(TimeoutMode value) {
        options.value("timeoutMode", Translated.timeoutMode(value));
        return this;
    }
}
