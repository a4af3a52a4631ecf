package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.admin.RenameCollectionOptions;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.api.DatabaseApi;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.entity.ClientEntity;
import dev.morelia.spec.unified.match.Absent;
import java.util.List;

/** Change streams on clients, databases and collections, and what their tests change. */
final class ChangeStreamOperations {
    private static final String NAME = "createChangeStream";

    private ChangeStreamOperations() {}

    static void addTo(Operations operations) {
        operations
                .add(ClientEntity.class, NAME, (client, arguments) -> open(client.api()::watch, arguments))
                .add(DatabaseApi.class, NAME, (database, arguments) -> open(database::watch, arguments))
                .add(CollectionApi.class, NAME, (collection, arguments) -> open(collection::watch, arguments))
                .add(CollectionApi.class, "rename", ChangeStreamOperations::rename);
    }

    /** The method {@code watch}. */
    private interface Watched {
        CursorApi watch(List<Document> pipeline, ChangeStreamOptions options);
    }

    private static Object open(Watched watched, Arguments arguments) {
        var pipeline = arguments.list("pipeline", Document.class);
        var options = Arguments.with(
                new ChangeStreamOptions(),
                arguments.options(
                        "batchSize",
                        "collation",
                        "comment",
                        "fullDocument",
                        "fullDocumentBeforeChange",
                        "maxAwaitTimeMS",
                        "resumeAfter",
                        "showExpandedEvents",
                        "startAfter",
                        "startAtOperationTime"));
        arguments.finish();
        return watched.watch(pipeline, options);
    }

    private static Object rename(CollectionApi collection, Arguments arguments) {
        var name = arguments.string("to");
        var options = Arguments.with(new RenameCollectionOptions(), arguments.options("dropTarget"));
        arguments.finish();
        collection.rename(name, options);
        return Absent.ABSENT;
    }
}
