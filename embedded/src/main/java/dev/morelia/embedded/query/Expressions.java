package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates aggregation expressions. Paths, variables, literals and the operators of {@link Operators} and
 * {@link Functions} are implemented here; all other operators are evaluated by the library, with their arguments as
 * values, because it does not evaluate expressions inside array literals and would evaluate some results again.
 */
public final class Expressions {

    private static final Set<String> REDACTIONS = Set.of("$$PRUNE", "$$KEEP", "$$DESCEND");

    private Expressions() {}

    /** The value for a document: null, {@link Missing}, or any value of a document. */
    public static @Nullable Object evaluate(@Nullable Object expression, Document root) {
        return switch (expression) {
            case String text when text.startsWith("$$") -> variable(text, root);
            case String text when text.startsWith("$") -> path(root, text.substring(1));
            case Document document when isOperator(document) -> operator(document, root);
            case Document document -> object(document, root);
            case List<?> list -> array(list, root);
            case null, default -> expression;
        };
    }

    static @Nullable Object nullForMissing(@Nullable Object value) {
        return value instanceof Missing ? null : value;
    }

    private static @Nullable Object variable(String text, Document root) {
        int dot = text.indexOf('.');
        var name = text.substring(2, dot < 0 ? text.length() : dot);
        Object value = switch (name) {
            case "ROOT", "CURRENT" -> root;
            case "NOW" -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
            case "REMOVE" -> Missing.getInstance();
            default -> {
                if (REDACTIONS.contains(text)) {
                    yield text;
                }
                throw CommandFailure.location(17276, "Use of undefined variable: " + name);
            }
        };
        return dot < 0 ? value : path(value, text.substring(dot + 1));
    }

    /** The value at a dotted path; elements of an array that lack it are omitted. */
    static @Nullable Object path(@Nullable Object value, String path) {
        if (!(value instanceof Document document)) {
            return Missing.getInstance();
        }
        var found = Utils.getSubdocumentValueCollectionAware(document, path);
        return found instanceof List<?> list && list.contains(Missing.getInstance())
                ? list.stream().filter(element -> !(element instanceof Missing)).toList()
                : found;
    }

    private static Document object(Document fields, Document root) {
        var value = new Document();
        fields.forEach((field, expression) -> {
            var fieldValue = evaluate(expression, root);
            if (!(fieldValue instanceof Missing)) {
                value.put(field, fieldValue);
            }
        });
        return value;
    }

    private static List<@Nullable Object> array(List<?> expressions, Document root) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object expression : expressions) {
            values.add(nullForMissing(evaluate(expression, root)));
        }
        return values;
    }

    private static @Nullable Object operator(Document document, Document root) {
        if (document.size() > 1) {
            throw CommandFailure.location(
                    15983, "An object representing an expression must have exactly one field: " + document);
        }
        var name = document.keySet().iterator().next();
        var argument = document.get(name);
        if (Operators.NAMES.contains(name)) {
            return Operators.apply(name, argument, root);
        }
        if (Functions.NAMES.contains(name)) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Object each : argument instanceof List<?> list ? list : Collections.singletonList(argument)) {
                values.add(evaluate(each, root));
            }
            return Functions.apply(name, values);
        }
        return Expression.evaluateDocument(new Document(name, asValues(argument, root)), root);
    }

    /** The argument with a literal in place of each expression. */
    private static @Nullable Object asValues(@Nullable Object argument, Document root) {
        return switch (argument) {
            case List<?> list -> {
                List<@Nullable Object> values = new ArrayList<>();
                list.forEach(element -> values.add(asValue(element, root)));
                yield values;
            }
            case Document document
            when !isOperator(document) -> {
                var values = new Document();
                document.forEach((field, expression) -> values.put(field, asValue(expression, root)));
                yield values;
            }
            case null, default -> asValue(argument, root);
        };
    }

    private static @Nullable Object asValue(@Nullable Object expression, Document root) {
        boolean constant = !(expression instanceof Document)
                && !(expression instanceof List<?>)
                && !(expression instanceof String text && text.startsWith("$"));
        if (constant) {
            return expression;
        }
        var value = evaluate(expression, root);
        return value instanceof Missing ? Variables.NO_VALUE : new Document("$literal", value);
    }

    /** Whether an object is an operator with its argument rather than an object literal. */
    public static boolean isOperator(Document document) {
        return document.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }

    /** Evaluates with additional variables. */
    static @Nullable Object evaluate(@Nullable Object expression, Document root, Map<String, ?> variables) {
        return evaluate(Variables.bind(expression, variables), root);
    }
}
