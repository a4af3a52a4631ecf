package dev.morelia.compat.internal.query;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoNamespace;
import com.mongodb.client.ListSearchIndexesIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import dev.morelia.AggregateQuery;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OfficialCodec;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.View;
import dev.morelia.options.AggregateOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The search indexes of a collection. */
public final class CompatListSearchIndexes<T> extends CompatIterable<T> implements ListSearchIndexesIterable<T> {
    private final View view;
    private final MongoNamespace namespace;
    private final Encoding encoding;
    private final Class<T> resultClass;
    private final OptionValues options;
    private @Nullable String indexName;

    public CompatListSearchIndexes(View view, MongoNamespace namespace, Encoding encoding, Class<T> resultClass) {
        this.view = view;
        this.namespace = namespace;
        this.encoding = encoding;
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    private AggregateQuery<dev.morelia.bson.Document> query() {
        var selection = new dev.morelia.bson.Document();
        if (indexName != null) {
            selection.append("name", indexName);
        }
        var stages = List.of(new dev.morelia.bson.Document("$listSearchIndexes", selection));
        return view.collection(namespace).aggregate(stages, options.onto(new AggregateOptions()));
    }

    @Override
    MongoCursor<T> open() {
        return new CompatCursor<>(
                query().as(new OfficialCodec<>(encoding.codec(resultClass))).cursor());
    }

    @Override
    public ListSearchIndexesIterable<T> name(String value) {
        indexName = Given.notNull("indexName", value);
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> allowDiskUse(@Nullable Boolean value) {
        options.value("allowDiskUse", value);
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> batchSize(int value) {
        options.value("batchSize", value);
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> collation(@Nullable Collation value) {
        options.collation(value);
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public ListSearchIndexesIterable<T> timeoutMode(TimeoutMode value) {
        options.value("timeoutMode", Translated.timeoutMode(value));
        return this;
    }

    @Override
    public Document explain() {
        return explain(Document.class);
    }

    @Override
    public Document explain(ExplainVerbosity verbosity) {
        return explain(Document.class, verbosity);
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
