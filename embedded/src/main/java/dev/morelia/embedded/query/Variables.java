package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of aggregation expressions ({@code $$name}), put into an expression as literals before it runs. */
public final class Variables {

    /** A path that no document has, to express "no value". */
    static final String NO_VALUE = "$\u0001none";

    private Variables() {}

    /** The values of {@code let} of a command, which must be constant. */
    public static Map<String, Object> evaluate(Document let) {
        return evaluate(let, new Document());
    }

    /** The values of {@code let} for one document. */
    public static Map<String, Object> evaluate(Document let, Document root) {
        Map<String, Object> values = new HashMap<>();
        let.forEach((name, expression) -> values.put(name, Expressions.evaluate(expression, root)));
        return values;
    }

    /** The expression with a literal in place of each use of these variables; others are kept. */
    public static @Nullable Object bind(@Nullable Object expression, Map<String, ?> variables) {
        if (variables.isEmpty()) {
            return expression;
        }
        return switch (expression) {
            case String text when text.startsWith("$$") -> reference(text, variables);
            case Document document -> bind(document, variables);
            case List<?> list -> bindList(list, variables);
            case null, default -> expression;
        };
    }

    /** Like {@link #bind}, for an object. */
    public static Document bind(Document document, Map<String, ?> variables) {
        if (document.containsKey("$literal")) {
            return document;
        }
        var bound = new Document();
        document.forEach((name, value) -> bound.put(name, bind(value, variables)));
        return bound;
    }

    private static List<@Nullable Object> bindList(List<?> list, Map<String, ?> variables) {
        List<@Nullable Object> bound = new ArrayList<>();
        list.forEach(element -> bound.add(bind(element, variables)));
        return bound;
    }

    private static @Nullable Object reference(String text, Map<String, ?> variables) {
        int dot = text.indexOf('.');
        var name = text.substring(2, dot < 0 ? text.length() : dot);
        if (!variables.containsKey(name)) {
            return text;
        }
        Object value = variables.get(name);
        if (dot >= 0) {
            value = Expressions.path(value, text.substring(dot + 1));
        }
        return value instanceof Missing ? NO_VALUE : new Document("$literal", value);
    }
}
