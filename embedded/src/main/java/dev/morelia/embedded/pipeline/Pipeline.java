package dev.morelia.embedded.pipeline;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.morelia.embedded.query.Expressions;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Matcher;
import dev.morelia.embedded.query.Paths;
import dev.morelia.embedded.query.Projection;
import dev.morelia.embedded.query.Sorts;
import dev.morelia.embedded.query.Variables;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.store.EmbeddedDatabase;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs aggregation stages. Expressions and the simple stages are evaluated by the library; the stages of this package
 * replace those that it lacks or implements incorrectly. The input documents must be copies: stages of the library may
 * modify them.
 */
public final class Pipeline {

    /** Stages of a real server that are rejected with an error that names them. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "$bucketAuto",
            "$collStats",
            "$currentOp",
            "$densify",
            "$fill",
            "$geoNear",
            "$listLocalSessions",
            "$listSessions",
            "$planCacheStats",
            "$search",
            "$searchMeta",
            "$setWindowFields",
            "$vectorSearch");

    private static final Set<String> LAST_ONLY = Set.of("$out", "$merge");

    private final Storage storage;
    private final EmbeddedDatabase database;
    private final @Nullable EmbeddedCollection collection;
    private final Map<String, ?> variables;

    /** A pipeline on a collection or on none, with the variables of the command. */
    public Pipeline(
            Storage storage,
            EmbeddedDatabase database,
            @Nullable EmbeddedCollection collection,
            Map<String, ?> variables) {
        this.storage = storage;
        this.database = database;
        this.collection = collection;
        this.variables = variables;
    }

