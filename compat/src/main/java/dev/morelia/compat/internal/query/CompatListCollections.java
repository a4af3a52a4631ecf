package dev.morelia.compat.internal.query;

import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OfficialCodec;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.admin.ListCollectionsOptions;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collections of a database. */
public final class CompatListCollections<T> extends CompatIterable<T> implements ListCollectionsIterable<T> {
    private final View view;
    private final String database;
    private final Encoding encoding;
    private final Class<T> resultClass;
    private final OptionValues options;

    public CompatListCollections(View view, String database, Encoding encoding, Class<T> resultClass) {
        this.view = view;
        this.database = database;
        this.encoding = encoding;
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    @Override
    MongoCursor<T> open() {
        return new CompatCursor<>(view.database(database)
                .listCollections(options.onto(new ListCollectionsOptions()))
                .as(new OfficialCodec<>(encoding.codec(resultClass)))
                .cursor());
    }

    @Override
    public ListCollectionsIterable<T> filter(@Nullable Bson value) {
        options.document("filter", value);
        return this;
    }

    @Override
    public ListCollectionsIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public ListCollectionsIterable<T> batchSize(int value) {
        options.value("batchSize", value == 0 ? null : value);
        return this;
    }

    @Override
    public ListCollectionsIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public ListCollectionsIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public ListCollectionsIterable<T> timeoutMode(TimeoutMode value) {
        options.value("timeoutMode", Translated.timeoutMode(value));
        return this;
    }
}
