package dev.morelia.compat.internal.query;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoNamespace;
import com.mongodb.client.AggregateIterable;
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
import dev.morelia.options.FindOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** An aggregation of a collection or of a database. */
public final class CompatAggregate<T> extends CompatIterable<T> implements AggregateIterable<T> {
    private final View view;
    private final AggregateTarget target;
    private final Encoding encoding;
    private final List<? extends Bson> pipeline;
    private final Class<T> resultClass;
    private final OptionValues options;
    private @Nullable Boolean bypassDocumentValidation;
    private @Nullable Bson hint;
    private @Nullable String hintName;

    public CompatAggregate(
            View view, AggregateTarget target, Encoding encoding, List<? extends Bson> pipeline, Class<T> resultClass) {
        this.view = view;
        this.target = target;
        this.encoding = encoding;
        this.pipeline = Given.notNull("pipeline", pipeline);
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    private AggregateQuery<dev.morelia.bson.Document> query(List<dev.morelia.bson.Document> stages) {
        options.hint(hint, hintName)
                .value("bypassDocumentValidation", AggregateTarget.writes(stages) ? bypassDocumentValidation : null);
        return target.query(view, stages, options.onto(new AggregateOptions()));
    }

    @Override
    MongoCursor<T> open() {
        var stages = encoding.documents(pipeline);
        var codec = new OfficialCodec<>(encoding.codec(resultClass));
        MongoNamespace written = AggregateTarget.written(stages, target.database());
        if (written == null) {
            return new CompatCursor<>(query(stages).as(codec).cursor());
        }
        query(stages).cursor().close();
        FindOptions same = new OptionValues(encoding)
                .value("batchSize", options.get("batchSize"))
                .value("collation", options.get("collation"))
                .value("maxTimeMS", options.get("maxTimeMS"))
                .onto(new FindOptions());
        return new CompatCursor<>(view.collection(written)
                .find(new dev.morelia.bson.Document())
                .options(none -> same)
                .as(codec)
                .cursor());
    }

    @Override
    public void toCollection() {
        Failures.call(() -> {
            var stages = encoding.documents(pipeline);
            if (!AggregateTarget.writes(stages)) {
                throw new IllegalStateException("The last stage of the aggregation pipeline must be $out or $merge");
            }
            query(stages).cursor().close();
            return null;
        });
    }

    @Override
    public AggregateIterable<T> allowDiskUse(@Nullable Boolean value) {
        options.value("allowDiskUse", value);
        return this;
    }

    @Override
    public AggregateIterable<T> batchSize(int value) {
        options.value("batchSize", value);
        return this;
    }

    @Override
    public AggregateIterable<T> timeoutMode(TimeoutMode value) {
        options.value("timeoutMode", Translated.timeoutMode(value));
        return this;
    }

    @Override
    public AggregateIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public AggregateIterable<T> maxAwaitTime(long time, TimeUnit unit) {
        options.millis("maxAwaitTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public AggregateIterable<T> bypassDocumentValidation(@Nullable Boolean value) {
        bypassDocumentValidation = value;
        return this;
    }

    @Override
    public AggregateIterable<T> collation(@Nullable Collation value) {
        options.collation(value);
        return this;
    }

    @Override
    public AggregateIterable<T> comment(@Nullable String value) {
        options.comment(Translated.comment(value));
        return this;
    }

    @Override
    public AggregateIterable<T> comment(@Nullable BsonValue value) {
        options.comment(value);
        return this;
    }

    @Override
    public AggregateIterable<T> hint(@Nullable Bson value) {
        hint = value;
        return this;
    }

    @Override
    public AggregateIterable<T> hintString(@Nullable String value) {
        hintName = value;
        return this;
    }

    @Override
    public AggregateIterable<T> let(@Nullable Bson value) {
        options.document("let", value);
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
        var explanation =
                Failures.call(() -> query(encoding.documents(pipeline)).explain(Translated.verbosity(verbosity)));
        return Translated.explanation(explanation, type, encoding);
    }
}
