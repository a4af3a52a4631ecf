package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.argument.Argument;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rejects the name {@code id} for a field of documents whose codec stores a component {@code id} as {@code _id}: a
 * filter by it would match nothing, an index on it would hold nothing, and an update would set a field that nobody
 * reads. Looks at names of the first level alone, and costs collections with other codecs, such as those of documents,
 * nothing.
 */
final class IdName {
    private static final String ID = "id";
    private static final int DEEPEST = 200;

    private IdName() {}

    /** Checks a filter, and those that it combines. */
    static void inFilter(Codec<?> codec, Document filter) {
        if (codec.renamesId()) {
            checkFilter("filter", filter, 0);
        }
    }

    private static void checkFilter(String argument, @Nullable Object filter, int depth) {
        // What is nested deeper is rejected when it is encoded.
        if (filter instanceof Map<?, ?> parts && depth < DEEPEST) {
            parts.forEach((name, value) -> {
                if (isCombination(name)) {
                    combined(value).forEach(each -> checkFilter(argument, each, depth + 1));
                }
                check(argument, name);
            });
        }
    }

    private static Iterable<?> combined(@Nullable Object filters) {
        return switch (filters) {
            case Collection<?> several -> several;
            case Object[] several -> Arrays.asList(several);
            case null, default -> List.of();
        };
    }

    private static boolean isCombination(@Nullable Object name) {
        return "$or".equals(name) || "$and".equals(name) || "$nor".equals(name);
    }

    /** Checks what {@code find} and its kin take besides the filter. */
    static void inOptions(Codec<?> codec, Document fields) {
        if (codec.renamesId()) {
            checkNames("sort", fields.get("sort"));
            checkNames("projection", fields.get("projection"));
        }
    }

    /** Checks the keys of an index. */
    static void inKeys(Codec<?> codec, Document keys) {
        if (codec.renamesId()) {
            checkNames("keys", keys);
        }
    }

    /** Checks the name of a field. */
    static void inField(Codec<?> codec, String name) {
        if (codec.renamesId()) {
            check("field", name);
        }
    }

    /** Checks an update: a document of operators, or a pipeline. */
    static void inUpdate(Codec<?> codec, Object update) {
        if (!codec.renamesId()) {
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
            stages.forEach(IdName::checkUpdateStage);
        }
    }

    private static void checkUpdateStage(@Nullable Object stage) {
        if (stage instanceof Document only && !only.isEmpty()) {
            Object names = only.firstEntry().getValue();
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
    static void inPipeline(Codec<?> codec, List<Document> pipeline) {
        if (!codec.renamesId()) {
            return;
        }
        for (Document stage : pipeline) {
            Object value = stage.isEmpty() ? null : stage.firstEntry().getValue();
            switch (stage.isEmpty() ? "" : stage.firstEntry().getKey()) {
                case "$match" -> checkFilter("pipeline", value, 0);
                case "$sort" -> checkNames("pipeline", value);
                case "$skip", "$limit" -> {
                    // The documents stay as they are.
                }
                default -> {
                    return;
                }
            }
        }
    }

    private static void checkNames(String argument, @Nullable Object names) {
        if (names instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> check(argument, name));
        }
    }

    private static void check(String argument, @Nullable Object name) {
        if (name instanceof String field && field.startsWith(ID) && (field.length() == 2 || field.charAt(2) == '.')) {
            throw Argument.rejected(
                    argument,
                    field,
                    "must name '_id" + field.substring(2) + "' instead: the record's component id is stored as _id (a"
                            + " field that is itself named id is reached through as(Document.class))");
        }
    }
}
