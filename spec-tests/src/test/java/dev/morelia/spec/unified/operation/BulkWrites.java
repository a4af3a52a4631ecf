package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.DeleteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.ReplaceOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.Namespace;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.entity.ClientEntity;

/** Bulk writes of collections and clients. */
final class BulkWrites {
    private BulkWrites() {}

    static void addTo(Operations operations) {
        operations
                .add(CollectionApi.class, "bulkWrite", BulkWrites::bulkWrite)
                .add(ClientEntity.class, "clientBulkWrite", BulkWrites::clientBulkWrite);
    }

    private static Object bulkWrite(CollectionApi collection, Arguments arguments) {
        var models = arguments.list("requests", Document.class).stream()
                .map(BulkWrites::model)
                .toList();
        var options = arguments.options("bypassDocumentValidation", "comment", "let", "ordered", "rawData");
        arguments.finish();
        return ResultDocuments.of(collection.bulkWrite(models, Arguments.with(new BulkWriteOptions(), options)));
    }

    private static Object clientBulkWrite(ClientEntity client, Arguments arguments) {
        if (arguments.has("session") && arguments.has("writeConcern")) {
            throw new SpecSkip(SkipReason.OPTIONAL, "a write concern of one operation; it belongs to a view");
        }
        var writes = arguments.list("models", Document.class).stream()
                .map(BulkWrites::namespacedWrite)
                .toList();
        var writeConcern = Concern.writeConcern(arguments.documentOrNull("writeConcern"));
        var options =
                arguments.options("bypassDocumentValidation", "comment", "let", "ordered", "rawData", "verboseResults");
        arguments.finish();
        return ResultDocuments.of(
                client.api().bulkWrite(writes, Arguments.with(new ClientBulkWriteOptions(), options), writeConcern));
    }

    private static NamespacedWrite namespacedWrite(Document request) {
        var kind = request.firstEntry().getKey();
        var arguments = new Arguments(request.document(kind));
        var namespace = Namespace.parse(arguments.string("namespace"));
        var model = model(kind, arguments);
        arguments.finish();
        return model.in(namespace);
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
