package dev.morelia.spec.unified.operation;

import dev.morelia.options.admin.CreateIndexesOptions;
import dev.morelia.options.admin.DropIndexOptions;
import dev.morelia.options.admin.IndexModel;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.options.admin.ListIndexesOptions;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.match.Absent;

/** Indexes of a collection. */
final class CollectionIndexes {
    private CollectionIndexes() {}

    static void addTo(Operations operations) {
        operations
                .add(CollectionApi.class, "createIndex", CollectionIndexes::createIndex)
                .add(CollectionApi.class, "dropIndex", CollectionIndexes::dropIndex)
                .add(CollectionApi.class, "dropIndexes", CollectionIndexes::dropIndexes)
                .add(CollectionApi.class, "listIndexes", CollectionIndexes::listIndexes)
                .add(CollectionApi.class, "listIndexNames", CollectionIndexes::listIndexNames);
    }

    private static Object createIndex(CollectionApi collection, Arguments arguments) {
        var keys = arguments.document("keys");
        var options = arguments.options("name", "unique", "sparse", "expireAfterSeconds", "hidden", "collation");
        var ofCommand = arguments.options("commitQuorum", "comment", "maxTimeMS", "rawData");
        arguments.finish();
        var index = new IndexModel(keys, Arguments.with(new IndexOptions(), options));
        return collection.createIndex(index, Arguments.with(new CreateIndexesOptions(), ofCommand));
    }

    private static Object dropIndex(CollectionApi collection, Arguments arguments) {
        var name = arguments.string("name");
        var options = Arguments.with(new DropIndexOptions(), arguments.options("comment", "maxTimeMS", "rawData"));
        arguments.finish();
        collection.dropIndex(name, options);
        return Absent.ABSENT;
    }

    private static Object dropIndexes(CollectionApi collection, Arguments arguments) {
        arguments.finish();
        collection.dropIndexes();
        return Absent.ABSENT;
    }

    private static Object listIndexes(CollectionApi collection, Arguments arguments) {
        var options = Arguments.with(
                new ListIndexesOptions(),
                arguments.options("batchSize", "comment", "maxTimeMS", "rawData", "timeoutMode"));
        arguments.finish();
        return new Results(collection.listIndexes(options).drain());
    }

    private static Object listIndexNames(CollectionApi collection, Arguments arguments) {
        var options = Arguments.with(
                new ListIndexesOptions(),
                arguments.options("batchSize", "comment", "maxTimeMS", "rawData", "timeoutMode"));
        arguments.finish();
        return collection.listIndexes(options).drain().stream()
                .map(index -> index.string("name"))
                .toList();
    }
}
