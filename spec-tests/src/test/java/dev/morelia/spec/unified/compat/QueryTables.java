package dev.morelia.spec.unified.compat;

import com.mongodb.CursorType;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.DistinctIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.ListCollectionNamesIterable;
import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.ListIndexesIterable;
import com.mongodb.client.ListSearchIndexesIterable;
import com.mongodb.client.MapReduceIterable;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.gridfs.GridFSFindIterable;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import dev.morelia.bson.Code;
import org.bson.BsonDocument;

/** The options of queries. */
final class QueryTables {
    static final Table<FindIterable<BsonDocument>> FIND = new Table<FindIterable<BsonDocument>>()
            .bool("allowDiskUse", FindIterable::allowDiskUse)
            .bool("allowPartialResults", FindIterable::partial)
            .int32("batchSize", FindIterable::batchSize)
            .collation(FindIterable::collation)
            .value("comment", FindIterable::comment)
            .any("cursorType", (find, value) -> find.cursorType(cursorType(value)))
            .hint(FindIterable::hint, FindIterable::hintString)
            .bson("let", FindIterable::let)
            .int32("limit", FindIterable::limit)
            .bson("max", FindIterable::max)
            .millis("maxAwaitTimeMS", FindIterable::maxAwaitTime)
            .millis("maxTimeMS", FindIterable::maxTime)
            .bson("min", FindIterable::min)
            .bool("noCursorTimeout", FindIterable::noCursorTimeout)
            .bson("projection", FindIterable::projection)
            .bool("returnKey", FindIterable::returnKey)
            .bool("showRecordId", FindIterable::showRecordId)
            .int32("skip", FindIterable::skip)
            .bson("sort", FindIterable::sort)
            .any("timeoutMode", (find, value) -> find.timeoutMode(timeoutMode(value)));

    static final Table<AggregateIterable<BsonDocument>> AGGREGATE = new Table<AggregateIterable<BsonDocument>>()
            .bool("allowDiskUse", AggregateIterable::allowDiskUse)
            .int32("batchSize", AggregateIterable::batchSize)
            .bool("bypassDocumentValidation", AggregateIterable::bypassDocumentValidation)
            .collation(AggregateIterable::collation)
            .value("comment", AggregateIterable::comment)
            .hint(AggregateIterable::hint, AggregateIterable::hintString)
            .bson("let", AggregateIterable::let)
            .millis("maxAwaitTimeMS", AggregateIterable::maxAwaitTime)
            .millis("maxTimeMS", AggregateIterable::maxTime)
            .any("timeoutMode", (aggregate, value) -> aggregate.timeoutMode(timeoutMode(value)));

    static final Table<DistinctIterable<?>> DISTINCT = new Table<DistinctIterable<?>>()
            .collation(DistinctIterable::collation)
            .value("comment", DistinctIterable::comment)
            .hint(DistinctIterable::hint, DistinctIterable::hintString)
            .millis("maxTimeMS", DistinctIterable::maxTime);

    static final Table<ChangeStreamIterable<BsonDocument>> WATCH = new Table<ChangeStreamIterable<BsonDocument>>()
            .int32("batchSize", ChangeStreamIterable::batchSize)
            .collation(ChangeStreamIterable::collation)
            .value("comment", ChangeStreamIterable::comment)
            .text("fullDocument", (watch, text) -> watch.fullDocument(FullDocument.fromString(text)))
            .text(
                    "fullDocumentBeforeChange",
                    (watch, text) -> watch.fullDocumentBeforeChange(FullDocumentBeforeChange.fromString(text)))
            .millis("maxAwaitTimeMS", ChangeStreamIterable::maxAwaitTime)
            .bson("resumeAfter", ChangeStreamIterable::resumeAfter)
            .bool("showExpandedEvents", ChangeStreamIterable::showExpandedEvents)
            .bson("startAfter", ChangeStreamIterable::startAfter)
            .value("startAtOperationTime", (watch, time) -> watch.startAtOperationTime(time.asTimestamp()));

