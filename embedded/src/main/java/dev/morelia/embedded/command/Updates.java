package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.pipeline.Pipeline;
import dev.morelia.embedded.query.Expressions;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Matcher;
import dev.morelia.embedded.query.Paths;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.store.EmbeddedDatabase;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An update, with operators or a pipeline, or a replacement, checked and ready to be applied to documents. */
final class Updates {

    private static final Set<String> OPERATORS = Set.of(
            "$set",
            "$setOnInsert",
            "$unset",
            "$inc",
            "$mul",
            "$min",
            "$max",
            "$rename",
            "$currentDate",
            "$push",
            "$pop",
            "$pull",
            "$pullAll",
            "$addToSet");

    private static final Set<String> STAGES =
            Set.of("$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith");

    private final Document filter;
    private final List<Document> arrayFilters;
    private final Map<String, ?> variables;

    /** Operators or a replacement; null if the update is a pipeline. */
    private final @Nullable Document document;

    private final List<Document> pipeline;

    /**
     * Checks an update.
     *
     * @param filter the prepared filter of the statement
     * @param update a document or a list of stages
     * @param variables constants for a pipeline
     */
    Updates(Document filter, @Nullable Object update, List<Document> arrayFilters, Map<String, ?> variables) {
        this.filter = filter;
        this.variables = variables;
        this.arrayFilters =
                arrayFilters.stream().map(Updates::checkedArrayFilter).toList();
        switch (update) {
            case Document given -> {
                this.document = checked(given);
                this.pipeline = List.of();
                if (hasOperators()) {
                    checkPaths(given);
                }
            }
            case List<?> stages -> {
                this.document = null;
                this.pipeline = Pipeline.parse("u", stages);
                checkPipeline();
            }
            case null, default ->
                throw CommandFailure.failedToParse("Update argument must be either an object or an array");
        }
    }

    private static Document checkedArrayFilter(Document arrayFilter) {
        var prepared = Filter.prepare(arrayFilter, Map.of());
        if (arrayFilter.keySet().stream().anyMatch(key -> key.startsWith("$"))) {
            throw CommandFailure.unsupported("operators at the top of an array filter");
        }
        return prepared.containsKey("$and") ? arrayFilter : prepared;
    }

    private static Document checked(Document update) {
        boolean operators =
                !update.isEmpty() && update.keySet().iterator().next().startsWith("$");
        update.forEach((key, argument) -> {
            if (operators && !OPERATORS.contains(key)) {
                throw key.equals("$bit")
                        ? CommandFailure.unsupported("update operator $bit")
                        : CommandFailure.failedToParse("Unknown modifier: " + key
                                + ". Expected a valid update modifier or pipeline-style update specified as an array");
            }
            if (operators && !(argument instanceof Document)) {
                throw CommandFailure.failedToParse("Modifiers operate on fields but we found type "
                        + ShellText.typeName(argument) + " instead. For example: {$mod: {<field>: ...}} not {" + key
                        + ": " + ShellText.of(argument) + "}");
            }
            if (!operators && key.startsWith("$")) {
                throw new CommandFailure(
                        52,
                        "DollarPrefixedFieldName",
                        "The dollar ($) prefixed field '" + key + "' in '" + key + "' is not allowed in the context of "
                                + "an update's replacement document. Consider using an aggregation pipeline with "
                                + "$replaceWith.");
            }
        });
        return operators ? preparePull(update) : update;
    }

    /** The conditions of {@code $pull} are filters and must be prepared like those. */
    private static Document preparePull(Document update) {
        if (!(update.get("$pull") instanceof Document pull)) {
            return update;
        }
        var prepared = new Document();
        pull.forEach((path, condition) -> {
            boolean filter = condition instanceof Document document && !document.isEmpty();
            prepared.put(path, filter ? pullCondition((Document) condition) : condition);
        });
        var copy = update.clone();
        copy.put("$pull", prepared);
        return copy;
    }

    private static @Nullable Object pullCondition(Document condition) {
        if (!Expressions.isOperator(condition)) {
            return Filter.prepare(condition, Map.of());
        }
        var prepared = Filter.prepare(new Document("value", condition), Map.of());
        return prepared.get("value");
    }

    private void checkPipeline() {
        for (var stage : pipeline) {
            var name = Pipeline.nameOf(stage);
            if (!STAGES.contains(name)) {
                throw CommandFailure.invalidOptions(name + " is not allowed to be used within an update");
            }
        }
        if (!arrayFilters.isEmpty()) {
            throw CommandFailure.failedToParse("arrayFilters may not be specified for pipeline-syle updates");
        }
    }

    boolean isReplacement() {
        return document != null && !hasOperators();
    }

    private boolean hasOperators() {
        return document != null
                && !document.isEmpty()
                && document.keySet().iterator().next().startsWith("$");
    }

