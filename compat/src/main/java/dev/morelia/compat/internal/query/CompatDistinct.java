package dev.morelia.compat.internal.query;

import com.mongodb.MongoNamespace;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.operations.ValueCodec;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.DistinctOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The distinct values of a field. The server sends all of them at once. */
public final class CompatDistinct<T> extends CompatIterable<T> implements DistinctIterable<T> {
    private final View view;
    private final MongoNamespace namespace;
    private final Encoding encoding;
    private final String fieldName;
    private final Class<T> resultClass;
    private final OptionValues options;
    private @Nullable Bson filter;
    private @Nullable Bson hint;
    private @Nullable String hintName;

    public CompatDistinct(
            View view, MongoNamespace namespace, Encoding encoding, String fieldName, Class<T> resultClass) {
        this.view = view;
        this.namespace = namespace;
        this.encoding = encoding;
        this.fieldName = Given.notNull("fieldName", fieldName);
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    @Override
    @SuppressWarnings("NullAway") // an official codec decides whether a value is null
    MongoCursor<T> open() {
        options.hint(hint, hintName);
        List<T> values = view.collection(namespace)
                .distinct(
                        fieldName,
                        encoding.document(filter),
                        new ValueCodec<T>(encoding.codec(resultClass)),
                        options.onto(new DistinctOptions()));
        return new ListCursor<>(values, view.origin());
    }

    @Override
    public DistinctIterable<T> filter(@Nullable Bson value) {
        filter = value;
        return this;
    }

    @Override
    public DistinctIterable<T> batchSize(int value) {
        return this;
    }

    @Override
    public DistinctIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public DistinctIterable<T> collation(@Nullable Collation value) {
        options.collation(value);
        return this;
    }

    @Override
    public DistinctIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public DistinctIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public DistinctIterable<T> hint(@Nullable Bson value) {
        hint = value;
        return this;
    }

    @Override
    public DistinctIterable<T> hintString(@Nullable String value) {
        hintName = value;
        return this;
    }

    /** All values arrive with one reply, so that the modes do not differ. */
    @Override
    public DistinctIterable<T> timeoutMode(TimeoutMode value) {
        return this;
    }
}
