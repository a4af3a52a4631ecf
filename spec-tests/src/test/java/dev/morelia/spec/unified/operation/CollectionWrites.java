package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.FindOneAndDeleteOptions;
import dev.morelia.options.FindOneAndReplaceOptions;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.InsertOneOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.spec.unified.api.CollectionApi;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inserts, updates, replacements and deletes of a collection, one at a time. */
final class CollectionWrites {
    private CollectionWrites() {}

    static void addTo(Operations operations) {
        operations
                .add(CollectionApi.class, "insertOne", CollectionWrites::insertOne)
                .add(CollectionApi.class, "insertMany", CollectionWrites::insertMany)
                .add(CollectionApi.class, "updateOne", CollectionWrites::updateOne)
                .add(CollectionApi.class, "updateMany", CollectionWrites::updateMany)
                .add(CollectionApi.class, "replaceOne", CollectionWrites::replaceOne)
                .add(CollectionApi.class, "deleteOne", CollectionWrites::deleteOne)
                .add(CollectionApi.class, "deleteMany", CollectionWrites::deleteMany)
                .add(CollectionApi.class, "findOneAndUpdate", CollectionWrites::findOneAndUpdate)
                .add(CollectionApi.class, "findOneAndReplace", CollectionWrites::findOneAndReplace)
                .add(CollectionApi.class, "findOneAndDelete", CollectionWrites::findOneAndDelete);
    }

    private static Object insertOne(CollectionApi collection, Arguments arguments) {
        // The driver adds an _id to the caller's document; the file's must not change.
        var document = Document.copyOf(arguments.document("document"));
        var options = arguments.options("bypassDocumentValidation", "comment", "rawData");
        arguments.finish();
        return ResultDocuments.of(collection.insertOne(document, Arguments.with(new InsertOneOptions(), options)));
    }

    private static Object insertMany(CollectionApi collection, Arguments arguments) {
        var documents = arguments.list("documents", Document.class).stream()
                .map(Document::copyOf)
                .toList();
        var options = arguments.options("ordered", "bypassDocumentValidation", "comment", "rawData");
        arguments.finish();
        return ResultDocuments.of(collection.insertMany(documents, Arguments.with(new InsertManyOptions(), options)));
    }

    private static Object updateOne(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var update = arguments.value("update");
        var options = Arguments.with(new UpdateOptions(), updateOptions(arguments));
        arguments.finish();
        return ResultDocuments.of(collection.updateOne(filter, update, options));
    }

    private static Object updateMany(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var update = arguments.value("update");
        var options = Arguments.with(new UpdateOptions(), updateOptions(arguments));
        arguments.finish();
        return ResultDocuments.of(collection.updateMany(filter, update, options));
    }

    private static Document updateOptions(Arguments arguments) {
        return arguments.options(
                "arrayFilters",
                "bypassDocumentValidation",
                "collation",
                "comment",
                "hint",
                "let",
                "rawData",
                "sort",
                "upsert");
    }

    private static Object replaceOne(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var replacement = arguments.document("replacement");
        var options = arguments.options(
                "bypassDocumentValidation", "collation", "comment", "hint", "let", "rawData", "sort", "upsert");
        arguments.finish();
        return ResultDocuments.of(
                collection.replaceOne(filter, replacement, Arguments.with(new ReplaceOptions(), options)));
    }

    private static Object deleteOne(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = deleteOptions(arguments);
        arguments.finish();
        return ResultDocuments.of(collection.deleteOne(filter, options));
    }

    private static Object deleteMany(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options = deleteOptions(arguments);
        arguments.finish();
        return ResultDocuments.of(collection.deleteMany(filter, options));
    }

    private static DeleteOptions deleteOptions(Arguments arguments) {
        return Arguments.with(new DeleteOptions(), arguments.options("collation", "comment", "hint", "let", "rawData"));
    }

    private static @Nullable Object findOneAndUpdate(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var update = arguments.value("update");
        var options = findAndModifyOptions(arguments, "arrayFilters");
        arguments.finish();
        return collection
                .findOneAndUpdate(filter, update, Arguments.with(new FindOneAndUpdateOptions(), options))
                .orElse(null);
    }

    private static @Nullable Object findOneAndReplace(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var replacement = arguments.document("replacement");
        var options = findAndModifyOptions(arguments);
        arguments.finish();
        return collection
                .findOneAndReplace(filter, replacement, Arguments.with(new FindOneAndReplaceOptions(), options))
                .orElse(null);
    }

    private static Document findAndModifyOptions(Arguments arguments, String... more) {
        var options = arguments.options(
                "bypassDocumentValidation",
                "collation",
                "comment",
                "hint",
                "let",
                "maxTimeMS",
                "projection",
                "rawData",
                "sort",
                "upsert");
        options.putAll(arguments.options(more));
        if (arguments.has("returnDocument")) {
            options.append("returnDocument", returnDocument(arguments.string("returnDocument")));
        }
        return options;
    }

    private static String returnDocument(String name) {
        for (var value : List.of("Before", "After")) {
            if (value.equalsIgnoreCase(name)) {
                return value;
            }
        }
        throw new MalformedOperation("returnDocument is neither Before nor After: " + name, null);
    }

    private static @Nullable Object findOneAndDelete(CollectionApi collection, Arguments arguments) {
        var filter = arguments.document("filter");
        var options =
                arguments.options("collation", "comment", "hint", "let", "maxTimeMS", "projection", "rawData", "sort");
        arguments.finish();
        return collection
                .findOneAndDelete(filter, Arguments.with(new FindOneAndDeleteOptions(), options))
                .orElse(null);
    }
}