    /** Reads an array of documents, such as a pipeline. */
    public static List<Document> parse(String what, @Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw CommandFailure.typeMismatch("BSON field '" + what + "' is the wrong type '"
                    + ShellText.typeName(value) + "', expected type 'array'");
        }
        List<Document> documents = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Document document)) {
                throw CommandFailure.typeMismatch("BSON field '" + what + "' has an element of type '"
                        + ShellText.typeName(element) + "', expected type 'object'");
            }
            documents.add(document);
        }
        return documents;
    }

    /** Checks the names and positions of all stages before the first one runs. */
    public static void check(List<Document> stages) {
        for (int i = 0; i < stages.size(); i++) {
            var name = nameOf(stages.get(i));
            if (name.equals("$changeStream")) {
                throw CommandFailure.location(40573, "The $changeStream stage is only supported on replica sets");
            }
            if (UNSUPPORTED.contains(name)) {
                throw CommandFailure.unsupported("pipeline stage " + name);
            }
            if (LAST_ONLY.contains(name) && i < stages.size() - 1) {
                throw CommandFailure.location(40601, name + " can only be the final stage in the pipeline");
            }
            if (name.equals("$documents") && i > 0) {
                throw CommandFailure.location(40602, "$documents is only valid as the first stage in a pipeline");
            }
        }
    }

    /** The name of a stage, its one field. */
    public static String nameOf(Document stage) {
        if (stage.size() != 1) {
            throw CommandFailure.location(
                    40323, "A pipeline stage specification object must contain exactly one field.");
        }
        return stage.keySet().iterator().next();
    }

    /** Runs checked stages; the input stream may be consumed lazily. */
    public Stream<Document> run(List<Document> stages, Stream<Document> input) {
        check(stages);
        var stream = input;
        for (var stage : stages) {
            var name = nameOf(stage);
            stream = apply(name, stage.get(name), stream);
        }
        return stream;
    }

    private Stream<Document> apply(String name, @Nullable Object argument, Stream<Document> input) {
        return switch (name) {
            case "$match" -> match(document(name, argument), input);
            case "$lookup", "$graphLookup", "$unionWith", "$facet" ->
                new Join(storage, database, variables).apply(name, argument, input);
            case "$out" -> out(argument, input);
            default -> applyBound(name, Variables.bind(argument, variables), input);
        };
    }

    private Stream<Document> applyBound(String name, @Nullable Object argument, Stream<Document> input) {
        return switch (name) {
            case "$addFields", "$set" -> {
                var fields = document(name, argument);
                yield input.map(root -> withFields(root, root, List.of(), fields));
            }
            case "$unset" -> unset(argument, input);
            case "$project" -> input.map(Projection.ofStage(document(name, argument))::apply);
            case "$replaceRoot" -> replaceRoot(document(name, argument).get("newRoot"), input);
            case "$replaceWith" -> replaceRoot(argument, input);
            case "$group" -> Group.of(document(name, argument)).apply(input);
            case "$bucket" -> sorted(Group.bucket(document(name, argument)).apply(input), new Document("_id", 1));
            case "$sortByCount" ->
                sorted(
                        Group.of(new Document("_id", argument).append("count", new Document("$sum", 1)))
                                .apply(input),
                        new Document("count", -1));
            case "$count" -> count(argument, input);
            case "$sort" -> sorted(input, Sorts.check(document(name, argument)));
            case "$sample" -> sample(document(name, argument), input);
            case "$limit" -> limit(argument, input);
            case "$documents" -> documents(argument);
            case "$indexStats" -> indexStats();
            default -> library(new Document(name, argument), input);
        };
    }

    private static Document document(String stage, @Nullable Object argument) {
        if (argument instanceof Document document) {
            return document;
        }
        var code = stage.equals("$project") || stage.equals("$group") ? 15947 : 40272;
        throw CommandFailure.location(
                code, stage + " specification must be an object, got " + ShellText.typeName(argument));
    }

    /** Runs a stage with the library. */
    private Stream<Document> library(Document stage, Stream<Document> input) {
        return Aggregation.fromPipeline(List.of(rewriteMerge(stage)), storage, database, collection, NoopOplog.get())
                .runStagesAsStream(input);
    }

    /** The library does not support the newer names of the stages allowed in {@code $merge}. */
    private static Document rewriteMerge(Document stage) {
        if (!(stage.get("$merge") instanceof Document merge)
                || !(merge.get("whenMatched") instanceof List<?> whenMatched)) {
            return stage;
        }
        List<Document> renamed = new ArrayList<>();
        for (Object step : whenMatched) {
            var document = (Document) step;
            renamed.add(
                    switch (nameOf(document)) {
                        case "$set" -> new Document("$addFields", document.get("$set"));
                        case "$replaceWith" ->
                            new Document("$replaceRoot", new Document("newRoot", document.get("$replaceWith")));
                        default -> document;
                    });
        }
        var rewritten = merge.clone();
        rewritten.put("whenMatched", renamed);
        return new Document("$merge", rewritten);
    }

    private Stream<Document> match(Document filter, Stream<Document> input) {
        var prepared = Filter.prepare(filter, variables);
        return input.filter(document -> Matcher.matches(document, prepared));
    }

    private static Document withFields(Document target, Document root, List<String> prefix, Document fields) {
        var changed = target;
        for (var field : fields.entrySet()) {
            var path = new ArrayList<>(prefix);
            path.addAll(Paths.split(field.getKey()));
            if (field.getValue() instanceof Document nested && !nested.isEmpty() && !Expressions.isOperator(nested)) {
                changed = withFields(changed, root, path, nested);
                continue;
            }
            var value = Expressions.evaluate(field.getValue(), root);
            if (!(value instanceof Missing)) {
                changed = Paths.with(changed, path, value);
            } else if (field.getValue() instanceof String) {
                changed = Paths.without(changed, path);
            }
        }
        return changed;
    }

    private static Stream<Document> unset(@Nullable Object argument, Stream<Document> input) {
        List<?> paths = argument instanceof List<?> list ? list : Collections.singletonList(argument);
        if (!paths.stream().allMatch(String.class::isInstance)) {
            throw CommandFailure.location(
                    31002, "$unset specification must be a string or an array containing only string values");
        }
        return input.map(document -> {
            var changed = document;
            for (Object path : paths) {
                changed = Paths.without(changed, Paths.split((String) path));
            }
            return changed;
        });
    }

    private static Stream<Document> replaceRoot(@Nullable Object expression, Stream<Document> input) {
        return input.map(document -> {
            var root = Expressions.evaluate(expression, document);
            if (root instanceof Document replacement) {
                return replacement;
            }
            throw CommandFailure.location(
                    40228,
                    "PlanExecutor error during aggregation :: caused by :: 'replacement document'  must evaluate to an "
                            + "object, but resulting value was: "
                            + (root instanceof Missing ? "MISSING" : ShellText.of(root))
                            + ". Type of resulting value: '" + ShellText.typeName(root) + "'");
        });
    }

    private static Stream<Document> count(@Nullable Object name, Stream<Document> input) {
        if (!(name instanceof String field) || field.isEmpty() || field.startsWith("$") || field.contains(".")) {
            throw CommandFailure.location(40156, "the count field must be a non-empty string");
        }
        int count = Math.toIntExact(input.count());
        return count == 0 ? Stream.of() : Stream.of(new Document(field, count));
    }

    /** Sorts the documents. */
    public static Stream<Document> sorted(Stream<Document> input, Document sort) {
        return input.sorted(Sorts.comparator(sort));
    }

    private static Stream<Document> sample(Document argument, Stream<Document> input) {
        if (!(argument.get("size") instanceof Number size) || size.longValue() < 0) {
            throw CommandFailure.location(28747, "size argument to $sample must not be negative");
        }
        var all = new ArrayList<>(input.toList());
        Collections.shuffle(all);
        return all.stream().limit(size.longValue());
    }

    private static Stream<Document> limit(@Nullable Object argument, Stream<Document> input) {
        if (!(argument instanceof Number number)) {
            throw CommandFailure.location(
                    2107201,
                    "invalid argument to $limit stage: Expected a number in: $limit: " + ShellText.of(argument));
        }
        if (number.longValue() <= 0) {
            throw CommandFailure.location(15958, "the limit must be positive");
        }
        return input.limit(number.longValue());
    }

    private static Stream<Document> documents(@Nullable Object argument) {
        if (!(Expressions.evaluate(argument, new Document()) instanceof List<?> list)) {
            throw CommandFailure.location(5858203, "an array is expected for $documents");
        }
        return list.stream().map(Document.class::cast);
    }

    private Stream<Document> indexStats() {
        if (collection == null) {
            return Stream.of();
        }
        return collection.definitions().stream()
                .map(definition -> new Document("name", definition.name())
                        .append("key", definition.key())
                        .append("accesses", new Document("ops", 0L).append("since", java.time.Instant.now()))
                        .append("spec", definition.specification()));
    }

    /** Replaces a collection with the results; its indexes are kept. */
    private Stream<Document> out(@Nullable Object argument, Stream<Document> input) {
        var target = switch (argument) {
            case String name -> new Namespace(database.getDatabaseName(), name);
            case Document document
            when document.get("db") instanceof String db && document.get("coll") instanceof String coll ->
                new Namespace(db, coll);
            case null, default ->
                throw CommandFailure.location(
                        16990,
                        "$out only supports a string or object argument, but found " + ShellText.typeName(argument));
        };
        var home = storage.database(target.database());
        var present = home.collection(target.collection());
        var fresh = new EmbeddedCollection(home, target.collection(), new Document());
        if (present != null) {
            present.definitions().stream()
                    .filter(definition -> !definition.isPrimary())
                    .forEach(fresh::addIndex);
        }
        input.forEach(fresh::insert);
        home.adopt(fresh, target.collection());
        return Stream.of();
    }
}
