package dev.morelia.testkit.embedded.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Aggregation expressions: the library's operators under our own object and array literals. */
final class Expressions {

    private Expressions() {}

    /** Returns the value, null, or {@link Missing}. */
    static @Nullable Object evaluate(@Nullable Object expression, Document root) {
        return switch (expression) {
            case Document document -> evaluateDocument(document, root);
            case List<?> list -> evaluateList(list, root);
            case String text when text.startsWith("$$") -> evaluateVariable(text, root);
            case null, default -> Expression.evaluateDocument(expression, root);
        };
    }

    private static @Nullable Object evaluateVariable(String text, Document root) {
        var bound = Variables.bind(text, Map.of());
        return Expression.evaluateDocument(bound, root);
    }

    private static @Nullable Object evaluateDocument(Document document, Document root) {
        if (isOperator(document)) {
            // The library would evaluate the result of $literal once more.
            return document.containsKey("$literal")
                    ? document.get("$literal")
                    : Expression.evaluateDocument(Variables.bind(document, Map.of()), root);
        }
        var value = new Document();
        document.forEach((field, expression) -> {
            var fieldValue = evaluate(expression, root);
            if (!(fieldValue instanceof Missing)) {
                value.put(field, fieldValue);
            }
        });
        return value;
    }

    private static List<@Nullable Object> evaluateList(List<?> list, Document root) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object expression : list) {
            var value = evaluate(expression, root);
            values.add(value instanceof Missing ? null : value);
        }
        return values;
    }

    static boolean isOperator(Document document) {
        return document.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }
}
