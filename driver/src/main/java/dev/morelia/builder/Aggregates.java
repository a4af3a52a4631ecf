package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stages of an aggregation pipeline. In parameters named expression, a text that starts with a dollar sign is the path
 * of a field and a document may hold operators; {@link #literal} keeps a value from being read that way. A text without
 * a dollar sign is a constant for the server: {@link #setFields} takes it, and whatever groups, splits or replaces
 * documents rejects it with an {@link IllegalArgumentException}, because {@code group("name")} would be one group of
 * all. Stages with many settings take them as a document, under the names of the server's manual.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/">Server manual: aggregation stages</a>
 * @see SourceStages
 */
public final class Aggregates {
    private Aggregates() {}

    /** An expression that stands for this value, whatever it looks like. */
    public static Document literal(@Nullable Object value) {
        return operator("$literal", value);
    }

    /** A stage by its name, for what this class has no method for. */
    public static Document stage(String name, Object value) {
        Argument.notNull("value", value);
        if (!Argument.text("name", name).startsWith("$")) {
            throw Argument.rejected("name", name, "must start with a dollar sign");
        }
        return operator(name, value);
    }

    /** Documents that a filter matches. */
    public static Document match(Document filter) {
        return stage("$match", filter);
    }

    /** Only some fields of each document, and computed ones. */
    public static Document project(Document projection) {
        return stage("$project", projection);
    }

    /** Each document with a field that has the value of an expression: the stage {@code $set}. */
    public static Document setFields(String field, Object expression) {
        return operator("$set", new Document(Literal.field(field), Argument.notNull("expression", expression)));
    }

    /** Each document with fields that have the values of expressions: the stage {@code $set}. */
    public static Document setFields(Document fields) {
        return operator("$set", Literal.fields("fields", fields));
    }

    /** As {@link #setFields(Document)}, by its older name. */
    public static Document addFields(Document fields) {
        return operator("$addFields", Literal.fields("fields", fields));
    }

    /**
     * Each document without these fields: the stage {@code $unset}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Document unsetFields(String... fields) {
        List<String> names = Argument.notEmpty("fields", Argument.array("fields", fields));
        names.forEach(Literal::field);
        return operator("$unset", names);
    }

    /** Documents in an order. */
    public static Document sort(Document sort) {
        return stage("$sort", sort);
    }

    /** The first documents only. */
    public static Document limit(long limit) {
        return operator("$limit", Argument.atLeast("limit", limit, 1));
    }

    /** All documents but the first. */
    public static Document skip(long skip) {
        return operator("$skip", Argument.atLeast("skip", skip, 0));
    }

    /** Documents chosen at random. */
    public static Document sample(long size) {
        return operator("$sample", new Document("size", Argument.atLeast("size", size, 1)));
    }

    /** One document with the number of documents in this field. */
    public static Document count(String field) {
        return operator("$count", Literal.field(field));
    }

    /** One document for each value of an expression, with how many documents have it, the most frequent first. */
    public static Document sortByCount(Object expression) {
        return operator("$sortByCount", Literal.expression("expression", expression));
    }

    /**
     * One document for each value of an expression, with fields computed over the documents that have it.
     *
     * @param expression becomes {@code _id}; null puts all documents into one group
     * @param accumulators from {@link Accumulators}
     * @throws IllegalArgumentException if the expression is a text that is no path, as in {@code group("name")}
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
     * One document for each range that values of an expression fall into.
     *
     * @param boundaries the ranges' limits, upwards, at least two
     * @param otherwise {@code _id} of the group for values in no range; null for none, which makes these an error
     * @param accumulators from {@link Accumulators}; none to count
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
     * One document for each of several ranges of values of an expression, about even in their numbers of documents.
     *
     * @param accumulators from {@link Accumulators}; none to count
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

    /** Several pipelines over the same documents; one document with the results of each in a field of its name. */
    public static Document facet(Map<String, List<Document>> pipelines) {
        var operand = new Document();
        new LinkedHashMap<>(Argument.notNull("pipelines", pipelines))
                .forEach((name, pipeline) -> operand.append(Literal.field(name), Argument.notEmpty(name, pipeline)));
        return operator("$facet", operand);
    }

    /**
     * Each document once for each element of an array, which then stands in its place.
     *
     * @param field the array, as {@code "lines"} or {@code "$lines"}
     */
    public static Document unwind(String field) {
        return operator("$unwind", path(field));
    }

    /**
     * Each document once for each element of an array, which then stands in its place.
     *
     * @param field the array, as {@code "lines"} or {@code "$lines"}
     * @param indexField the field that gets the place of the element; null for none
     * @param preserveNullAndEmptyArrays whether documents without elements stay
     */
    public static Document unwind(String field, @Nullable String indexField, boolean preserveNullAndEmptyArrays) {
        var operand = new Document("path", path(field));
        if (indexField != null) {
            operand.append("includeArrayIndex", Literal.field("indexField", indexField));
        }
        return operator("$unwind", operand.append("preserveNullAndEmptyArrays", preserveNullAndEmptyArrays));
    }

    /** The path to a field, whether or not it was written with its dollar. */
    private static String path(String field) {
        return "$" + Literal.field(Argument.text("field", field).charAt(0) == '$' ? field.substring(1) : field);
    }

    /** Each document with an array of the documents of another collection whose field equals one of its own. */
    public static Document lookup(String from, String localField, String foreignField, String as) {
        return operator(
                "$lookup",
                new Document("from", Argument.text("from", from))
                        .append("localField", Literal.field("localField", localField))
                        .append("foreignField", Literal.field("foreignField", foreignField))
                        .append("as", Literal.field("as", as)));
    }

    /**
     * Each document with an array of what a pipeline finds in another collection.
     *
     * @param let names and expressions that the pipeline sees as {@code $$name}; null for none
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
     * Each document with an array of documents that are reached from it step by step.
     *
     * @param specification {@code from}, {@code startWith}, {@code connectFromField}, {@code connectToField},
     *     {@code as} and so on
     */
    public static Document graphLookup(Document specification) {
        return stage("$graphLookup", specification);
    }

    /** The documents, and those of another collection after them. */
    public static Document unionWith(String collection) {
        return operator("$unionWith", Argument.text("collection", collection));
    }

    /** The documents, and what a pipeline makes of those of another collection after them. */
    public static Document unionWith(String collection, List<Document> pipeline) {
        return operator(
                "$unionWith",
                Document.of(
                        "coll",
                        Argument.text("collection", collection),
                        "pipeline",
                        Argument.list("pipeline", pipeline)));
    }

    /** What an expression gives in place of each document. */
    public static Document replaceRoot(Object expression) {
        return operator("$replaceRoot", new Document("newRoot", Literal.expression("expression", expression)));
    }

    /** As {@link #replaceRoot}, by its newer name. */
    public static Document replaceWith(Object expression) {
        return operator("$replaceWith", Literal.expression("expression", expression));
    }

    /** Each document without those parts that an expression prunes. */
    public static Document redact(Object expression) {
        return operator("$redact", Literal.expression("expression", expression));
    }

    /**
     * Each document with fields computed over documents before and after it.
     *
     * @param partitionBy expression that splits the documents; null for not at all
     * @param sortBy order within a part; null for none
     * @param output fields, each an accumulator with a {@code window}
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
     * New documents in the gaps of a series.
     *
     * @param specification {@code field}, {@code range} and so on
     */
    public static Document densify(Document specification) {
        return stage("$densify", specification);
    }

    /**
     * Each document with values in place of missing ones.
     *
     * @param specification {@code output} and so on
     */
    public static Document fill(Document specification) {
        return stage("$fill", specification);
    }

    /** Writes the documents into a collection of the same database, in place of what was there. Must be the last. */
    public static Document out(String collection) {
        return operator("$out", Argument.text("collection", collection));
    }

    /** Writes the documents into a collection of a database, in place of what was there. Must be the last. */
    public static Document out(String database, String collection) {
        return operator(
                "$out",
                Document.of(
                        "db", Argument.text("database", database), "coll", Argument.text("collection", collection)));
    }

    /** Writes the documents into a collection of the same database, over those with the same {@code _id}. */
    public static Document merge(String collection) {
        return operator("$merge", new Document("into", Argument.text("collection", collection)));
    }

    /**
     * Writes the documents into a collection. Must be the last.
     *
     * @param specification {@code into}, {@code on}, {@code whenMatched}, {@code whenNotMatched} and so on
     */
    public static Document merge(Document specification) {
        return stage("$merge", specification);
    }
}
