package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.argument.Argument;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejects names that no stored document has, because the codec stores the record component of that name in another
 * field: {@code id} as {@code _id}, or a name given in an annotation. A filter on such a name would match nothing, an
 * index would be empty, and an update would set a field that is never read. Checks top-level names only; costs nothing
 * for other codecs, such as that of documents.
 */
public final class StoredNames {
    private static final int MAXIMUM_DEPTH = 50;

    /** Stages whose expressions refer only to the documents of the previous stage. */
    private static final Set<String> SEE_ONLY_THESE = Set.of(
            "$addFields",
            "$bucket",
            "$bucketAuto",
            "$group",
            "$project",
            "$redact",
            "$replaceRoot",
            "$replaceWith",
            "$set",
            "$sortByCount",
            "$unwind");

    /** The stored field for each name. */
    private final Map<String, String> fields;

    private StoredNames(Codec<?> codec) {
        this.fields = codec.storedNames();
    }

    public static StoredNames of(Codec<?> codec) {
        return new StoredNames(codec);
    }

    /** Checks a filter and the filters that it combines. */
    public void inFilter(Document filter) {
        if (!fields.isEmpty()) {
            checkFilter("filter", filter);
        }
    }

    private void checkFilter(String argument, @Nullable Object filter) {
        FilterParts.forEach(filter, FilterParts.COMBINATIONS, (name, value) -> {
            if ("$expr".equals(name)) {
                checkExpression(argument, value, 0);
            } else {
                check(argument, name);
            }
        });
    }

    /** Checks the options of {@code find} and similar commands. */
    public void inOptions(Document options) {
        if (!fields.isEmpty()) {
            checkNames("sort", options.get("sort"));
            if (options.get("projection") instanceof Map<?, ?> projection) {
                projection.forEach((name, value) -> {
                    if (isComputed(value)) {
                        checkExpression("projection", value, 0);
                    } else {
                        check("projection", name);
                    }
                });
            }
        }
    }

    /** Whether a projection computes this field instead of including a stored one. */
    private static boolean isComputed(@Nullable Object projected) {
        return projected instanceof Map<?, ?> expression
                ? !expression.containsKey("$slice") && !expression.containsKey("$elemMatch")
                : !(projected instanceof Number || projected instanceof Boolean);
    }

    /** Checks index keys. */
    void inKeys(Document keys) {
        checkNames("keys", keys);
    }

    /** Checks a field name. */
    public void inField(String name) {
        check("field", name);
    }

    /** Checks an update: a document of operators, or a pipeline. */
    void inUpdate(Object update) {
        if (fields.isEmpty()) {
            return;
        }
        if (update instanceof Document operators) {
            operators.forEach((operator, names) -> {
                checkNames("update", names);
                if (operator.equals("$rename") && names instanceof Map<?, ?> renamed) {
                    renamed.values().forEach(name -> check("update", name));
                }
            });
        } else if (update instanceof List<?> stages) {
            stages.forEach(this::checkUpdateStage);
        }
    }

    private void checkUpdateStage(@Nullable Object stage) {
        if (stage instanceof Document only && !only.isEmpty()) {
            Object names = only.firstEntry().getValue();
            checkExpression("update pipeline", names, 0);
            switch (only.firstEntry().getKey()) {
                case "$set", "$addFields", "$project" -> checkNames("update pipeline", names);
                case "$unset" -> {
                    if (names instanceof Collection<?> several) {
                        several.forEach(name -> check("update pipeline", name));
                    } else {
                        check("update pipeline", names);
                    }
                }
                default -> {
                    // Outputs other documents, or none.
                }
            }
        }
    }

    /** Checks the stages that see the documents as they are stored: the leading ones, which only filter and sort. */
    public void inPipeline(List<Document> pipeline) {
        if (fields.isEmpty()) {
            return;
        }
        for (Document stage : pipeline) {
            Object value = stage.isEmpty() ? null : stage.firstEntry().getValue();
            switch (stage.isEmpty() ? "" : stage.firstEntry().getKey()) {
                case "$match" -> checkFilter("pipeline", value);
                case "$sort" -> checkNames("pipeline", value);
                case "$skip", "$limit" -> {
                    // The stage does not change the documents.
                }
                default -> {
                    checkReshaping(stage);
                    return;
                }
            }
        }
    }

    /** Checks the first stage that outputs other documents; later stages see its output. */
    private void checkReshaping(Document stage) {
        if (!stage.isEmpty() && SEE_ONLY_THESE.contains(stage.firstEntry().getKey())) {
            checkExpression("pipeline", stage.firstEntry().getValue(), 0);
        }
    }

    /** Checks the field paths in an expression, such as {@code $id}. */
    private void checkExpression(String argument, @Nullable Object expression, int depth) {
        // Deeper nesting is rejected when the expression is encoded.
        if (depth > MAXIMUM_DEPTH) {
            return;
        }
        switch (expression) {
            case String path
            when path.startsWith("$$ROOT.") || path.startsWith("$$CURRENT.") ->
                check(argument, path.substring(path.indexOf('.') + 1));
            case String path when path.startsWith("$") && !path.startsWith("$$") -> check(argument, path.substring(1));
            case Map<?, ?> parts ->
                parts.forEach((name, value) -> {
                    if (!"$literal".equals(name)) {
                        checkExpression(argument, value, depth + 1);
                    }
                });
            case Collection<?> parts -> parts.forEach(part -> checkExpression(argument, part, depth + 1));
            case null, default -> {
                // A literal value.
            }
        }
    }

    private void checkNames(String argument, @Nullable Object names) {
        if (names instanceof Map<?, ?> parts) {
            parts.forEach((name, value) -> check(argument, name));
        }
    }

    private void check(String argument, @Nullable Object name) {
        if (fields.isEmpty() || !(name instanceof String path)) {
            return;
        }
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        String stored = fields.get(first);
        if (stored != null) {
            throw Argument.rejected(
                    argument,
                    path,
                    "must name '" + stored + path.substring(first.length()) + "' instead: the record's component "
                            + first + " is stored as " + stored + " (use as(Document.class) for a field"
                            + " that is really named " + first + ")");
        }
    }
}
