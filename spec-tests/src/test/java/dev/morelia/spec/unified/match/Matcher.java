package dev.morelia.spec.unified.match;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.json.ExtendedJson;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The algorithm of <a
 * href="https://github.com/mongodb/specifications/blob/master/source/unified-test-format/unified-test-format.md#evaluating-matches">Evaluating
 * Matches</a>: root documents may have extra keys, nested ones may not; the order of keys is ignored; 32-bit, 64-bit
 * and floating point numbers are compared by value; {@code $$} operators replace equality. Every method throws
 * {@link Mismatch} if the values differ.
 */
public final class Matcher {
    private final Entities entities;

    /** Creates a matcher that looks up entities for {@code $$matchesEntity} and {@code $$sessionLsid}. */
    public Matcher(Entities entities) {
        this.entities = entities;
    }

    /** Matches a value that may be a root document. */
    public void matchRoot(String path, @Nullable Object expected, @Nullable Object actual) {
        match(path, expected, actual, true);
    }

    /** Matches a value whose documents must not have extra keys at any depth. */
    public void match(String path, @Nullable Object expected, @Nullable Object actual) {
        match(path, expected, actual, false);
    }

    /** Matches a list whose elements are root documents, as cursors return them. */
    public void matchRootDocuments(String path, @Nullable Object expected, List<?> actual) {
        var operator = SpecialOperator.of(expected);
        if (operator.isPresent()) {
            apply(path, operator.get(), actual, true);
            return;
        }
        matchList(path, expected, actual, true);
    }

    private void match(String path, @Nullable Object expected, @Nullable Object actual, boolean root) {
        var operator = SpecialOperator.of(expected);
        if (operator.isPresent()) {
            apply(path, operator.get(), actual, root);
        } else if (expected instanceof Map<?, ?> document) {
            matchDocument(path, document, actual, root);
        } else if (expected instanceof List<?>) {
            matchList(path, expected, actual, false);
        } else if (!scalarsEqual(expected, actual)) {
            throw differ(path, expected, actual);
        }
    }

    private void matchDocument(String path, Map<?, ?> expected, @Nullable Object actual, boolean root) {
        if (!(actual instanceof Map<?, ?> document)) {
            throw differ(path, expected, actual);
        }
        expected.forEach((key, value) -> {
            var at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            match(at, value, document.containsKey(key) ? document.get(key) : Absent.ABSENT, false);
        });
        if (!root) {
            for (var key : document.keySet()) {
                if (!expected.containsKey(key)) {
                    throw new Mismatch(path, "unexpected key '" + key + "' in " + show(document));
                }
            }
        }
    }

    private void matchList(String path, @Nullable Object expected, @Nullable Object actual, boolean rootElements) {
        if (!(expected instanceof List<?> wanted && actual instanceof List<?> list && wanted.size() == list.size())) {
            throw differ(path, expected, actual);
        }
        for (var i = 0; i < list.size(); i++) {
            match(path + "[" + i + "]", wanted.get(i), list.get(i), rootElements);
        }
    }

    private void apply(String path, SpecialOperator operator, @Nullable Object actual, boolean root) {
        var argument = operator.argument();
        switch (operator.name()) {
            case "$$exists" -> {
                if ((actual != Absent.ABSENT) != Boolean.TRUE.equals(argument)) {
                    throw new Mismatch(
                            path,
                            "expected to " + (actual == Absent.ABSENT ? "exist" : "be absent") + ", but was "
                                    + show(actual));
                }
            }
            case "$$type" -> matchType(path, argument, actual);
            case "$$matchesEntity" -> match(path, entities.value(text(argument)), actual, root);
            case "$$matchesHexBytes" -> matchHexBytes(path, text(argument), actual);
            case "$$unsetOrMatches" -> {
                if (actual != Absent.ABSENT) {
                    match(path, argument, actual, root);
                }
            }
            case "$$sessionLsid" -> match(path, entities.logicalSessionId(text(argument)), actual, false);
            case "$$lte" -> {
                if (!(argument instanceof Number bound
                        && actual instanceof Number number
                        && Numbers.areFlexible(bound, number)
                        && Numbers.compare(number, bound) <= 0)) {
                    throw new Mismatch(path, "expected at most " + show(argument) + ", but was " + show(actual));
                }
            }
            case "$$matchAsDocument" -> match(path, argument, parse(path, actual), false);
            case "$$matchAsRoot" -> match(path, argument, actual, true);
            default -> throw new IllegalArgumentException("Unknown operator " + operator.name() + " at " + path);
        }
    }

    private static void matchType(String path, @Nullable Object argument, @Nullable Object actual) {
        var names = argument instanceof List<?> list ? list : List.of(text(argument));
        for (var name : names) {
            if (!BsonTypeNames.isKnown(text(name))) {
                throw new IllegalArgumentException("Unknown type '" + name + "' at " + path);
            }
            if (actual != Absent.ABSENT && BsonTypeNames.isNamed(actual, text(name))) {
                return;
            }
        }
        throw new Mismatch(path, "expected type " + show(argument) + ", but was " + show(actual));
    }

    private static void matchHexBytes(String path, String hex, @Nullable Object actual) {
        var expected = HexFormat.of().parseHex(hex);
        var bytes = actual instanceof Binary binary ? binary.bytes() : actual;
        if (!(bytes instanceof byte[] array && Arrays.equals(expected, array))) {
            throw new Mismatch(path, "expected bytes " + hex + ", but was " + show(actual));
        }
    }

    private static Object parse(String path, @Nullable Object actual) {
        if (actual instanceof String json) {
            try {
                return ExtendedJson.parse(json);
            } catch (BsonException e) {
                throw new Mismatch(path, "expected the JSON of a document, but was " + json);
            }
        }
        throw new Mismatch(path, "expected the JSON of a document, but was " + show(actual));
    }

    private static boolean scalarsEqual(@Nullable Object expected, @Nullable Object actual) {
        if (expected instanceof Number wanted
                && actual instanceof Number number
                && Numbers.areFlexible(wanted, number)) {
            return Numbers.compare(number, wanted) == 0;
        }
        return exactlyEqual(expected, actual);
    }

    /**
     * Whether two values are the same BSON except for the order of keys: numbers of different types differ. Used to
     * compare the outcome of a test.
     */
    public static boolean exactlyEqual(@Nullable Object expected, @Nullable Object actual) {
        return switch (expected) {
            case null -> actual == null;
            case Map<?, ?> map ->
                actual instanceof Map<?, ?> other
                        && map.keySet().equals(other.keySet())
                        && map.keySet().stream().allMatch(key -> exactlyEqual(map.get(key), other.get(key)));
            case List<?> list -> {
                if (!(actual instanceof List<?> other) || list.size() != other.size()) {
                    yield false;
                }
                for (var i = 0; i < list.size(); i++) {
                    if (!exactlyEqual(list.get(i), other.get(i))) {
                        yield false;
                    }
                }
                yield true;
            }
            case CodeWithScope code ->
                actual instanceof CodeWithScope other
                        && code.code().equals(other.code())
                        && exactlyEqual(code.scope(), other.scope());
            default -> expected.equals(actual);
        };
    }

    private static Mismatch differ(String path, @Nullable Object expected, @Nullable Object actual) {
        return new Mismatch(path, "expected " + show(expected) + ", but was " + show(actual));
    }

    private static String text(@Nullable Object argument) {
        if (argument instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("Expected a string, but was " + show(argument));
    }

    private static String show(@Nullable Object value) {
        return value == null || value == Absent.ABSENT
                ? String.valueOf(value)
                : value + " (" + BsonTypeNames.of(value) + ")";
    }
}
