package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.pipeline.Pipeline;
import dev.morelia.embedded.query.Collations;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Projection;
import dev.morelia.embedded.query.Sorts;
import dev.morelia.embedded.query.Variables;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands that read: {@code find}, {@code count}, {@code distinct}, {@code aggregate}. */
final class Reads {

    private final Storage storage;
    private final Cursors cursors;

    Reads(Storage storage, Cursors cursors) {
        this.storage = storage;
        this.cursors = cursors;
    }

    List<Command> commands() {
        return List.of(
                Command.of(
                        "find",
                        this::find,
                        "filter",
                        "sort",
                        "projection",
                        "hint",
                        "skip",
                        "limit",
                        "batchSize",
                        "singleBatch",
                        "max",
                        "min",
                        "returnKey",
                        "showRecordId",
                        "tailable",
                        "awaitData",
                        "oplogReplay",
                        "noCursorTimeout",
                        "allowPartialResults",
                        "collation",
                        "allowDiskUse",
                        "let"),
                Command.of("count", this::count, "query", "limit", "skip", "hint", "collation", "fields"),
                Command.of("distinct", this::distinct, "key", "query", "collation", "hint"),
                Command.of(
                        "aggregate",
                        this::aggregate,
                        "pipeline",
                        "cursor",
                        "explain",
                        "allowDiskUse",
                        "bypassDocumentValidation",
                        "collation",
                        "hint",
                        "let"));
    }

    private Document find(Request request) {
        var arguments = request.arguments();
        var namespace = request.namespace();
        Collations.requireSimple(arguments.value("collation"), "find");
        for (String option : List.of("returnKey", "showRecordId")) {
            if (arguments.flag(option, false)) {
                throw CommandFailure.unsupported("option '" + option + "' of find");
            }
        }
        if (arguments.flag("tailable", false)) {
            throw CommandFailure.badValue(
                    "error processing query: ns=" + namespace + " tailable cursor requested on non capped collection");
        }
        var let = arguments.document("let");
        var filter = Filter.prepare(arguments.document("filter"), let);
        var sort = Sorts.check(arguments.document("sort"));
        var projection = Projection.ofFind(arguments.document("projection"), filter, Variables.evaluate(let));
        int skip = arguments.nonNegative("skip", 0);
        int limit = arguments.nonNegative("limit", 0);
        int batchSize = Cursors.firstBatchSize(arguments);
        var collection = storage.collection(namespace);
        var hinted = Hints.order(arguments.value("hint"), namespace, collection);
        List<Document> found = List.of();
        if (collection != null) {
            found = bounded(arguments, hinted)
                    ? Bounds.of(hinted, arguments.documentOrNull("min"), arguments.documentOrNull("max"))
                            .find(collection, filter, sort, skip, limit)
                    : collection.find(filter, sort.isEmpty() ? hinted : sort, skip, limit);
        }
        var shown = arguments.document("projection").isEmpty()
                ? found
                : found.stream().map(projection::apply).toList();
        boolean singleBatch = arguments.flag("singleBatch", false);
        return cursors.open(namespace.toString(), shown, batchSize, singleBatch);
    }

    private static boolean bounded(Arguments arguments, @Nullable Document hinted) {
        boolean bounded = arguments.has("min") || arguments.has("max");
        if (bounded && hinted == null) {
            throw CommandFailure.location(
                    51173, "When using min()/max() a hint of which index to use must be provided");
        }
        return bounded;
    }

    private Document count(Request request) {
        var arguments = request.arguments();
        var namespace = request.namespace();
        Collations.requireSimple(arguments.value("collation"), "count");
        var filter = Filter.prepare(arguments.document("query"), new Document());
        int skip = arguments.nonNegative("skip", 0);
        int limit = (int) Math.min(Math.abs(arguments.integer("limit", 0)), Integer.MAX_VALUE);
        var collection = storage.collection(namespace);
        Hints.order(arguments.value("hint"), namespace, collection);
        if (collection == null) {
            return new Document("n", 0);
        }
        return new Document("n", collection.find(filter, null, skip, limit).size());
    }

    private Document distinct(Request request) {
        var arguments = request.arguments();
        var namespace = request.namespace();
        Collations.requireSimple(arguments.value("collation"), "distinct");
        var key = arguments.string("key");
        var filter = Filter.prepare(arguments.document("query"), new Document());
        var collection = storage.collection(namespace);
        Hints.order(arguments.value("hint"), namespace, collection);
        Set<@Nullable Object> values = new TreeSet<>(ValueComparator.ascWithoutListHandling());
        if (collection != null) {
            for (var document : collection.find(filter, null, 0, 0)) {
                var value = Utils.getSubdocumentValueCollectionAware(document, key);
                if (value instanceof List<?> list) {
                    values.addAll(list);
                } else {
                    values.add(value);
                }
            }
        }
        values.removeIf(Missing.class::isInstance);
        return new Document("values", new ArrayList<>(values));
    }

    private Document aggregate(Request request) {
        var arguments = request.arguments();
        Collations.requireSimple(arguments.value("collation"), "aggregate");
        if (arguments.flag("explain", false)) {
            throw CommandFailure.unsupported("explain");
        }
        if (!arguments.has("cursor")) {
            throw CommandFailure.failedToParse(
                    "The 'cursor' option is required, except for aggregate with the explain argument");
        }
        var stages = arguments.requiredDocuments("pipeline");
        Pipeline.check(stages);
        var variables = Variables.evaluate(arguments.document("let"));
        var database = storage.database(request.database());
        if (arguments.value("aggregate") instanceof Number) {
            var first = stages.isEmpty() ? "" : Pipeline.nameOf(stages.getFirst());
            if (!first.equals("$documents")) {
                throw CommandFailure.invalidNamespace(
                        "{aggregate: 1} is not valid for '" + first + "'; a collection is required.");
            }
            var results = new Pipeline(storage, database, null, variables)
                    .run(stages, Stream.of())
                    .toList();
            return cursors.open(request.database() + ".$cmd.aggregate", results, arguments);
        }
        var namespace = request.namespace();
        var collection = storage.collection(namespace);
        var order = Hints.order(arguments.value("hint"), namespace, collection);
        var filter = new Document();
        if (!stages.isEmpty() && stages.getFirst().get("$match") instanceof Document match) {
            filter = Filter.prepare(match, variables);
            stages = stages.subList(1, stages.size());
        }
        var input = collection == null
                ? Stream.<Document>of()
                : collection.find(filter, order, 0, 0).stream().map(Document::cloneDeeply);
        var results = new Pipeline(storage, database, collection, variables)
                .run(stages, input)
                .toList();
        return cursors.open(namespace.toString(), results, arguments);
    }
}
