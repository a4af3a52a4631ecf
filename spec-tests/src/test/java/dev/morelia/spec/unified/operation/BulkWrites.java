package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.spec.unified.api.CollectionApi;

/** Bulk writes of a collection. */
final class BulkWrites {
    private BulkWrites() {}

    static void addTo(Operations operations) {
        operations.add(CollectionApi.class, "bulkWrite", BulkWrites::bulkWrite);
    }

    private static Object bulkWrite(CollectionApi collection, Arguments arguments) {
        var models = arguments.list("requests", Document.class).stream()
                .map(BulkWrites::model)
                .toList();
        var options = arguments.options("bypassDocumentValidation", "comment", "let", "ordered", "rawData");
        arguments.finish();
        return ResultDocuments.of(collection.bulkWrite(models, Arguments.with(new BulkWriteOptions(), options)));
    }

    private static WriteModel<Document> model(Document request) {
        var kind = request.firstEntry().getKey();
        var arguments = new Arguments(request.document(kind));
        var model = model(kind, arguments);
        arguments.finish();
        return model;
    }

    private static WriteModel<Document> model(String kind, Arguments arguments) {
        return switch (kind) {
            case "insertOne" -> new WriteModel.InsertOne<>(Document.copyOf(arguments.document("document")));
            case "updateOne" ->
                new WriteModel.UpdateOne<>(
                        arguments.document("filter"),
                        arguments.value("update"),
                        Arguments.with(
                                new UpdateOptions(),
                                arguments.options("arrayFilters", "collation", "hint", "sort", "upsert")));
            case "updateMany" ->
                new WriteModel.UpdateMany<>(
                        arguments.document("filter"),
                        arguments.value("update"),
                        Arguments.with(
                                new UpdateOptions(), arguments.options("arrayFilters", "collation", "hint", "upsert")));
            case "replaceOne" ->
                new WriteModel.ReplaceOne<>(
                        arguments.document("filter"),
                        arguments.document("replacement"),
                        Arguments.with(new ReplaceOptions(), arguments.options("collation", "hint", "sort", "upsert")));
            case "deleteOne" -> new WriteModel.DeleteOne<>(arguments.document("filter"), deleteOptions(arguments));
            case "deleteMany" -> new WriteModel.DeleteMany<>(arguments.document("filter"), deleteOptions(arguments));
            default -> throw new MalformedOperation("unknown write model '" + kind + "'", null);
        };
    }

    private static DeleteOptions deleteOptions(Arguments arguments) {
        return Arguments.with(new DeleteOptions(), arguments.options("collation", "hint"));
    }
}
