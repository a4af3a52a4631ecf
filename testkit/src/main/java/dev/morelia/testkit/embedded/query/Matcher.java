package dev.morelia.testkit.embedded.query;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a document matches a prepared filter: logic and {@code $expr} are ours, fields are the library's. */
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

    /** The filter without {@code $expr}, for the library to find out which array element matched. */
    public static Document withoutExpressions(Document filter) {
        var copy = new Document();
        filter.forEach((key, condition) -> {
            switch (key) {
                case "$expr" -> {}
                case "$and" ->
                    copy.put(
                            key,
                            branches(condition).stream()
                                    .map(Matcher::withoutExpressions)
                                    .toList());
                case "$or", "$nor" -> {
                    if (branches(condition).stream().noneMatch(Matcher::hasExpression)) {
                        copy.put(key, condition);
                    }
                }
                default -> copy.put(key, condition);
            }
        });
        return copy;
    }

    private static boolean hasExpression(Document filter) {
        return filter.entrySet().stream().anyMatch(condition -> switch (condition.getKey()) {
            case "$expr" -> true;
            case "$and", "$or", "$nor" ->
                branches(condition.getValue()).stream().anyMatch(Matcher::hasExpression);
            default -> false;
        });
    }
}
