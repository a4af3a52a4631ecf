package dev.morelia.spec.unified.compat;

import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoIterable;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A cursor, or a change stream, of the official interfaces.
 *
 * @param cursor the cursor; null for an aggregation that writes, which has none
 */
record OfficialCursor(@Nullable MongoCursor<BsonDocument> cursor) implements CursorApi {
    private static final Set<String> WRITING = Set.of("$out", "$merge");

    /** Runs an aggregation; one that writes by the method for that, as iterating over it reads what it has written. */
    static CursorApi aggregate(
            AggregateIterable<BsonDocument> aggregate, List<Document> pipeline, AggregateOptions options) {
        var query = QueryTables.AGGREGATE.apply(aggregate, options.fields());
        if (pipeline.isEmpty()
                || !WRITING.contains(pipeline.getLast().firstEntry().getKey())) {
            return new OfficialCursor(query.cursor());
        }
        query.toCollection();
        return new OfficialCursor(null);
    }

    /** Opens a change stream whose events are whole documents. */
    static CursorApi watch(ChangeStreamIterable<BsonDocument> stream, ChangeStreamOptions options) {
        return new OfficialCursor(QueryTables.WATCH
                .apply(stream, options.fields())
                .withDocumentClass(BsonDocument.class)
                .cursor());
    }

    /** All documents of a query. */
    static List<Document> all(MongoIterable<BsonDocument> query) {
        return drain(query.cursor()).stream().map(Bytes::ours).toList();
    }

    /** All elements; closes the cursor. */
    static <T> List<T> drain(MongoCursor<T> cursor) {
        try (cursor) {
            var elements = new ArrayList<T>();
            cursor.forEachRemaining(elements::add);
            return elements;
        }
    }

    @Override
    public Document next() {
        return Bytes.ours(Objects.requireNonNull(cursor).next());
    }

    @Override
    public @Nullable Document tryNext() {
        var next = cursor == null ? null : cursor.tryNext();
        return next == null ? null : Bytes.ours(next);
    }

    @Override
    public List<Document> drain() {
        return cursor == null
                ? List.of()
                : drain(cursor).stream().map(Bytes::ours).toList();
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
    }

    @Override
    public void close(Duration timeout) {
        throw Lacking.feature("a timeout of closing a cursor");
    }
}
