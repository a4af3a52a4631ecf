package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a document matches a prepared filter: logical operators and {@code $expr} are evaluated here,
 * conditions on fields by the library.
 */
public final class Matcher {

    private Matcher() {}

    /** Whether the document matches; the filter comes from {@link Filter#prepare}. */
    public static boolean matches(Document document, Document filter) {
        var library = new DefaultQueryMatcher();
        for (var condition : filter.entrySet()) {
            boolean holds = switch (condition.getKey()) {
                case "$and" -> branches(condition.getValue()).stream().allMatch(branch -> matches(document, branch));
                case "$or" -> branches(condition.getValue()).stream().anyMatch(branch -> matches(document, branch));
                case "$nor" -> branches(condition.getValue()).stream().noneMatch(branch -> matches(document, branch));
                case "$expr" -> Utils.isTrue(Expressions.evaluate(condition.getValue(), document));
                default -> library.matches(document, new Document(condition.getKey(), condition.getValue()));
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static List<Document> branches(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(Document.class::cast).toList()
                : List.of();
    }

    /**
     * The array element that made a document match, for the positional operator.
     *
     * @return its index, or null if the filter does not determine it
     */
    public static @Nullable Integer position(Document document, Document filter) {
        for (var condition : filter.entrySet()) {
            var position = switch (condition.getKey()) {
                case "$expr", "$nor" -> null;
                case "$and", "$or" -> positionInBranches(document, branches(condition.getValue()));
                default -> positionInField(document, condition.getKey(), condition.getValue());
            };
            if (position != null) {
                return position;
            }
        }
        return null;
    }

    private static @Nullable Integer positionInBranches(Document document, List<Document> branches) {
        for (var branch : branches) {
            var position = matches(document, branch) ? position(document, branch) : null;
            if (position != null) {
                return position;
            }
        }
        return null;
    }

    private static @Nullable Integer positionInField(Document document, String path, @Nullable Object condition) {
        if (condition instanceof Document operators
                && operators.get("$elemMatch") instanceof Document wanted
                && Expressions.path(document, path) instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (elementMatches(list.get(i), wanted)) {
                    return i;
                }
            }
        }
        return new DefaultQueryMatcher().matchPosition(document, new Document(path, condition));
    }

    /** Whether an array element matches a prepared {@code $elemMatch}. */
    static boolean elementMatches(@Nullable Object element, Document condition) {
        if (Expressions.isOperator(condition) && !condition.containsKey("$and") && !condition.containsKey("$or")) {
            return new DefaultQueryMatcher().matchesValue(condition, element);
        }
        return element instanceof Document document && matches(document, condition);
    }
}
