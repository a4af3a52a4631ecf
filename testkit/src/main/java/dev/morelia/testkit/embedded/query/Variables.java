package dev.morelia.testkit.embedded.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of aggregation expressions ({@code $$name}), put into an expression as literals before it runs. */
public final class Variables {

    /** A path that no document has: how an expression says "no value" to the library. */
    private static final String NO_VALUE = "$\u0001none";

    private Variables() {}

    /** The values of {@code let} on a command, where they must be constant. */
    public static Map<String, Object> evaluate(Document let) {
        return evaluate(let, new Document());
    }

    /** The values of {@code let} for one document. */
    public static Map<String, Object> evaluate(Document let, Document root) {
        Map<String, Object> values = new HashMap<>();
        let.forEach((name, expression) -> values.put(name, Expressions.evaluate(expression, root)));
        return values;
    }

    public static @Nullable Object bind(@Nullable Object expression, Map<String, ?> variables) {
        return switch (expression) {
            case String text when text.startsWith("$$") -> reference(text, variables);
            case Document document -> bindDocument(document, variables);
            case List<?> list -> bindList(list, variables);
            case null, default -> expression;
        };
    }

    static Document bindDocument(Document document, Map<String, ?> variables) {
        if (document.containsKey("$literal")) {
            return document;
        }
        var bound = new Document();
        document.forEach((name, value) -> bound.put(name, bind(value, variables)));
        return bound;
    }

    private static List<?> bindList(List<?> list, Map<String, ?> variables) {
        var bound = new java.util.ArrayList<@Nullable Object>();
        list.forEach(element -> bound.add(bind(element, variables)));
        return bound;
    }

    private static @Nullable Object reference(String text, Map<String, ?> variables) {
        int dot = text.indexOf('.');
        var name = text.substring(2, dot < 0 ? text.length() : dot);
        if (name.equals("CURRENT")) {
            return "$$ROOT" + text.substring("$$CURRENT".length());
        }
        if (name.equals("REMOVE")) {
            return NO_VALUE;
        }
        if (!variables.containsKey(name)) {
            return text;
        }
        Object value = variables.get(name);
        if (dot >= 0) {
            value = value instanceof Document document
                    ? Utils.getSubdocumentValueCollectionAware(document, text.substring(dot + 1))
                    : Missing.getInstance();
        }
        return value instanceof Missing ? NO_VALUE : new Document("$literal", value);
    }
}
