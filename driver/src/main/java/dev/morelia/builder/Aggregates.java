package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stages of an aggregation pipeline. In parameters named expression, a string that starts with a dollar sign is a field
 * path and a document may contain operators; {@link #literal} prevents both. The server treats a string without a
 * dollar sign as a constant: {@link #setFields} accepts it, but stages that group, split or replace documents reject it
 * with an {@link IllegalArgumentException}, because {@code group("name")} would put all documents into one group.
 * Stages with many settings take them as a document with the field names of the server manual.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/">Server manual: aggregation stages</a>
 * @see SourceStages
 */
public final class Aggregates {
    private Aggregates() {}

    /** An expression that evaluates to this value, whatever it looks like. */
    public static Document literal(@Nullable Object value) {
        return operator("$literal", value);
    }

    /** A stage by name, for those without a method here. */
    public static Document stage(String name, Object value) {
        Argument.notNull("value", value);
        if (!Argument.text("name", name).startsWith("$")) {
            throw Argument.rejected("name", name, "must start with a dollar sign");
        }
        return operator(name, value);
    }

    /** Passes on the documents that match a filter. */
    public static Document match(Document filter) {
        return stage("$match", filter);
    }

    /** Passes on the given fields of each document, and computed ones. */
    public static Document project(Document projection) {
        return stage("$project", projection);
    }

    /** Sets a field of each document to the value of an expression: the stage {@code $set}. */
    public static Document setFields(String field, Object expression) {
        return operator("$set", new Document(Literal.field(field), Argument.notNull("expression", expression)));
    }

    /** Sets fields of each document to the values of expressions: the stage {@code $set}. */
    public static Document setFields(Document fields) {
        return operator("$set", Literal.fields("fields", fields));
    }

    /** Does the same as {@link #setFields(Document)}, under its older name. */
    public static Document addFields(Document fields) {
        return operator("$addFields", Literal.fields("fields", fields));
    }

    /**
     * Removes fields from each document: the stage {@code $unset}.
     *
     * @throws IllegalArgumentException if there are no fields
     */
    public static Document unsetFields(String... fields) {
        List<String> names = Argument.notEmpty("fields", Argument.array("fields", fields));
        names.forEach(Literal::field);
        return operator("$unset", names);
    }

    /** Sorts the documents. */
    public static Document sort(Document sort) {
        return stage("$sort", sort);
    }

    /** Passes on the first documents only. */
    public static Document limit(long limit) {
        return operator("$limit", Argument.atLeast("limit", limit, 1));
    }

    /** Skips the first documents. */
    public static Document skip(long skip) {
        return operator("$skip", Argument.atLeast("skip", skip, 0));
    }

    /** Selects documents at random. */
    public static Document sample(long size) {
        return operator("$sample", new Document("size", Argument.atLeast("size", size, 1)));
    }

    /** Counts the documents; the result is one document with the count in the given field. */
    public static Document count(String field) {
        return operator("$count", Literal.field(field));
    }

    /** Groups the documents by the value of an expression and counts each group, the largest first. */
    public static Document sortByCount(Object expression) {
        return operator("$sortByCount", Literal.expression("expression", expression));
    }

    /**
     * Groups the documents by the value of an expression and computes fields over each group.
     *
     * @param expression the value of {@code _id}; null puts all documents into one group
     * @param accumulators from {@link Accumulators}
     * @throws IllegalArgumentException if the expression is a string that is not a field path, as in {@code
     *     group("name")}
     */
    public static Document group(@Nullable Object expression, Document... accumulators) {
        Literal.checkPath("expression", expression);
        var operand = new Document("_id", expression);
        if (Argument.notNull("accumulators", accumulators).length > 0) {
            operand.putAll(Literal.merged("accumulators", Argument.array("accumulators", accumulators)));
        }
        return operator("$group", operand);
    }

    /**
     * Groups the documents into ranges of the values of an expression.
     *
     * @param boundaries the limits of the ranges in ascending order, at least two
     * @param otherwise the {@code _id} of the group for values outside all ranges; null makes such values an error
     * @param accumulators from {@link Accumulators}; counts the documents if there are none
     */
    public static Document bucket(
            Object expression, List<?> boundaries, @Nullable Object otherwise, Document... accumulators) {
        var operand = Document.of(
                "groupBy",
                Literal.expression("expression", expression),
                "boundaries",
                Argument.notEmpty("boundaries", boundaries));
        if (otherwise != null) {
            operand.append("default", otherwise);
        }
        return operator("$bucket", withOutput(operand, accumulators));
    }

    /**
     * Groups the documents into ranges of the values of an expression, chosen so that they hold about the same number
     * of documents.
     *
     * @param accumulators from {@link Accumulators}; counts the documents if there are none
     */
    public static Document bucketAuto(Object expression, int buckets, Document... accumulators) {
        var operand = Document.of(
                "groupBy",
                Literal.expression("expression", expression),
                "buckets",
                Argument.atLeast("buckets", buckets, 1));
        return operator("$bucketAuto", withOutput(operand, accumulators));
    }

    private static Document withOutput(Document operand, Document... accumulators) {
        return Argument.notNull("accumulators", accumulators).length == 0
                ? operand
                : operand.append(
                        "output", Literal.merged("accumulators", Argument.array("accumulators", accumulators)));
    }

    /**
     * Runs several pipelines over the same documents; the result is one document with the results of each pipeline in
     * the field of its name.
     */
    public static Document facet(Map<String, List<Document>> pipelines) {
        var operand = new Document();
        new LinkedHashMap<>(Argument.notNull("pipelines", pipelines))
                .forEach((name, pipeline) -> operand.append(Literal.field(name), Argument.notEmpty(name, pipeline)));
        return operator("$facet", operand);
    }

    /**
     * Outputs each document once for each element of an array field, with the element in place of the array.
     *
     * @param field the array field, as {@code "lines"} or {@code "$lines"}
     */
    public static Document unwind(String field) {
        return operator("$unwind", path(field));
    }

    /**
     * Outputs each document once for each element of an array field, with the element in place of the array.
     *
     * @param field the array field, as {@code "lines"} or {@code "$lines"}
     * @param indexField the field for the index of the element; null for none
     * @param preserveNullAndEmptyArrays whether to keep documents without elements
     */
    public static Document unwind(String field, @Nullable String indexField, boolean preserveNullAndEmptyArrays) {
        var operand = new Document("path", path(field));
        if (indexField != null) {
            operand.append("includeArrayIndex", Literal.field("indexField", indexField));
        }
        return operator("$unwind", operand.append("preserveNullAndEmptyArrays", preserveNullAndEmptyArrays));
    }

    /** The path to a field, with or without a dollar sign in the argument. */
    private static String path(String field) {
        return "$" + Literal.field(Argument.text("field", field).charAt(0) == '$' ? field.substring(1) : field);
    }

    /** Adds an array of the documents of another collection whose field equals a field of the document. */
    public static Document lookup(String from, String localField, String foreignField, String as) {
        return operator(
                "$lookup",
                new Document("from", Argument.text("from", from))
                        .append("localField", Literal.field("localField", localField))
                        .append("foreignField", Literal.field("foreignField", foreignField))
                        .append("as", Literal.field("as", as)));
    }

    /**
     * Adds an array with the result of a pipeline over another collection.
     *
     * @param let variables that the pipeline can refer to as {@code $$name}; null for none
     */
    public static Document lookup(String from, @Nullable Document let, List<Document> pipeline, String as) {
        var operand = new Document("from", Argument.text("from", from));
        if (let != null) {
            operand.append("let", let);
        }
        return operator(
                "$lookup",
                operand.append("pipeline", Argument.list("pipeline", pipeline)).append("as", Literal.field("as", as)));
    }

    /**
     * Adds an array of the documents that a recursive search finds.
     *
     * @param specification {@code from}, {@code startWith}, {@code connectFromField}, {@code connectToField},
     *     {@code as} and so on
     */
    public static Document graphLookup(Document specification) {
        return stage("$graphLookup", specification);
    }

    /** Appends the documents of another collection. */
    public static Document unionWith(String collection) {
        return operator("$unionWith", Argument.text("collection", collection));
    }

    /** Appends the result of a pipeline over another collection. */
    public static Document unionWith(String collection, List<Document> pipeline) {
        return operator(
                "$unionWith",
                Document.of(
                        "coll",
                        Argument.text("collection", collection),
                        "pipeline",
                        Argument.list("pipeline", pipeline)));
    }

    /** Replaces each document with the value of an expression. */
    public static Document replaceRoot(Object expression) {
        return operator("$replaceRoot", new Document("newRoot", Literal.expression("expression", expression)));
    }

    /** Does the same as {@link #replaceRoot}, under its newer name. */
    public static Document replaceWith(Object expression) {
        return operator("$replaceWith", Literal.expression("expression", expression));
    }

    /** Removes the parts of each document that an expression prunes. */
    public static Document redact(Object expression) {
        return operator("$redact", Literal.expression("expression", expression));
    }

    /**
     * Adds fields computed over a window of documents before and after each document.
     *
     * @param partitionBy an expression to partition the documents by; null for one partition
     * @param sortBy the order within a partition; null for none
     * @param output the fields to add, each an accumulator with a {@code window}
     */
    public static Document setWindowFields(@Nullable Object partitionBy, @Nullable Document sortBy, Document output) {
        Literal.checkPath("partitionBy", partitionBy);
        var operand = new Document();
        if (partitionBy != null) {
            operand.append("partitionBy", partitionBy);
        }
        if (sortBy != null) {
            operand.append("sortBy", sortBy);
        }
        return operator("$setWindowFields", operand.append("output", Argument.notNull("output", output)));
    }

    /**
     * Adds documents to fill the gaps in a sequence of values.
     *
     * @param specification {@code field}, {@code range} and so on
     */
    public static Document densify(Document specification) {
        return stage("$densify", specification);
    }

    /**
     * Fills in missing values.
     *
     * @param specification {@code output} and so on
     */
    public static Document fill(Document specification) {
        return stage("$fill", specification);
    }

    /** Writes the documents into a collection of the same database, replacing it. Must be the last stage. */
    public static Document out(String collection) {
        return operator("$out", Argument.text("collection", collection));
    }

    /** Writes the documents into a collection of the given database, replacing it. Must be the last stage. */
    public static Document out(String database, String collection) {
        return operator(
                "$out",
                Document.of(
                        "db", Argument.text("database", database), "coll", Argument.text("collection", collection)));
    }

    /** Merges the documents into a collection of the same database by {@code _id}. Must be the last stage. */
    public static Document merge(String collection) {
        return operator("$merge", new Document("into", Argument.text("collection", collection)));
    }

    /**
     * Merges the documents into a collection. Must be the last stage.
     *
     * @param specification {@code into}, {@code on}, {@code whenMatched}, {@code whenNotMatched} and so on
     */
    public static Document merge(Document specification) {
        return stage("$merge", specification);
    }
}
