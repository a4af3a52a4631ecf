package dev.morelia.embedded.query;

import static dev.morelia.embedded.query.Expressions.evaluate;
import static dev.morelia.embedded.query.Expressions.nullForMissing;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expression operators implemented here: those that evaluate their arguments selectively or define variables, because
 * otherwise they could not contain operators of {@link Functions}, and a few common ones that the library lacks.
 */
final class Operators {

    static final Set<String> NAMES = Set.of(
            "$literal",
            "$cond",
            "$ifNull",
            "$switch",
            "$and",
            "$or",
            "$let",
            "$map",
            "$filter",
            "$reduce",
            "$first",
            "$last",
            "$getField",
            "$setField",
            "$unsetField",
            "$trim",
            "$ltrim",
            "$rtrim",
            "$regexMatch",
            "$replaceOne",
            "$replaceAll");

    private Operators() {}

    static @Nullable Object apply(String name, @Nullable Object argument, Document root) {
        return switch (name) {
            case "$literal" -> argument;
            case "$cond" -> condition(argument, root);
            case "$ifNull" -> ifNull(arguments(name, argument), root);
            case "$switch" -> choose(named(name, argument, "branches"), root);
            case "$and" -> arguments(name, argument).stream().allMatch(each -> isTrue(each, root));
            case "$or" -> arguments(name, argument).stream().anyMatch(each -> isTrue(each, root));
            case "$let" -> let(named(name, argument, "vars", "in"), root);
            case "$map" -> map(named(name, argument, "input", "in"), root);
            case "$filter" -> filter(named(name, argument, "input", "cond"), root);
            case "$reduce" -> reduce(named(name, argument, "input", "initialValue", "in"), root);
            case "$trim", "$ltrim", "$rtrim" -> trim(name, named(name, argument, "input"), root);
            case "$regexMatch" -> regexMatch(named(name, argument, "input", "regex"), root);
            case "$replaceOne", "$replaceAll" ->
                replace(name, named(name, argument, "input", "find", "replacement"), root);
            case "$first", "$last" -> atEnd(name, single(name, argument, root));
            case "$getField" -> field(argument, root);
            case "$setField" -> withField(name, named(name, argument, "field", "input", "value"), root);
            case "$unsetField" -> withField(name, named(name, argument, "field", "input"), root);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<?> arguments(String name, @Nullable Object argument) {
        if (argument instanceof List<?> list) {
            return list;
        }
        if (argument == null) {
            throw CommandFailure.location(16020, "Expression " + name + " takes arguments, but got none");
        }
        return List.of(argument);
    }

    private static Document named(String name, @Nullable Object argument, String... required) {
        if (!(argument instanceof Document document)) {
            throw CommandFailure.location(
                    16878, name + " only supports an object as its argument, not " + ShellText.typeName(argument));
        }
        for (String field : required) {
            if (!document.containsKey(field)) {
                throw CommandFailure.location(16879, "Missing '" + field + "' parameter to " + name);
            }
        }
        return document;
    }

    private static @Nullable Object single(String name, @Nullable Object argument, Document root) {
        if (argument instanceof List<?> list) {
            if (list.size() != 1) {
                throw CommandFailure.location(
                        16020,
                        "Expression " + name + " takes exactly 1 arguments. " + list.size() + " were passed in.");
            }
            return evaluate(list.getFirst(), root);
        }
        return evaluate(argument, root);
    }

    private static boolean isTrue(@Nullable Object expression, Document root) {
        return Utils.isTrue(evaluate(expression, root));
    }

    private static @Nullable Object condition(@Nullable Object argument, Document root) {
        if (argument instanceof Document) {
            var document = named("$cond", argument, "if", "then", "else");
            return evaluate(document.get(isTrue(document.get("if"), root) ? "then" : "else"), root);
        }
        var list = arguments("$cond", argument);
        if (list.size() != 3) {
            throw CommandFailure.location(
                    16020, "Expression $cond takes exactly 3 arguments. " + list.size() + " were passed in.");
        }
        return evaluate(list.get(isTrue(list.get(0), root) ? 1 : 2), root);
    }

    private static @Nullable Object ifNull(List<?> candidates, Document root) {
        Object value = Missing.getInstance();
        for (Object candidate : candidates) {
            value = evaluate(candidate, root);
            if (value != null && !(value instanceof Missing)) {
                return value;
            }
        }
        return value;
    }

    private static @Nullable Object choose(Document argument, Document root) {
        for (Object branch : arguments("$switch", argument.get("branches"))) {
            var document = named("$switch", branch, "case", "then");
            if (isTrue(document.get("case"), root)) {
                return evaluate(document.get("then"), root);
            }
        }
        if (!argument.containsKey("default")) {
            throw CommandFailure.location(
                    40066, "$switch could not find a matching branch for an input, and no default was specified.");
        }
        return evaluate(argument.get("default"), root);
    }

    private static @Nullable Object let(Document argument, Document root) {
        var variables = Variables.evaluate(named("$let", argument.get("vars")), root);
        return evaluate(argument.get("in"), root, variables);
    }

    private static @Nullable List<?> input(String name, Document argument, Document root) {
        var input = nullForMissing(evaluate(argument.get("input"), root));
        if (input != null && !(input instanceof List<?>)) {
            throw CommandFailure.location(
                    16883, "input to " + name + " must be an array not " + ShellText.typeName(input));
        }
        return (List<?>) input;
    }

    private static String variable(Document argument) {
        return argument.get("as") instanceof String as ? as : "this";
    }

    private static @Nullable Object map(Document argument, Document root) {
        var input = input("$map", argument, root);
        if (input == null) {
            return null;
        }
        List<@Nullable Object> mapped = new ArrayList<>();
        for (Object element : input) {
            var value = evaluate(argument.get("in"), root, one(variable(argument), element));
            mapped.add(nullForMissing(value));
        }
        return mapped;
    }

    private static @Nullable Object filter(Document argument, Document root) {
        var input = input("$filter", argument, root);
        if (input == null) {
            return null;
        }
        long limit = nullForMissing(evaluate(argument.get("limit"), root)) instanceof Number number
                ? number.longValue()
                : Long.MAX_VALUE;
        List<@Nullable Object> kept = new ArrayList<>();
        for (Object element : input) {
            if (kept.size() < limit
                    && Utils.isTrue(evaluate(argument.get("cond"), root, one(variable(argument), element)))) {
                kept.add(element);
            }
        }
        return kept;
    }

    private static @Nullable Object reduce(Document argument, Document root) {
        var input = input("$reduce", argument, root);
        if (input == null) {
            return null;
        }
        var value = evaluate(argument.get("initialValue"), root);
        for (Object element : input) {
            Map<String, @Nullable Object> variables = one("this", element);
            variables.put("value", value);
            value = evaluate(argument.get("in"), root, variables);
        }
        return value;
    }

    private static Map<String, @Nullable Object> one(String name, @Nullable Object value) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put(name, value);
        return variables;
    }

    private static @Nullable String string(String name, @Nullable Object value) {
        var text = nullForMissing(value);
        if (text != null && !(text instanceof String)) {
            throw CommandFailure.location(
                    50699,
                    name + " requires its input to be a string, got " + ShellText.of(text) + " (of type "
                            + ShellText.typeName(text) + ") instead.");
        }
        return (String) text;
    }

    private static @Nullable Object trim(String name, Document argument, Document root) {
        var text = string(name, evaluate(argument.get("input"), root));
        var chars = argument.containsKey("chars")
                ? string(name, evaluate(argument.get("chars"), root))
                : " \t\n\r\0\f\u000B";
        if (text == null || chars == null) {
            return null;
        }
        int start = 0;
        int end = text.length();
        while (!name.equals("$rtrim") && start < end && chars.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (!name.equals("$ltrim") && end > start && chars.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean regexMatch(Document argument, Document root) {
        var text = string("$regexMatch", evaluate(argument.get("input"), root));
        var options = string("$regexMatch", evaluate(argument.get("options"), root));
        var regex = switch (evaluate(argument.get("regex"), root)) {
            case BsonRegularExpression given when options == null -> given;
            case BsonRegularExpression given -> new BsonRegularExpression(given.getPattern(), options);
            case String pattern -> new BsonRegularExpression(pattern, Objects.requireNonNullElse(options, ""));
            case null, default ->
                throw CommandFailure.location(51105, "$regexMatch needs 'regex' to be of type string or regex");
        };
        return text != null && regex.matcher(text).find();
    }

    private static @Nullable Object replace(String name, Document argument, Document root) {
        var text = string(name, evaluate(argument.get("input"), root));
        var find = string(name, evaluate(argument.get("find"), root));
        var replacement = string(name, evaluate(argument.get("replacement"), root));
        if (text == null || find == null || replacement == null) {
            return null;
        }
        if (name.equals("$replaceAll")) {
            return text.replace(find, replacement);
        }
        int at = text.indexOf(find);
        return at < 0 ? text : text.substring(0, at) + replacement + text.substring(at + find.length());
    }

    private static @Nullable Object atEnd(String name, @Nullable Object value) {
        return switch (nullForMissing(value)) {
            case null -> null;
            case List<?> list when list.isEmpty() -> Missing.getInstance();
            case List<?> list -> name.equals("$first") ? list.getFirst() : list.getLast();
            case Object other ->
                throw CommandFailure.location(
                        28689, name + "'s argument must be an array, but is " + ShellText.typeName(other));
        };
    }

    private static @Nullable Object field(@Nullable Object argument, Document root) {
        var given = argument instanceof Document document && document.containsKey("field")
                ? document
                : new Document("field", argument);
        var name = evaluate(given.get("field"), root);
        Object input = given.containsKey("input") ? evaluate(given.get("input"), root) : root;
        if (!(name instanceof String field)) {
            throw CommandFailure.location(3041704, "$getField requires 'field' to evaluate to type String");
        }
        return input instanceof Document document ? document.getOrMissing(field) : Missing.getInstance();
    }

    private static @Nullable Object withField(String name, Document argument, Document root) {
        if (!(evaluate(argument.get("field"), root) instanceof String field)) {
            throw CommandFailure.location(4161107, name + " requires 'field' to evaluate to a string");
        }
        return switch (nullForMissing(evaluate(argument.get("input"), root))) {
            case null -> null;
            case Document document -> {
                var changed = document.clone();
                var value = name.equals("$setField")
                        ? evaluate(argument.get("value"), root)
                        : (Object) Missing.getInstance();
                if (value instanceof Missing) {
                    changed.remove(field);
                } else {
                    changed.put(field, value);
                }
                yield changed;
            }
            case Object other ->
                throw CommandFailure.location(
                        4161105,
                        name + " requires 'input' to evaluate to type Object, not " + ShellText.typeName(other));
        };
    }
}
