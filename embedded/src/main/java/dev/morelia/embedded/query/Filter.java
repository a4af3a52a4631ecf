package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a query filter as a whole before it runs, as a server does (the library checks during matching, so an empty
 * collection would accept anything), rejects what the library does not support, and rewrites what it would evaluate
 * incorrectly.
 */
public final class Filter {

    private static final Set<String> SUPPORTED = Set.of(
            "$eq",
            "$ne",
            "$gt",
            "$gte",
            "$lt",
            "$lte",
            "$in",
            "$nin",
            "$all",
            "$not",
            "$exists",
            "$type",
            "$mod",
            "$size",
            "$elemMatch",
            "$regex",
            "$options");

    private static final Set<String> UNSUPPORTED = Set.of(
            "$bitsAllSet",
            "$bitsAllClear",
            "$bitsAnySet",
            "$bitsAnyClear",
            "$near",
            "$nearSphere",
            "$geoWithin",
            "$geoIntersects",
            "$geoNear",
            "$within",
            "$where",
            "$text",
            "$jsonSchema",
            "$sampleRate");

    private static final Set<String> REFERENCE = Set.of("$ref", "$id", "$db");

    private static final Set<Object> UNKNOWN_TYPES = Set.of(
            "regex", "javascript", "javascriptWithScope", "symbol", "dbPointer", "undefined", 6, 11, 12, 13, 14, 15);

    private final Map<String, ?> variables;

    private Filter(Map<String, ?> variables) {
        this.variables = variables;
    }

    /**
     * Checks and rewrites a filter.
     *
     * @param variables the variables defined by {@code let}, for {@code $expr}
     * @return a new filter for the library
     */
    public static Document prepare(Document filter, Map<String, ?> variables) {
        return new Filter(variables).prepare(filter);
    }

    /** Checks and rewrites a filter whose variables are still unevaluated. */
    public static Document prepare(Document filter, Document let) {
        return prepare(filter, Variables.evaluate(let));
    }

    /** The condition of {@code $elemMatch}: a filter for documents, or operators for plain values. */
    static Document prepareElementMatch(@Nullable Object condition) {
        return new Filter(Map.of()).elementMatch(condition);
    }

    private Document prepare(Document filter) {
        var prepared = new Document();
        List<Document> more = new ArrayList<>();
        filter.forEach((key, condition) -> {
            switch (key) {
                case "$comment" -> {}
                case "$expr" -> prepared.put(key, Variables.bind(condition, variables));
                case "$and", "$or", "$nor" -> prepared.put(key, branches(condition));
                default -> {
                    if (key.startsWith("$") && !REFERENCE.contains(key)) {
                        throw unknownTopLevel(key);
                    }
                    var conditions = field(condition);
                    prepared.put(key, conditions.getFirst());
                    conditions.stream().skip(1).forEach(other -> more.add(new Document(key, other)));
                }
            }
        });
        if (!more.isEmpty()) {
            if (prepared.get("$and") instanceof List<?> present) {
                present.forEach(branch -> more.add((Document) branch));
            }
            prepared.put("$and", more);
        }
        return prepared;
    }

    private List<Document> branches(@Nullable Object branches) {
        if (!(branches instanceof List<?> list) || list.isEmpty()) {
            throw CommandFailure.badValue("$and/$or/$nor must be a nonempty array");
        }
        List<Document> prepared = new ArrayList<>();
        for (Object branch : list) {
            if (!(branch instanceof Document document)) {
                throw CommandFailure.badValue("$or/$and/$nor entries need to be full objects");
            }
            prepared.add(prepare(document));
        }
        return prepared;
    }

    /** One condition, or a conjunction of two: the library ignores other operators next to a regular expression. */
    private List<@Nullable Object> field(@Nullable Object condition) {
        if (condition instanceof BsonRegularExpression regex) {
            checkSyntax(regex);
            // The library would also match the text of a number.
            return List.of(condition, new Document("$type", "string"));
        }
        if (!(condition instanceof Document document) || !isOperators(document)) {
            return java.util.Collections.singletonList(condition);
        }
        var operators = new Document();
        document.forEach((operator, argument) -> {
            boolean equalsNull = argument == null && (operator.equals("$gte") || operator.equals("$lte"));
            operators.put(equalsNull ? "$eq" : operator, operator(operator, argument));
        });
        if (!operators.containsKey("$regex")) {
            if (operators.containsKey("$options")) {
                throw CommandFailure.badValue("$options needs a $regex");
            }
            return List.of(operators);
        }
        var regex = regex(operators.remove("$regex"), operators.remove("$options"));
        operators.putIfAbsent("$type", "string");
        return List.of(regex, operators);
    }

    private static boolean isOperators(Document document) {
        if (document.isEmpty()) {
            return false;
        }
        var first = document.keySet().iterator().next();
        return first.startsWith("$") && !REFERENCE.contains(first);
    }

