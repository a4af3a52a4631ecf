package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Code;
import dev.morelia.bson.Document;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.CountOptions;
import dev.morelia.options.DistinctOptions;
import dev.morelia.options.EstimatedCountOptions;
import dev.morelia.options.FindOptions;
import dev.morelia.spec.unified.api.CollectionApi;
import org.jspecify.annotations.Nullable;

/** Finds, aggregations and counts of a collection. */
final class CollectionReads {
    private static final String[] FIND_OPTIONS = {
        "allowDiskUse",
        "allowPartialResults",
        "batchSize",
        "collation",
        "comment",
        "cursorType",
        "hint",
        "let",
        "limit",
        "max",
        "maxAwaitTimeMS",
        "maxTimeMS",
        "min",
        "noCursorTimeout",
        "projection",
        "rawData",
        "returnKey",
        "showRecordId",
        "skip",
        "sort",
        "timeoutMode"
    };
    private static final String[] AGGREGATE_OPTIONS = {
        "allowDiskUse",
        "batchSize",
        "bypassDocumentValidation",
        "collation",
        "comment",
        "hint",
        "let",
        "maxAwaitTimeMS",
        "maxTimeMS",
        "rawData",
        "timeoutMode"
    };

    private CollectionReads() {}

    static void addTo(Operations operations) {
        operations
                .add(CollectionApi.class, "mapReduce", CollectionReads::mapReduce)
                .add(CollectionApi.class, "find", CollectionReads::find)
                .add(CollectionApi.class, "findOne", CollectionReads::findOne)
                .add(CollectionApi.class, "createFindCursor", CollectionReads::createFindCursor)
                .add(CollectionApi.class, "aggregate", CollectionReads::aggregate)
                .add(CollectionApi.class, "distinct", CollectionReads::distinct)
                .add(CollectionApi.class, "count", CollectionReads::count)
                .add(CollectionApi.class, "countDocuments", CollectionReads::countDocuments)
                .add(CollectionApi.class, "estimatedDocumentCount", CollectionReads::estimatedDocumentCount);
    }

    static AggregateOptions aggregateOptions(Arguments arguments) {
        return Arguments.with(new AggregateOptions(), arguments.options(AGGREGATE_OPTIONS));
    }

    private static Object find(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = Arguments.with(new FindOptions(), arguments.options(FIND_OPTIONS));
        arguments.finish();
        return new Results(collection.find(filter, options).drain());
    }

    private static @Nullable Object findOne(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = Arguments.with(new FindOptions(), arguments.options(FIND_OPTIONS));
        arguments.finish();
        return collection.findOne(filter, options).orElse(null);
    }

    private static Object createFindCursor(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = Arguments.with(new FindOptions(), arguments.options(FIND_OPTIONS));
        arguments.finish();
        return collection.find(filter, options);
    }

    private static Object aggregate(CollectionApi collection, Arguments arguments) {
        var pipeline = arguments.list("pipeline", Document.class);
        var options = aggregateOptions(arguments);
        arguments.finish();
        return new Results(collection.aggregate(pipeline, options).drain());
    }

    private static Object distinct(CollectionApi collection, Arguments arguments) {
        var field = arguments.string("fieldName");
        var filter = arguments.document("filter");
        var options = Arguments.with(
                new DistinctOptions(), arguments.options("collation", "comment", "hint", "maxTimeMS", "rawData"));
        arguments.finish();
        return collection.distinct(field, filter, options);
    }

    private static Object count(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = Arguments.with(
                new FindOptions(),
                arguments.options("collation", "comment", "hint", "limit", "maxTimeMS", "rawData", "skip"));
        arguments.finish();
        return collection.count(filter, options);
    }

    private static Object countDocuments(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = Arguments.with(
                new CountOptions(),
                arguments.options("collation", "comment", "hint", "limit", "maxTimeMS", "rawData", "skip"));
        arguments.finish();
        return collection.countDocuments(filter, options);
    }

    private static Object estimatedDocumentCount(CollectionApi collection, Arguments arguments) {
        var options = Arguments.with(new EstimatedCountOptions(), arguments.options("comment", "maxTimeMS", "rawData"));
        arguments.finish();
        return collection.estimatedDocumentCount(options);
    }

    private static Object mapReduce(CollectionApi collection, Arguments arguments) {
        var map = (Code) arguments.value("map");
        var reduce = (Code) arguments.value("reduce");
        var fields = arguments.options("out", "query", "sort", "limit", "finalize", "scope");
        arguments.finish();
        return new Results(collection.mapReduce(map.code(), reduce.code(), fields));
    }
}
