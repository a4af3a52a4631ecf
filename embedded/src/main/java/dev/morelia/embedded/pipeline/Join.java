package dev.morelia.embedded.pipeline;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.query.Expressions;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Paths;
import dev.morelia.embedded.query.Variables;
import dev.morelia.embedded.store.EmbeddedDatabase;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stages that read other collections or run other pipelines. */
final class Join {

    private final Storage storage;
    private final EmbeddedDatabase database;
    private final Map<String, ?> variables;

    Join(Storage storage, EmbeddedDatabase database, Map<String, ?> variables) {
        this.storage = storage;
        this.database = database;
        this.variables = variables;
    }

    Stream<Document> apply(String name, @Nullable Object argument, Stream<Document> input) {
        if (name.equals("$unionWith") && argument instanceof String from) {
            return unionWith(new Document("coll", from), input);
        }
        if (!(argument instanceof Document specification)) {
            throw CommandFailure.failedToParse("the " + name + " stage specification must be an object, but found "
                    + ShellText.typeName(argument));
        }
        return switch (name) {
            case "$unionWith" -> unionWith(specification, input);
            case "$facet" -> facet(specification, input);
            case "$graphLookup" -> graphLookup(specification, input);
            default -> lookup(specification, input);
        };
    }

    private Stream<Document> unionWith(Document specification, Stream<Document> input) {
        checkFields("$unionWith", specification, Set.of("coll", "pipeline"));
        return Stream.concat(input, run(string("$unionWith", specification, "coll"), specification, variables));
    }

    private Stream<Document> facet(Document specification, Stream<Document> input) {
        var documents = input.toList();
        var result = new Document();
        specification.forEach((field, pipeline) -> {
            var runner = new Pipeline(storage, database, null, variables);
            var copies = documents.stream().map(Document::cloneDeeply);
            result.put(
                    field,
                    runner.run(Pipeline.parse("$facet", pipeline), copies).toList());
        });
        return Stream.of(result);
    }

    private Stream<Document> lookup(Document specification, Stream<Document> input) {
        checkFields("$lookup", specification, Set.of("from", "as", "localField", "foreignField", "let", "pipeline"));
        var from = string("$lookup", specification, "from");
        var as = Paths.split(string("$lookup", specification, "as"));
        boolean byField = specification.containsKey("localField");
        if (!byField && !specification.containsKey("pipeline")) {
            throw CommandFailure.failedToParse(
                    "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
        }
        return input.map(document -> {
            Map<String, Object> bound = new HashMap<>(variables);
            if (specification.get("let") instanceof Document let) {
                bound.putAll(Variables.evaluate(Variables.bind(let, variables), document));
            }
            var found = byField
                    ? runOn(equalTo(document, specification, from), from, specification, bound)
                    : run(from, specification, bound);
            return Paths.with(document, as, found.toList());
        });
    }

    private Stream<Document> equalTo(Document document, Document specification, String from) {
        var collection = database.collection(from);
        if (collection == null) {
            return Stream.of();
        }
        var local = Utils.getSubdocumentValueCollectionAware(document, string("$lookup", specification, "localField"));
        var foreignField = string("$lookup", specification, "foreignField");
        List<@Nullable Object> wanted = new ArrayList<>();
        for (Object value : local instanceof List<?> list ? list : java.util.Collections.singletonList(local)) {
            wanted.add(value instanceof Missing ? null : value);
        }
        var filter = wanted.size() == 1
                ? new Document(foreignField, new Document("$eq", wanted.getFirst()))
                : new Document(foreignField, new Document("$in", wanted));
        return collection.handleQueryAsStream(filter);
    }

    private Stream<Document> run(String from, Document specification, Map<String, ?> bound) {
        var collection = database.collection(from);
        return runOn(collection == null ? Stream.of() : collection.copies(), from, specification, bound);
    }

    private Stream<Document> runOn(
            Stream<Document> documents, String from, Document specification, Map<String, ?> bound) {
        var stages = specification.containsKey("pipeline")
                ? Pipeline.parse("$lookup", specification.get("pipeline"))
                : List.<Document>of();
        return new Pipeline(storage, database, database.collection(from), bound).run(stages, documents);
    }

    private Stream<Document> graphLookup(Document specification, Stream<Document> input) {
        checkFields(
                "$graphLookup",
                specification,
                Set.of(
                        "from",
                        "as",
                        "startWith",
                        "connectFromField",
                        "connectToField",
                        "maxDepth",
                        "depthField",
                        "restrictSearchWithMatch"));
        var as = Paths.split(string("$graphLookup", specification, "as"));
        return input.map(document -> Paths.with(document, as, reachable(document, specification)));
    }

    private List<Document> reachable(Document document, Document specification) {
        var collection = database.collection(string("$graphLookup", specification, "from"));
        if (collection == null) {
            return List.of();
        }
        var to = string("$graphLookup", specification, "connectToField");
        var next = string("$graphLookup", specification, "connectFromField");
        var restriction = specification.get("restrictSearchWithMatch") instanceof Document match
                ? Filter.prepare(match, variables)
                : new Document();
        long maxDepth = specification.get("maxDepth") instanceof Number number ? number.longValue() : Long.MAX_VALUE;
        Map<KeyValue, Document> found = new LinkedHashMap<>();
        Set<KeyValue> asked = new HashSet<>();
        var frontier =
                values(Expressions.evaluate(Variables.bind(specification.get("startWith"), variables), document));
        for (long depth = 0; depth <= maxDepth && !frontier.isEmpty(); depth++) {
            List<@Nullable Object> wanted = new ArrayList<>();
            frontier.stream()
                    .filter(value -> asked.add(new KeyValue(new Object[] {value}).normalized()))
                    .forEach(wanted::add);
            frontier = new ArrayList<>();
            var filter = new Document("$and", List.of(new Document(to, new Document("$in", wanted)), restriction));
            for (var match : collection.handleQueryAsStream(filter).toList()) {
                var id = new KeyValue(new Object[] {match.get("_id")}).normalized();
                if (!found.containsKey(id)) {
                    frontier.addAll(values(Utils.getSubdocumentValueCollectionAware(match, next)));
                    if (specification.get("depthField") instanceof String depthField) {
                        match.put(depthField, depth);
                    }
                    found.put(id, match);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<@Nullable Object> values(@Nullable Object value) {
        List<@Nullable Object> values = new ArrayList<>();
        if (value instanceof List<?> list) {
            values.addAll(list);
        } else if (!(value instanceof Missing)) {
            values.add(value);
        }
        values.removeIf(Missing.class::isInstance);
        return values;
    }

    private static String string(String stage, Document specification, String field) {
        if (specification.get(field) instanceof String text) {
            return text;
        }
        throw CommandFailure.failedToParse("missing '" + field + "' option to " + stage
                + " stage specification, or not " + "a string: " + ShellText.of(specification));
    }

    private static void checkFields(String stage, Document specification, Set<String> known) {
        for (String field : specification.keySet()) {
            if (!known.contains(field)) {
                throw CommandFailure.failedToParse("unknown argument to " + stage + ": " + field);
            }
        }
    }
}
