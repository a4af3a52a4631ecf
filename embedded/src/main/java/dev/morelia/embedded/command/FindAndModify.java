package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.morelia.embedded.query.Collations;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Projection;
import dev.morelia.embedded.query.Sorts;
import dev.morelia.embedded.query.Variables;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.CommandFailure;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code findAndModify}: changes or removes the first match, and returns it as it was before or as it is
 * after.
 */
final class FindAndModify {

    private final Storage storage;

    FindAndModify(Storage storage) {
        this.storage = storage;
    }

    Command command() {
        return Command.of(
                "findAndModify",
                this::run,
                "query",
                "sort",
                "remove",
                "update",
                "new",
                "fields",
                "upsert",
                "bypassDocumentValidation",
                "collation",
                "arrayFilters",
                "hint",
                "let");
    }

    private record Outcome(
            Document lastErrorObject, @Nullable Document value) {}

    private Document run(Request request) {
        var arguments = request.arguments();
        var namespace = Writes.writable(request.namespace());
        Collations.requireSimple(arguments.value("collation"), "findAndModify");
        checkCombination(arguments);
        var let = arguments.document("let");
        var filter = Filter.prepare(arguments.document("query"), let);
        var sort = Sorts.check(arguments.document("sort"));
        var projection = Projection.ofFind(arguments.document("fields"), filter, Variables.evaluate(let));
        var collection = storage.collection(namespace);
        Hints.order(arguments.value("hint"), namespace, collection);
        var target = collection == null
                ? null
                : collection.find(filter, sort, 0, 1).stream().findFirst().orElse(null);
        var outcome = arguments.flag("remove", false)
                ? remove(collection, target)
                : update(namespace, arguments, filter, target);
        var value = outcome.value;
        if (value != null && !arguments.document("fields").isEmpty()) {
            value = projection.apply(value);
        }
        return new Document("lastErrorObject", outcome.lastErrorObject).append("value", value);
    }

    private static void checkCombination(Arguments arguments) {
        boolean remove = arguments.flag("remove", false);
        boolean update = arguments.has("update");
        if (!remove && !update) {
            throw CommandFailure.failedToParse("Either an update or remove=true must be specified");
        }
        if (remove && update) {
            throw CommandFailure.failedToParse("Cannot specify both an update and remove=true");
        }
        if (remove && arguments.flag("new", false)) {
            throw CommandFailure.failedToParse(
                    "Cannot specify both new=true and remove=true; 'remove' always returns " + "the deleted document");
        }
        if (remove && arguments.flag("upsert", false)) {
            throw CommandFailure.failedToParse("Cannot specify both upsert=true and remove=true ");
        }
    }

    private static Outcome remove(@Nullable EmbeddedCollection collection, @Nullable Document target) {
        if (collection == null || target == null) {
            return new Outcome(new Document("n", 0), null);
        }
        collection.removeDocument(target);
        return new Outcome(new Document("n", 1), target);
    }

    private Outcome update(Namespace namespace, Arguments arguments, Document filter, @Nullable Document target) {
        var updates = new Updates(
                filter,
                arguments.value("update"),
                arguments.documents("arrayFilters"),
                Variables.evaluate(arguments.document("let")));
        boolean after = arguments.flag("new", false);
        if (target != null) {
            var collection = storage.collectionOrCreate(namespace);
            var before = prefixed(() -> updates.apply(collection, target));
            var result = new Document("n", 1).append("updatedExisting", true);
            return new Outcome(result, after ? target : before);
        }
        if (!arguments.flag("upsert", false)) {
            return new Outcome(new Document("n", 0).append("updatedExisting", false), null);
        }
        var inserted = prefixed(() -> updates.upsert(storage.collectionOrCreate(namespace)));
        var result = new Document("n", 1).append("updatedExisting", false).append("upserted", inserted.get("_id"));
        return new Outcome(result, after ? inserted : null);
    }

    private static Document prefixed(Supplier<Document> change) {
        try {
            return change.get();
        } catch (MongoServerError e) {
            var error = ErrorReply.of(e);
            throw new CommandFailure(
                    error.code(),
                    error.codeName(),
                    "Plan executor error during findAndModify :: caused by :: " + error.message(),
                    error.details());
        }
    }
}
