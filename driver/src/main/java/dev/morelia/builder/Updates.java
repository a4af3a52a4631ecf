package dev.morelia.builder;

import static dev.morelia.builder.Literal.operator;
import static dev.morelia.builder.Literal.operatorOnField;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Update operators. Values are stored as they are and never interpreted as modifiers.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/update/">Server manual: update operators</a>
 */
public final class Updates {
    private Updates() {}

    /**
     * Combines several updates.
     *
     * @throws IllegalArgumentException if there are no updates, or the same operator has the same field twice
     */
    public static Document combine(Document... updates) {
        return combine(Argument.array("updates", updates));
    }

    /**
     * Combines several updates.
     *
     * @throws IllegalArgumentException if there are no updates, or the same operator has the same field twice
     */
    public static Document combine(Iterable<Document> updates) {
        var combined = new Document();
        for (Document update : Argument.notEmpty("updates", updates)) {
            update.forEach((operator, operand) -> {
                if (!(operand instanceof Document fields)) {
                    throw Argument.rejected("update " + operator, operand, "must be a Document of fields");
                }
                combined.append(
                        operator,
                        combined.get(operator) instanceof Document before
                                ? Literal.merged("update " + operator, List.of(before, fields))
                                : fields);
            });
        }
        return combined;
    }

    /** Sets a field. */
    public static Document set(String field, @Nullable Object value) {
        return operatorOnField("$set", field, value);
    }

    /** Sets fields. */
    public static Document set(Document fields) {
        return operator("$set", Literal.fields("fields", fields));
    }

    /** Sets a field if the update inserts a new document. */
    public static Document setOnInsert(String field, @Nullable Object value) {
        return operatorOnField("$setOnInsert", field, value);
    }

    /** Sets fields if the update inserts a new document. */
    public static Document setOnInsert(Document fields) {
        return operator("$setOnInsert", Literal.fields("fields", fields));
    }

    /**
     * Removes fields.
     *
     * @throws IllegalArgumentException if there are no fields
     */
    public static Document unset(String... fields) {
        var operand = new Document();
        Argument.notEmpty("fields", Argument.array("fields", fields))
                .forEach(field -> operand.append(Literal.field(field), ""));
        return operator("$unset", operand);
    }

    /** Adds a number. */
    public static Document inc(String field, Number number) {
        return operatorOnField("$inc", field, Argument.notNull("number", number));
    }

    /** Multiplies by a number. */
    public static Document mul(String field, Number number) {
        return operatorOnField("$mul", field, Argument.notNull("number", number));
    }

    /** Sets a field to the value if that is less than its current value. */
    public static Document min(String field, @Nullable Object value) {
        return operatorOnField("$min", field, value);
    }

    /** Sets a field to the value if that is greater than its current value. */
    public static Document max(String field, @Nullable Object value) {
        return operatorOnField("$max", field, value);
    }

    /** Renames a field. */
    public static Document rename(String field, String newName) {
        return operatorOnField("$rename", field, Literal.field("newName", newName));
    }

    /** Sets a field to the server's current time as a date. */
    public static Document currentDate(String field) {
        return operatorOnField("$currentDate", field, true);
    }

    /** Sets a field to the server's current time as a timestamp. */
    public static Document currentTimestamp(String field) {
        return operatorOnField("$currentDate", field, operator("$type", "timestamp"));
    }

    /** Appends a value to an array. */
    public static Document push(String field, @Nullable Object value) {
        return operatorOnField("$push", field, element(value));
    }

    /** Appends values to an array. */
    public static Document pushEach(String field, Iterable<? extends @Nullable Object> values) {
        return pushEach(field, values, new PushOptions());
    }

    /** Inserts values into an array, then sorts and truncates it. */
    public static Document pushEach(String field, Iterable<? extends @Nullable Object> values, PushOptions options) {
        var operand = operator("$each", Literal.values("values", values));
        if (Argument.notNull("options", options).position() != null) {
            operand.append("$position", options.position());
        }
        if (options.slice() != null) {
            operand.append("$slice", options.slice());
        }
        if (options.sort() != null) {
            operand.append("$sort", options.sort());
        }
        return operatorOnField("$push", field, operand);
    }

    /** Appends a value to an array unless the array contains it. */
    public static Document addToSet(String field, @Nullable Object value) {
        return operatorOnField("$addToSet", field, element(value));
    }

    /** Appends those values to an array that it does not contain yet. */
    public static Document addEachToSet(String field, Iterable<? extends @Nullable Object> values) {
        return operatorOnField("$addToSet", field, operator("$each", Literal.values("values", values)));
    }

    /** A document could contain {@code $each} and be read as modifiers; as an element of {@code $each} it cannot. */
    private static @Nullable Object element(@Nullable Object value) {
        return Literal.isScalar(value) ? value : operator("$each", Arrays.asList(value));
    }

    /** Removes all elements of an array that equal the value. */
    public static Document pull(String field, @Nullable Object value) {
        return operatorOnField("$pull", field, Literal.isScalar(value) ? value : operator("$eq", value));
    }

    /**
     * Removes all elements of an array that match the condition.
     *
     * @param condition a condition on the fields of elements that are documents, or operators for other elements, as in
     *     {@code {$gt: 5}}
     */
    public static Document pullByFilter(String field, Document condition) {
        return operatorOnField("$pull", field, Argument.notNull("condition", condition));
    }

    /** Removes all elements of an array that equal one of the values. */
    public static Document pullAll(String field, Iterable<? extends @Nullable Object> values) {
        return operatorOnField("$pullAll", field, Literal.values("values", values));
    }

    /** Removes the first element of an array. */
    public static Document popFirst(String field) {
        return operatorOnField("$pop", field, -1);
    }

    /** Removes the last element of an array. */
    public static Document popLast(String field) {
        return operatorOnField("$pop", field, 1);
    }

    /** Updates an integer by bitwise "and". */
    public static Document bitwiseAnd(String field, int bits) {
        return operatorOnField("$bit", field, operator("and", bits));
    }

    /** Updates an integer by bitwise "and". */
    public static Document bitwiseAnd(String field, long bits) {
        return operatorOnField("$bit", field, operator("and", bits));
    }

    /** Updates an integer by bitwise "or". */
    public static Document bitwiseOr(String field, int bits) {
        return operatorOnField("$bit", field, operator("or", bits));
    }

    /** Updates an integer by bitwise "or". */
    public static Document bitwiseOr(String field, long bits) {
        return operatorOnField("$bit", field, operator("or", bits));
    }

    /** Updates an integer by bitwise "exclusive or". */
    public static Document bitwiseXor(String field, int bits) {
        return operatorOnField("$bit", field, operator("xor", bits));
    }

    /** Updates an integer by bitwise "exclusive or". */
    public static Document bitwiseXor(String field, long bits) {
        return operatorOnField("$bit", field, operator("xor", bits));
    }
}
