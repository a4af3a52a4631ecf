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
 * Rejects names that documents do not have, as their codec stores what programs know by these names in other fields: a
 * component {@code id} as {@code _id}, and one with another name in BSON. A filter by it would match nothing, an index
 * on it would hold nothing, and an update would set a field that nobody reads. Looks at names of the first level alone,
 * and costs collections with other codecs, such as those of documents, nothing.
 */
public final class StoredNames {
    private static final int DEEPEST = 50;

    /** Stages whose expressions see the documents of the stage before and no others. */
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

    /** The field that each name should be. */
    private final Map<String, String> fields;

    private StoredNames(Codec<?> codec) {
        this.fields = codec.storedNames();
    }

    public static StoredNames of(Codec<?> codec) {
        return new StoredNames(codec);
    }

    /** Checks a filter, and those that it combines. */
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

    /** Checks what {@code find} and its kin take besides the filter. */
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

    /** Whether a projection makes a field of this instead of choosing a stored one. */
    private static boolean isComputed(@Nullable Object projected) {
        return projected instanceof Map<?, ?> expression
                ? !expression.containsKey("$slice") && !expression.containsKey("$elemMatch")
                : !(projected instanceof Number || projected instanceof Boolean);
    }

    /** Checks the keys of an index. */
    void inKeys(Document keys) {
        checkNames("keys", keys);
    }

    /** Checks the name of a field. */
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
                    // Makes other documents of these, or none.
                }
            }
        }
    }

    /** Checks the stages that see the documents as they are stored: those that come first and only choose and order. */
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
                    // The documents stay as they are.
                }
                default -> {
                    checkReshaping(stage);
                    return;
                }
            }
        }
    }

    /** Checks the first stage that makes other documents; those after it see what it has made. */
    private void checkReshaping(Document stage) {
        if (!stage.isEmpty() && SEE_ONLY_THESE.contains(stage.firstEntry().getKey())) {
            checkExpression("pipeline", stage.firstEntry().getValue(), 0);
        }
    }

    /** Checks the paths of fields in an expression, such as {@code $id}. */
    private void checkExpression(String argument, @Nullable Object expression, int depth) {
        // What is nested deeper is rejected when it is encoded.
        if (depth > DEEPEST) {
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
                // A value.
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
                            + first + " is stored as " + stored + " (a field that is itself named " + first
                            + " is reached through as(Document.class))");
        }
    }
}
