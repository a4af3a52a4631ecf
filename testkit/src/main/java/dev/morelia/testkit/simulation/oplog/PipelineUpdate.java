package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An update by a pipeline: {@code $set}, {@code $unset} and {@code $replaceWith} with the expressions of the leases of
 * durable consumers. Everything else is rejected.
 */
final class PipelineUpdate {

    /** The value of a field that a document does not have, which differs from null. */
    private enum Absent {
        FIELD
    }

    private final Instant now;
    private Document root;

    private PipelineUpdate(Document root, Instant now) {
        this.root = root;
        this.now = now;
    }

    /**
     * Executes the stages.
     *
     * @param stages each with one operator
     * @param before the document, which is left as it is
     * @param now the time of the server, {@code $$NOW}
     * @return the document after them
     */
    static Document apply(List<?> stages, Document before, Instant now) {
        var update = new PipelineUpdate(Document.copyOf(before), now);
        stages.forEach(update::stage);
        return update.root;
    }

    private void stage(@Nullable Object stage) {
        if (!(stage instanceof Document operation) || operation.size() != 1) {
            throw RejectedCommand.unknown("a stage like " + stage);
        }
        var operator = operation.firstEntry();
        switch (operator.getKey()) {
            case "$set" -> set(operation.document("$set"));
            case "$unset" -> operation.list("$unset", String.class).forEach(root::remove);
            case "$replaceWith" -> root = document(value(operator.getValue()));
            default -> throw RejectedCommand.unknown("the stage " + operator.getKey());
        }
    }

    private void set(Document fields) {
        var after = Document.copyOf(root);
        putAll(after, fields);
        root = after;
    }

    private void putAll(Document target, Document fields) {
        fields.forEach((field, expression) -> {
            Object value = value(expression);
            if (value != Absent.FIELD) {
                target.put(field, value);
            }
        });
    }

    // ---- expressions ----

    private @Nullable Object value(@Nullable Object expression) {
        return switch (expression) {
            case String text when text.startsWith("$$") -> variable(text);
            case String text when text.startsWith("$") -> field(text.substring(1));
            case Document fields -> value(fields);
            case null -> null;
            default -> expression;
        };
    }

    private Object variable(String name) {
        return switch (name) {
            case "$$NOW" -> now;
            case "$$ROOT" -> root;
            default -> throw RejectedCommand.unknown("the variable " + name);
        };
    }

    private @Nullable Object field(String name) {
        if (name.contains(".")) {
            throw RejectedCommand.unknown("a path like " + name);
        }
        return root.containsKey(name) ? root.get(name) : Absent.FIELD;
    }

    private @Nullable Object value(Document fields) {
        if (fields.isEmpty() || !fields.firstEntry().getKey().startsWith("$")) {
            var built = new Document();
            putAll(built, fields);
            return built;
        }
        String operator = fields.firstEntry().getKey();
        Object operand = fields.firstEntry().getValue();
        List<?> operands = operand instanceof List<?> several ? several : List.of(Objects.requireNonNull(operand));
        return switch (operator) {
            case "$literal" -> operand;
            case "$type" -> type(value(operands.getFirst()));
            case "$toLong" -> number(value(operands.getFirst()));
            case "$or" -> operands.stream().anyMatch(each -> isTrue(value(each)));
            case "$cond" -> value(operands.get(isTrue(value(operands.getFirst())) ? 1 : 2));
            case "$mergeObjects" -> merged(operands);
            case "$eq", "$ne", "$lte", "$ifNull", "$add" ->
                binary(operator, value(operands.getFirst()), value(operands.getLast()));
            default -> throw RejectedCommand.unknown("the expression " + operator);
        };
    }

    private @Nullable Object binary(String operator, @Nullable Object first, @Nullable Object second) {
        return switch (operator) {
            case "$eq" -> Objects.equals(first, second);
            case "$ne" -> !Objects.equals(first, second);
            case "$lte" -> isNotLater(first, second);
            case "$ifNull" -> first == null || first == Absent.FIELD ? second : first;
            default -> first instanceof Instant time ? time.plusMillis(number(second)) : number(first) + number(second);
        };
    }

    /** A field that is absent is less than any time. */
    private static boolean isNotLater(@Nullable Object first, @Nullable Object second) {
        if (first == Absent.FIELD) {
            return true;
        }
        if (first instanceof Instant time && second instanceof Instant other) {
            return time.compareTo(other) <= 0;
        }
        throw RejectedCommand.unknown("comparing " + first + " with " + second);
    }

    private Document merged(List<?> operands) {
        var merged = new Document();
        operands.forEach(each -> merged.putAll(document(value(each))));
        return merged;
    }

    private static boolean isTrue(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        throw RejectedCommand.unknown("a condition like " + value);
    }

    private static String type(@Nullable Object value) {
        return switch (value) {
            case Absent none -> "missing";
            case Instant time -> "date";
            case null -> "null";
            default -> throw RejectedCommand.unknown("the type of " + value);
        };
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw RejectedCommand.unknown("a number like " + value);
    }

    private static Document document(@Nullable Object value) {
        if (value instanceof Document document) {
            return document;
        }
        throw RejectedCommand.unknown("a document like " + value);
    }
}
