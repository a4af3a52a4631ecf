package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.argument.WriteArgument;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the {@code _id} of a document comes from that an upsert inserts. If neither filter nor update sets one, the
 * server generates an {@code ObjectId}, which not every type can read.
 */
final class GivenId {
    private static final String ID = "_id";
    private static final Set<String> CONJUNCTION = Set.of("$and");

    private GivenId() {}

    /**
     * Checks that the document that an upsert would insert can be read again.
     *
     * @param update a document of operators, or a pipeline
     * @param upsert whether it inserts
     */
    static void requireReadable(Document filter, Object update, Codec<?> codec, boolean upsert) {
        if (upsert) {
            Class<?> required = codec.requiredIdType(null);
            if (required != null && !isInFilter(filter) && !isInUpdate(update)) {
                WriteArgument.generatedId(
                        "update with upsert",
                        "name it in the filter by equality, or in the update by $setOnInsert",
                        required);
            }
        }
    }

    /** Whether a document that an upsert inserts gets its {@code _id} from the filter. */
    static boolean isInFilter(Document filter) {
        boolean[] found = {false};
        FilterParts.forEach(filter, CONJUNCTION, (name, value) -> found[0] |= isId(name) && isEquality(value));
        return found[0];
    }

    private static boolean isEquality(@Nullable Object condition) {
        return switch (condition) {
            case Regex pattern -> false;
            case Pattern pattern -> false;
            case RawDocument raw -> isEquality(raw.toDocument());
            case Map<?, ?> operators ->
                operators.containsKey("$eq")
                        || isOne(operators.get("$in"))
                        || isOne(operators.get("$all"))
                        || operators.keySet().stream()
                                .noneMatch(name -> String.valueOf(name).startsWith("$"));
            case null, default -> true;
        };
    }

    /** The server treats a list of one value like that value. */
    private static boolean isOne(@Nullable Object values) {
        return (values instanceof Collection<?> several && several.size() == 1)
                || (values instanceof Object[] array && array.length == 1);
    }

    private static boolean isInUpdate(Object update) {
        if (update instanceof Document operators) {
            return operators.entrySet().stream().anyMatch(each -> isInOperator(each.getKey(), each.getValue()));
        }
        return update instanceof List<?> stages && stages.stream().anyMatch(GivenId::isInStage);
    }

    private static boolean isInOperator(String operator, @Nullable Object values) {
        if (!(values instanceof Map<?, ?> fields)) {
            return false;
        }
        return operator.equals("$rename")
                ? fields.values().stream().anyMatch(GivenId::isId)
                : !operator.equals("$unset") && fields.keySet().stream().anyMatch(GivenId::isId);
    }

    private static boolean isInStage(@Nullable Object stage) {
        if (!(stage instanceof Document only) || only.isEmpty()) {
            return false;
        }
        Object value = only.firstEntry().getValue();
        return switch (only.firstEntry().getKey()) {
            case "$set", "$addFields" ->
                value instanceof Map<?, ?> fields && fields.keySet().stream().anyMatch(GivenId::isId);
            case "$unset" -> false;
            default -> true; // Outputs another document, perhaps with an _id.
        };
    }

    /** Whether a path names the _id or a field inside it. */
    private static boolean isId(@Nullable Object name) {
        return name instanceof String path && (path.equals(ID) || path.startsWith(ID + "."));
    }
}
