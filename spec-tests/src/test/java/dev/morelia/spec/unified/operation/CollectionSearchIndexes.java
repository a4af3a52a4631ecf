package dev.morelia.spec.unified.operation;

import dev.morelia.bson.Document;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.admin.SearchIndexModel;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.match.Absent;
import java.util.List;

/** Search indexes of a collection, which only hosted deployments have. */
final class CollectionSearchIndexes {
    private CollectionSearchIndexes() {}

    static void addTo(Operations operations) {
        operations
                .add(CollectionApi.class, "createSearchIndex", CollectionSearchIndexes::createSearchIndex)
                .add(CollectionApi.class, "createSearchIndexes", CollectionSearchIndexes::createSearchIndexes)
                .add(CollectionApi.class, "listSearchIndexes", CollectionSearchIndexes::listSearchIndexes)
                .add(CollectionApi.class, "updateSearchIndex", CollectionSearchIndexes::updateSearchIndex)
                .add(CollectionApi.class, "dropSearchIndex", CollectionSearchIndexes::dropSearchIndex);
    }

    private static Object createSearchIndex(CollectionApi collection, Arguments arguments) {
        var model = model(arguments.document("model"));
        arguments.finish();
        return collection.createSearchIndexes(List.of(model)).getFirst();
    }

    private static Object createSearchIndexes(CollectionApi collection, Arguments arguments) {
        var models = arguments.list("models", Document.class).stream()
                .map(CollectionSearchIndexes::model)
                .toList();
        arguments.finish();
        return collection.createSearchIndexes(models);
    }

    private static SearchIndexModel model(Document model) {
        return new SearchIndexModel(
                model.document("definition"), model.stringOrNull("name"), model.stringOrNull("type"));
    }

    private static Object listSearchIndexes(CollectionApi collection, Arguments arguments) {
        var name = (String) arguments.valueOrNull("name");
        var options = arguments.documentOrNull("aggregationOptions");
        arguments.finish();
        return new Results(collection
                .listSearchIndexes(
                        name, Arguments.with(new AggregateOptions(), options == null ? new Document() : options))
                .drain());
    }

    private static Object updateSearchIndex(CollectionApi collection, Arguments arguments) {
        var name = arguments.string("name");
        var definition = arguments.document("definition");
        arguments.finish();
        collection.updateSearchIndex(name, definition);
        return Absent.ABSENT;
    }

    private static Object dropSearchIndex(CollectionApi collection, Arguments arguments) {
        var name = arguments.string("name");
        arguments.finish();
        collection.dropSearchIndex(name);
        return Absent.ABSENT;
    }
}