    static final Table<ListCollectionsIterable<BsonDocument>> COLLECTIONS = new Table<
                    ListCollectionsIterable<BsonDocument>>()
            .int32("batchSize", ListCollectionsIterable::batchSize)
            .value("comment", ListCollectionsIterable::comment)
            .bson("filter", ListCollectionsIterable::filter)
            .any("timeoutMode", (list, value) -> list.timeoutMode(timeoutMode(value)));

    static final Table<ListCollectionNamesIterable> COLLECTION_NAMES = new Table<ListCollectionNamesIterable>()
            .bool("authorizedCollections", ListCollectionNamesIterable::authorizedCollections)
            .int32("batchSize", ListCollectionNamesIterable::batchSize)
            .value("comment", ListCollectionNamesIterable::comment)
            .bson("filter", ListCollectionNamesIterable::filter);

    static final Table<ListDatabasesIterable<BsonDocument>> DATABASES = new Table<ListDatabasesIterable<BsonDocument>>()
            .bool("authorizedDatabases", ListDatabasesIterable::authorizedDatabasesOnly)
            .value("comment", ListDatabasesIterable::comment)
            .bson("filter", ListDatabasesIterable::filter)
            .bool("nameOnly", ListDatabasesIterable::nameOnly);

    static final Table<ListIndexesIterable<BsonDocument>> INDEXES = new Table<ListIndexesIterable<BsonDocument>>()
            .int32("batchSize", ListIndexesIterable::batchSize)
            .value("comment", ListIndexesIterable::comment)
            .millis("maxTimeMS", ListIndexesIterable::maxTime)
            .any("timeoutMode", (list, value) -> list.timeoutMode(timeoutMode(value)));

    static final Table<ListSearchIndexesIterable<BsonDocument>> SEARCH_INDEXES = new Table<
                    ListSearchIndexesIterable<BsonDocument>>()
            .bool("allowDiskUse", ListSearchIndexesIterable::allowDiskUse)
            .int32("batchSize", ListSearchIndexesIterable::batchSize)
            .collation(ListSearchIndexesIterable::collation)
            .value("comment", ListSearchIndexesIterable::comment)
            .millis("maxTimeMS", ListSearchIndexesIterable::maxTime);

    @SuppressWarnings("deprecation") // The specification has it.
    static final Table<MapReduceIterable<BsonDocument>> MAP_REDUCE = new Table<MapReduceIterable<BsonDocument>>()
            .any("finalize", (mapReduce, value) -> mapReduce.finalizeFunction(((Code) value).code()))
            .int32("limit", MapReduceIterable::limit)
            .any("out", (mapReduce, value) -> {}) // Inline, as it is by default.
            .bson("query", MapReduceIterable::filter)
            .bson("scope", MapReduceIterable::scope)
            .bson("sort", MapReduceIterable::sort);

    static final Table<GridFSFindIterable> FILES = new Table<GridFSFindIterable>()
            .int32("batchSize", GridFSFindIterable::batchSize)
            .int32("limit", GridFSFindIterable::limit)
            .millis("maxTimeMS", GridFSFindIterable::maxTime)
            .bool("noCursorTimeout", GridFSFindIterable::noCursorTimeout)
            .int32("skip", GridFSFindIterable::skip)
            .bson("sort", GridFSFindIterable::sort);

    private QueryTables() {}

    private static CursorType cursorType(Object name) {
        return switch ((String) name) {
            case "nonTailable" -> CursorType.NonTailable;
            case "tailable" -> CursorType.Tailable;
            case "tailableAwait" -> CursorType.TailableAwait;
            default -> throw new IllegalArgumentException("Unknown type of a cursor: " + name);
        };
    }

    private static TimeoutMode timeoutMode(Object name) {
        return switch ((String) name) {
            case "cursorLifetime" -> TimeoutMode.CURSOR_LIFETIME;
            case "iteration" -> TimeoutMode.ITERATION;
            default -> throw new IllegalArgumentException("Unknown mode of a timeout: " + name);
        };
    }
}
