package dev.morelia.compat.internal.query;

import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.admin.ListDatabasesOptions;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.codecs.Codec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The databases of a deployment. The server sends all of them at once. */
public final class CompatListDatabases<T> extends CompatIterable<T> implements ListDatabasesIterable<T> {
    private final View view;
    private final Encoding encoding;
    private final Class<T> resultClass;
    private final OptionValues options;

    public CompatListDatabases(View view, Encoding encoding, Class<T> resultClass) {
        this.view = view;
        this.encoding = encoding;
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    @Override
    MongoCursor<T> open() {
        Codec<T> codec = encoding.codec(resultClass);
        var databases = view.client().databaseDescriptions(options.onto(new ListDatabasesOptions()));
        return new ListCursor<>(
                databases.stream().map(each -> Bytes.decode(each.raw(), codec)).toList(), view.origin());
    }

    @Override
    public ListDatabasesIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public ListDatabasesIterable<T> batchSize(int value) {
        return this;
    }

    @Override
    public ListDatabasesIterable<T> filter(@Nullable Bson value) {
        options.document("filter", value);
        return this;
    }

    @Override
    public ListDatabasesIterable<T> nameOnly(@Nullable Boolean value) {
        options.value("nameOnly", value);
        return this;
    }

    @Override
    public ListDatabasesIterable<T> authorizedDatabasesOnly(@Nullable Boolean value) {
        options.value("authorizedDatabases", value);
        return this;
    }

    @Override
    public ListDatabasesIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public ListDatabasesIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    /** All databases arrive with one reply, so that the modes do not differ. */
    @Override
    public ListDatabasesIterable<T> timeoutMode(TimeoutMode value) {
        return this;
    }
}