    private static Document regex(@Nullable Object pattern, @Nullable Object options) {
        if (options != null && !(options instanceof String)) {
            throw CommandFailure.badValue("$options has to be a string");
        }
        var regex = switch (pattern) {
            case BsonRegularExpression given when options == null -> given;
            case BsonRegularExpression given -> new BsonRegularExpression(given.getPattern(), (String) options);
            case String text -> new BsonRegularExpression(text, options == null ? "" : (String) options);
            case null, default -> throw CommandFailure.badValue("$regex has to be a string");
        };
        checkSyntax(regex);
        return new Document("$regex", regex.getPattern()).append("$options", regex.getOptions());
    }

    private static void checkSyntax(BsonRegularExpression regex) {
        try {
            regex.matcher("");
        } catch (IllegalArgumentException e) {
            throw CommandFailure.location(51091, "Regular expression is invalid: " + e.getMessage());
        }
    }

    private @Nullable Object operator(String operator, @Nullable Object argument) {
        if (UNSUPPORTED.contains(operator)) {
            throw CommandFailure.unsupported("query operator " + operator);
        }
        if (!SUPPORTED.contains(operator)) {
            throw CommandFailure.badValue("unknown operator: " + operator);
        }
        return switch (operator) {
            case "$in", "$nin", "$all" -> array(operator, argument);
            case "$elemMatch" -> elementMatch(argument);
            case "$not" -> negated(argument);
            case "$type" -> type(argument);
            case "$mod" -> modulo(argument);
            case "$size" -> size(argument);
            default -> argument;
        };
    }

    private Object array(String operator, @Nullable Object argument) {
        if (!(argument instanceof List<?> list)) {
            throw CommandFailure.badValue(operator + " needs an array");
        }
        List<@Nullable Object> prepared = new ArrayList<>();
        for (Object element : list) {
            boolean nested = element instanceof Document document && isOperators(document);
            if (nested && !(operator.equals("$all") && ((Document) element).containsKey("$elemMatch"))) {
                throw CommandFailure.badValue("cannot nest $ under " + operator);
            }
            prepared.add(nested ? field(element).getFirst() : element);
        }
        return prepared;
    }

    private Document elementMatch(@Nullable Object argument) {
        if (!(argument instanceof Document document)) {
            throw CommandFailure.badValue("$elemMatch needs an Object");
        }
        if (!isOperators(document) || Set.of("$and", "$or", "$nor", "$expr").contains(firstKey(document))) {
            return prepare(document);
        }
        rejectBesideRegex(document, "$elemMatch");
        return onlyCondition(document);
    }

    /** Where a field must have one condition, a regular expression cannot be separated from other operators. */
    private static void rejectBesideRegex(Document document, String where) {
        if (document.containsKey("$regex") && !Set.of("$regex", "$options").containsAll(document.keySet())) {
            throw CommandFailure.unsupported("$regex beside other operators inside " + where);
        }
    }

    private Document onlyCondition(Document document) {
        return Objects.requireNonNull((Document) field(document).getFirst());
    }

    private static String firstKey(Document document) {
        return document.keySet().iterator().next();
    }

    private Object negated(@Nullable Object argument) {
        if (argument instanceof BsonRegularExpression regex) {
            return regex;
        }
        if (!(argument instanceof Document document)) {
            throw CommandFailure.badValue("$not needs a regex or a document");
        }
        if (!isOperators(document)) {
            throw CommandFailure.badValue("$not cannot be empty");
        }
        rejectBesideRegex(document, "$not");
        return onlyCondition(document);
    }

    private static Object type(@Nullable Object argument) {
        for (Object type : argument instanceof List<?> list ? list : List.of(argument == null ? "" : argument)) {
            Object known = type instanceof Number number ? (Object) number.intValue() : type;
            if (UNKNOWN_TYPES.contains(known)) {
                throw CommandFailure.unsupported("$type with " + ShellText.of(type));
            }
        }
        return argument == null ? "" : argument;
    }

    private static Object modulo(@Nullable Object argument) {
        if (!(argument instanceof List<?> list) || !list.stream().allMatch(Number.class::isInstance)) {
            throw CommandFailure.badValue("malformed mod, needs to be an array");
        }
        if (list.size() != 2) {
            throw CommandFailure.badValue(
                    "malformed mod, " + (list.size() < 2 ? "not enough elements" : "too many elements"));
        }
        if (((Number) list.getFirst()).longValue() == 0) {
            throw CommandFailure.badValue("divisor cannot be 0");
        }
        return list;
    }

    private static Object size(@Nullable Object argument) {
        if (!(argument instanceof Number number)) {
            throw CommandFailure.badValue(
                    "Failed to parse $size. Expected a number in: $size: " + ShellText.of(argument));
        }
        return number;
    }

    private static CommandFailure unknownTopLevel(String key) {
        return UNSUPPORTED.contains(key)
                ? CommandFailure.unsupported("query operator " + key)
                : CommandFailure.badValue(
                        "unknown top level operator: " + key + ". If you have a field name that starts with a '$' "
                                + "symbol, consider using $getField or $setField.");
    }
}
