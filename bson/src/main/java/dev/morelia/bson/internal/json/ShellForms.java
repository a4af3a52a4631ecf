package dev.morelia.bson.internal.json;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.UuidRepresentation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values that shells print and JSON does not have: {@code ObjectId("...")}, {@code /^a/i}, {@code MinKey}. A
 * new function is one case in {@link #call}. Nothing is evaluated: the same text always yields the same value.
 */
final class ShellForms {

    /** Date, time, seconds, zone; each may be absent along with all that follow, and the zone may be absent alone. */
    private static final Pattern DATE = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)(?:[Tt ](\\d\\d:\\d\\d)(:\\d\\d(?:\\.\\d{1,9})?)?([Zz]|[+-]\\d\\d(?::?\\d\\d)?)?)?");

    private static final String REGEX_OPTIONS = "ilmsux";

    private final JsonParser<?> parser;
    private final JsonScanner scanner;

    ShellForms(JsonParser<?> parser, JsonScanner scanner) {
        this.parser = parser;
        this.scanner = scanner;
    }

    /** A value, not of JSON except for words, that begins with the given character. */
    @Nullable
    Object value(int firstCharacter) {
        if (scanner.atString()) {
            return scanner.string();
        }
        if (firstCharacter == '/') {
            return regex();
        }
        int start = scanner.position();
        String word = scanner.word();
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            case "undefined" -> Undefined.INSTANCE;
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "" -> throw scanner.unexpected("a value");
            case "new" -> {
                scanner.peek();
                int functionStart = scanner.position();
                yield function(scanner.word(), functionStart);
            }
            case "MinKey", "MaxKey" ->
                scanner.peek() == '('
                        ? function(word, start)
                        : word.equals("MinKey") ? MinKey.INSTANCE : MaxKey.INSTANCE;
            default -> function(word, start);
        };
    }

    /** A value that begins with a minus sign. */
    Object negative() {
        int start = scanner.position();
        scanner.take();
        if (scanner.peek() == 'I' && scanner.word().equals("Infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        scanner.rewind(start);
        return scanner.number();
    }

    private Regex regex() {
        if (scanner.atComment()) {
            throw scanner.unexpected("a value");
        }
        int start = scanner.position();
        String pattern = scanner.pattern();
        try {
            return regex(pattern, scanner.word());
        } catch (IllegalArgumentException e) {
            scanner.rewind(start);
            throw scanner.failure("bad regular expression: " + e.getMessage(), e);
        }
    }

    private static Regex regex(String pattern, String options) {
        for (int i = 0; i < options.length(); i++) {
            if (REGEX_OPTIONS.indexOf(options.charAt(i)) < 0) {
                throw new IllegalArgumentException("a regular expression has options of " + REGEX_OPTIONS + ", not "
                        + JsonProblems.character(options.codePointAt(i)) + ": leave it out");
            }
        }
        return new Regex(pattern, options);
    }

    private Object function(String word, int start) {
        String name = word;
        if (word.equals("Binary") && scanner.takeIf('.')) {
            name = word + "." + scanner.word();
        }
        if (scanner.peek() != '(') {
            scanner.rewind(start);
            throw scanner.unexpected("a value", "; a string needs quotes");
        }
        List<@Nullable Object> arguments = arguments(name.equals("NumberDecimal") || name.equals("Decimal128"));
        try {
            return call(name, new Arguments(arguments));
        } catch (IllegalArgumentException e) {
            scanner.rewind(start);
            throw scanner.failure(
                    "bad " + (name.length() <= 30 ? name : name.substring(0, 30)) + "(): " + e.getMessage(), e);
        }
    }

    /** @param exact whether numbers stay text, because parsing would lose digits beyond those of a double */
    private List<@Nullable Object> arguments(boolean exact) {
        parser.enter();
        List<@Nullable Object> arguments = new ArrayList<>();
        if (!scanner.takeIf(')')) {
            do {
                int first = scanner.peek();
                int start = scanner.position();
                Object value = parser.value();
                boolean isDigits = value instanceof Number && (first == '-' || Character.isDigit(first));
                arguments.add(exact && isDigits ? scanner.textFrom(start) : value);
            } while (scanner.takeComma(')'));
            scanner.expect(')', "',' or ')' after an argument");
        }
        scanner.path().leave();
        return arguments;
    }

    private Object call(String name, Arguments arguments) {
        return switch (name) {
            case "ObjectId" -> ObjectId.of(arguments.only(1).text(0, "its 24 hexadecimal digits"));
            case "ISODate" -> Instant.ofEpochMilli(date(arguments.only(1).text(0, "a time"), true));
            case "Date" -> Instant.ofEpochMilli(date(arguments.only(1)));
            case "NumberInt", "Int32" ->
                Math.toIntExact(arguments.only(1).integer(0, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "NumberLong", "Long" -> arguments.only(1).integer(0, Long.MIN_VALUE, Long.MAX_VALUE);
            case "NumberDecimal", "Decimal128" ->
                Decimal128.parse(arguments.only(1).number(0));
            case "Double" -> float64(arguments.only(1).number(0));
            case "UUID" ->
                UuidRepresentation.STANDARD.encode(
                        TypeWrappers.uuid(arguments.only(1).text(0, "its digits")));
            case "Timestamp" -> timestamp(arguments);
            case "RegExp", "BSONRegExp" ->
                regex(arguments.text(0, "a pattern"), arguments.only(2).textOr(1, ""));
            case "Code" -> code(arguments.only(2));
            case "Symbol", "BSONSymbol" -> new Symbol(arguments.only(1).text(0, "a text"));
            case "MinKey" -> arguments.only(0).then(MinKey.INSTANCE);
            case "MaxKey" -> arguments.only(0).then(MaxKey.INSTANCE);
            case "DBRef" -> dbRef(arguments.only(3));
            case "DBPointer" ->
                new DbPointer(
                        arguments.text(0, "a namespace"), arguments.only(2).value(1, ObjectId.class, "an ObjectId"));
            default -> binary(name, arguments);
        };
    }

    private static Binary binary(String name, Arguments arguments) {
        return switch (name) {
            case "BinData" -> TypeWrappers.binary(arguments.only(2).text(1, "text in base64"), arguments.subtype(0));
            case "HexData" ->
                new Binary(arguments.subtype(0), hex(arguments.only(2).text(1, "hexadecimal digits")));
            case "MD5" -> new Binary(Binary.MD5, hex(arguments.only(1).text(0, "hexadecimal digits")));
            case "Binary.createFromBase64" ->
                TypeWrappers.binary(arguments.only(2).text(0, "text in base64"), arguments.subtypeOrGeneric(1));
            case "Binary.createFromHexString" ->
                new Binary(arguments.subtypeOrGeneric(1), hex(arguments.only(2).text(0, "hexadecimal digits")));
            default ->
                throw new IllegalArgumentException("unknown function; supported are ObjectId, ISODate, Date,"
                        + " NumberInt, NumberLong, NumberDecimal, UUID, BinData, Timestamp, RegExp, DBRef and the"
                        + " others that JsonDialect.SHELL names");
        };
    }

    private static byte[] hex(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) { // whose message would show all of them
            throw new IllegalArgumentException("expected an even number of hexadecimal digits", e);
        }
    }

    private static double float64(String number) {
        return switch (number) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Decimal128.parse(number).doubleValue();
        };
    }

    private static long date(Arguments arguments) {
        if (arguments.count() == 0) {
            throw new IllegalArgumentException("expected a time such as \"2012-12-24T12:15:30Z\", or milliseconds since"
                    + " 1970: nothing is evaluated here, so there is no current time");
        }
        return arguments.at(0) instanceof String text
                ? date(text, false)
                : arguments.integer(0, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A time as accepted by shells: the time of day may be absent, and its seconds, and in ISODate the zone. */
    private static long date(String text, boolean zoneMayLack) {
        Matcher parts = DATE.matcher(text.length() <= 40 ? text : "");
        if (!parts.matches()) {
            return JsonDates.parse(text); // throws with the reason
        }
        String time = parts.group(2);
        if (time == null) {
            return JsonDates.parse(parts.group(1) + "T00:00:00Z");
        }
        String zone = parts.group(4);
        if (zone == null && !zoneMayLack) {
            throw new IllegalArgumentException(
                    "a time without a zone depends on the machine: end it with Z" + " or an offset such as +02:00");
        }
        String seconds = parts.group(3);
        return JsonDates.parse(
                parts.group(1) + "T" + time + (seconds == null ? ":00" : seconds) + (zone == null ? "Z" : zone));
    }

    private Timestamp timestamp(Arguments arguments) {
        if (arguments.count() == 0) {
            return new Timestamp(0, 0); // filled in by the server
        }
        Arguments parts = arguments;
        var fields = parser.documentOrNull(arguments.at(0));
        if (fields != null && fields.size() == 2) {
            parts = new Arguments(List.of(fields.getOrDefault("t", ""), fields.getOrDefault("i", "")));
        }
        if (parts.count() != 2) {
            throw new IllegalArgumentException("expected seconds and increment, such as Timestamp(1412180887, 1)");
        }
        return new Timestamp((int) parts.integer(0, 0, 0xffff_ffffL), (int) parts.integer(1, 0, 0xffff_ffffL));
    }

    private Object code(Arguments arguments) {
        String code = arguments.text(0, "a text");
        var scope = parser.documentOrNull(arguments.at(1));
        if (scope != null) {
            return new CodeWithScope(code, scope);
        }
        if (arguments.count() == 1) {
            return new Code(code);
        }
        throw arguments.wrong(1, "a document");
    }

    /** The document that stands for a {@link dev.morelia.bson.DbRef}. */
    private Map<String, @Nullable Object> dbRef(Arguments arguments) {
        String collection = arguments.text(0, "a collection");
        if (arguments.count() < 2) {
            throw new IllegalArgumentException("expected a collection and an _id");
        }
        Map<String, @Nullable Object> reference = parser.newDocument();
        reference.put("$ref", collection);
        reference.put("$id", arguments.at(1));
        if (arguments.count() == 3) {
            reference.put("$db", arguments.text(2, "a database"));
        }
        return reference;
    }
}
