package dev.morelia.compat.internal.query;

import com.mongodb.MongoNamespace;
import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.MapReduceAction;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.OfficialCodec;
import dev.morelia.compat.internal.operations.OptionValues;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.View;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bson.codecs.Codec;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** A map-reduce operation, whose results the server sends at once or stores in a collection. */
@SuppressWarnings("deprecation") // so is the interface
public final class CompatMapReduce<T> extends CompatIterable<T> implements MapReduceIterable<T> {
    private final View view;
    private final MongoNamespace namespace;
    private final Encoding encoding;
    private final MapReduceFunctions functions;
    private final Class<T> resultClass;
    private final OptionValues options;
    private @Nullable String collectionName;
    private @Nullable String databaseName;
    private MapReduceAction action = MapReduceAction.REPLACE;
    private int batchSize;

    /** The functions, in JavaScript. */
    public record MapReduceFunctions(String map, String reduce) {}

    public CompatMapReduce(
            View view,
            MongoNamespace namespace,
            Encoding encoding,
            MapReduceFunctions functions,
            Class<T> resultClass) {
        this.view = view;
        this.namespace = namespace;
        this.encoding = encoding;
        this.functions = functions;
        this.resultClass = Given.notNull("resultClass", resultClass);
        this.options = new OptionValues(encoding);
    }

    @Override
    MongoCursor<T> open() {
        Codec<T> codec = encoding.codec(resultClass);
        String stored = collectionName;
        List<Document> results = run();
        if (stored == null) {
            return new ListCursor<>(
                    results.stream()
                            .map(each -> Bytes.decode(RawDocument.encode(each), codec))
                            .toList(),
                    view.origin());
        }
        var written = new MongoNamespace(databaseName == null ? namespace.getDatabaseName() : databaseName, stored);
        var found = view.collection(written).find(new Document()).as(new OfficialCodec<>(codec));
        return new CompatCursor<>((batchSize == 0 ? found : found.options(o -> o.batchSize(batchSize))).cursor());
    }

    private List<Document> run() {
        var fields = new Document();
        options.forEach(fields::append);
        if (collectionName != null) {
            var out = new Document(action.name().toLowerCase(Locale.ROOT), collectionName);
            fields.append("out", databaseName == null ? out : out.append("db", databaseName));
        }
        return view.collection(namespace).mapReduce(functions.map(), functions.reduce(), fields);
    }

    @Override
    public void toCollection() {
        if (collectionName == null) {
            throw new IllegalStateException("The options must specify a non-inline result");
        }
        Failures.call(this::run);
    }

    @Override
    public MapReduceIterable<T> collectionName(String value) {
        collectionName = Given.notNull("collectionName", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> finalizeFunction(@Nullable String value) {
        options.value("finalize", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> scope(@Nullable Bson value) {
        options.document("scope", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> sort(@Nullable Bson value) {
        options.document("sort", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> filter(@Nullable Bson value) {
        options.document("query", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> limit(int value) {
        options.number("limit", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> jsMode(boolean value) {
        options.flag("jsMode", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> verbose(boolean value) {
        options.flag("verbose", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> maxTime(long time, TimeUnit unit) {
        options.millis("maxTimeMS", time, Given.notNull("timeUnit", unit));
        return this;
    }

    @Override
    public MapReduceIterable<T> action(MapReduceAction value) {
        action = Given.notNull("action", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> databaseName(@Nullable String value) {
        databaseName = value;
        return this;
    }

    @Override
    public MapReduceIterable<T> batchSize(int value) {
        batchSize = value;
        return this;
    }

    @Override
    public MapReduceIterable<T> bypassDocumentValidation(@Nullable Boolean value) {
        options.value("bypassDocumentValidation", value);
        return this;
    }

    @Override
    public MapReduceIterable<T> collation(@Nullable Collation value) {
        options.collation(value);
        return this;
    }

    /** All results arrive with one reply, so that the modes do not differ. */
    @Override
    public MapReduceIterable<T> timeoutMode(TimeoutMode value) {
        return this;
    }
}