    /**
     * Applies the update to one stored document.
     *
     * @return the document as it was before
     */
    Document apply(EmbeddedCollection collection, Document stored) {
        var before = stored.cloneDeeply();
        collection.replace(stored, changed(before));
        return before;
    }

    private Document changed(Document before) {
        if (document == null) {
            return piped(before);
        }
        return hasOperators()
                ? calculated(before, new Document(), positioned(document, before))
                : document.cloneDeeply();
    }

    /** Inserts the document of an upsert, and returns it. */
    Document upsert(EmbeddedCollection collection) {
        var update = document == null ? new Document("$setOnInsert", new Document()) : document;
        var inserted = calculated(null, withoutRegularExpressions(filter), update);
        if (!fixesId(filter) && !setsId(update)) {
            inserted.remove("_id");
        }
        return collection.insert(document == null ? piped(inserted) : inserted);
    }

    /**
     * The result of an update by the library, applied in a temporary collection.
     *
     * @param before null for an upsert
     */
    private Document calculated(@Nullable Document before, Document query, Document update) {
        var scratch = new EmbeddedCollection(new EmbeddedDatabase("scratch"), "scratch", new Document());
        if (before != null) {
            scratch.insert(before.cloneDeeply());
        }
        var command = new Document("query", query)
                .append("update", update)
                .append("upsert", before == null)
                .append("new", true);
        if (!arrayFilters.isEmpty()) {
            command.append("arrayFilters", arrayFilters);
        }
        try {
            return Objects.requireNonNull(
                    (Document) scratch.findAndModify(command).get("value"));
        } catch (AbstractMongoCollection.FindAndModifyPlanExecutorError e) {
            throw e.getCause();
        }
    }

    private Document piped(Document before) {
        return new Pipeline(new Storage(), new EmbeddedDatabase("scratch"), null, variables)
                .run(pipeline, Stream.of(before.cloneDeeply()))
                .findFirst()
                .orElseThrow();
    }

    /** The library would insert a regular expression as a value. */
    private static Document withoutRegularExpressions(Document filter) {
        var copy = filter.clone();
        copy.values().removeIf(BsonRegularExpression.class::isInstance);
        return copy;
    }

    private static boolean fixesId(Document filter) {
        if (filter.containsKey("_id")) {
            return !(filter.get("_id") instanceof Document condition)
                    || !Expressions.isOperator(condition)
                    || condition.containsKey("$eq");
        }
        return filter.get("$and") instanceof List<?> branches
                && branches.stream().anyMatch(branch -> fixesId((Document) branch));
    }

    private static boolean setsId(Document update) {
        return update.get("_id") != null
                || Stream.of("$set", "$setOnInsert")
                        .map(update::get)
                        .anyMatch(fields -> fields instanceof Document document && document.containsKey("_id"));
    }

    /** The update with the index of the matched element in place of each positional operator. */
    private Document positioned(Document update, Document matched) {
        if (pathsOf(update).noneMatch(path -> Paths.split(path).contains("$"))) {
            return update;
        }
        var position = Matcher.position(matched, filter);
        if (position == null) {
            throw CommandFailure.badValue("The positional operator did not find the match needed from the query.");
        }
        var positioned = new Document();
        update.forEach((operator, fields) -> {
            var renamed = new Document();
            ((Document) fields).forEach((path, value) -> renamed.put(withIndex(path, position), value));
            positioned.put(operator, renamed);
        });
        return positioned;
    }

    private static String withIndex(String path, int position) {
        return Paths.split(path).stream()
                .map(part -> part.equals("$") ? String.valueOf(position) : part)
                .collect(Collectors.joining("."));
    }

    private static Stream<String> pathsOf(Document operators) {
        return operators.values().stream().flatMap(fields -> ((Document) fields).keySet().stream());
    }

    /** The library accepts an empty path, and matches nothing for an identifier without a filter. */
    private void checkPaths(Document operators) {
        pathsOf(operators).forEach(path -> {
            if (path.isEmpty()) {
                throw new CommandFailure(56, "EmptyFieldName", "An empty update path is not valid.");
            }
            for (String part : Paths.split(path)) {
                if (part.isEmpty()) {
                    throw new CommandFailure(
                            56,
                            "EmptyFieldName",
                            "The update path '" + path + "' contains an empty field name, which is not allowed.");
                }
                if (part.startsWith("$[") && part.length() > 3 && !hasArrayFilter(part)) {
                    throw CommandFailure.badValue("No array filter found for identifier '"
                            + part.substring(2, part.length() - 1) + "' in path '" + path + "'");
                }
            }
        });
    }

    private boolean hasArrayFilter(String part) {
        var identifier = part.substring(2, part.length() - 1);
        return arrayFilters.stream()
                .flatMap(arrayFilter -> arrayFilter.keySet().stream())
                .anyMatch(path -> Paths.split(path).getFirst().equals(identifier));
    }
}
