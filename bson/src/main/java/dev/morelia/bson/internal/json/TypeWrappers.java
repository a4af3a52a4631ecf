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
import dev.morelia.bson.json.JsonDialect;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects that represent a value of a BSON type, such as {@code {"$oid": "..."}}. A new wrapper is one case
 * in {@link #wrapped} and one in {@link #isWrapperName}.
 */
final class TypeWrappers {

    private static final long SMALLEST_TENTH = Long.MIN_VALUE / 10;

    private final JsonParser<?> parser;
    private final JsonScanner scanner;
    private final boolean legacy;
    private final boolean legacyRegexes;

    TypeWrappers(JsonParser<?> parser, JsonScanner scanner, JsonDialect dialect) {
        this.parser = parser;
        this.scanner = scanner;
        this.legacy = dialect != JsonDialect.V2;
        this.legacyRegexes = dialect == JsonDialect.LEGACY;
    }

    /** Whether a field of this name makes an object a type wrapper, whatever other fields it has. */
    boolean isWrapperName(String name) {
        return switch (name) {
            case "$oid",
                    "$symbol",
                    "$numberInt",
                    "$numberLong",
                    "$numberDouble",
                    "$numberDecimal",
                    "$binary",
                    "$uuid" -> true;
            case "$code", "$scope", "$timestamp", "$regularExpression", "$dbPointer", "$date" -> true;
            case "$minKey", "$maxKey", "$undefined" -> true;
            default -> false;
        };
    }

    /**
     * Reads the rest of an object, including the closing brace.
     *
     * @param name the first field name, which has already been consumed with its colon
     * @return the value, or null with nothing consumed if the object is not a wrapper
     */
    @Nullable
    Object read(String name) {
        int start = scanner.position();
        try {
            Object value = wrapped(name);
            if (value == null) {
                scanner.rewind(start);
            } else if (scanner.takeComma('}') || !scanner.takeIf('}')) {
                throw scanner.unexpected("'}': beside " + name + " a type wrapper has no other field");
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw scanner.failure("bad " + name + ": " + e.getMessage(), e);
        }
    }

    private @Nullable Object wrapped(String name) {
        return switch (name) {
            case "$oid" -> objectId(slice());
            case "$numberInt" -> (int) integer(slice(), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "$numberLong" -> integer(slice(), Long.MIN_VALUE, Long.MAX_VALUE);
            case "$numberDouble" -> float64(slice());
            case "$numberDecimal" -> Decimal128.parse(string());
            case "$date" -> Instant.ofEpochMilli(epochMillis());
            case "$binary" -> binary();
            case "$uuid" -> UuidRepresentation.STANDARD.encode(uuid(string()));
            case "$timestamp" -> timestamp();
            case "$regularExpression" -> {
                Object[] parts = pair("pattern", this::string, "options", this::string);
                yield new Regex((String) parts[0], (String) parts[1]);
            }
            case "$code" -> code();
            case "$scope" -> scopeBeforeCode();
            case "$symbol" -> new Symbol(string());
            case "$dbPointer" -> {
                Object[] parts = pair("$ref", this::string, "$id", this::objectId);
                yield new DbPointer((String) parts[0], (ObjectId) parts[1]);
            }
            case "$minKey" -> one(MinKey.INSTANCE);
            case "$maxKey" -> one(MaxKey.INSTANCE);
            case "$undefined" -> undefined();
            case "$regex" -> legacyRegexes ? legacyRegex() : null;
            case "$type" -> legacy ? legacyTypeBeforeBinary() : null;
            default -> null;
        };
    }

    private String string() {
        if (!scanner.atString()) {
            throw scanner.unexpected("a string");
        }
        return scanner.string();
    }

    private Slice slice() {
        if (!scanner.atString()) {
            throw scanner.unexpected("a string");
        }
        return scanner.slice();
    }

    private static ObjectId objectId(Slice hex) {
        if (hex.length() != 2 * ObjectId.LENGTH_BYTES) {
            throw new IllegalArgumentException("an ObjectId has 24 hexadecimal digits, not " + hex.length());
        }
        byte[] id = new byte[ObjectId.LENGTH_BYTES];
        for (int i = 0; i < id.length; i++) {
            id[i] = (byte) (hexDigit(hex.at(2 * i)) << 4 | hexDigit(hex.at(2 * i + 1)));
        }
        return ObjectId.ofBytes(id, 0);
    }

    private static int hexDigit(byte c) {
        int digit = Character.digit(c, 16);
        if (digit < 0) {
            throw new IllegalArgumentException("an ObjectId is made of hexadecimal digits");
        }
        return digit;
    }

    static long integer(Slice text, long min, long max) {
        boolean negative = text.length() > 0 && text.at(0) == '-';
        int first = negative || (text.length() > 0 && text.at(0) == '+') ? 1 : 0;
        if (first == text.length()) {
            throw new IllegalArgumentException("the text is not an integer");
        }
        // Accumulates negative values, because there is one more of them than positive ones.
        long negated = 0;
        boolean overflow = false;
        for (int i = first; i < text.length(); i++) {
            int digit = text.at(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("the text is not an integer");
            }
            overflow |= negated < SMALLEST_TENTH || (negated == SMALLEST_TENTH && digit > 8);
            negated = negated * 10 - digit;
        }
        overflow |= !negative && negated == Long.MIN_VALUE;
        long value = negative ? negated : -negated;
        if (overflow || value < min || value > max) {
            throw new IllegalArgumentException("the integer must be between " + min + " and " + max);
        }
        return value;
    }

    static double float64(Slice text) {
        if (DoubleParser.isNumber(text)) {
            return DoubleParser.parse(text.bytes(), text.start(), text.end());
        }
        return switch (text.toString()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("the text is not a number");
        };
    }

    private long epochMillis() {
        if (scanner.atString()) {
            return JsonDates.parse(scanner.string());
        }
        int c = scanner.peek();
        if (c == '{' && parser.value() instanceof Long millis) {
            return millis;
        }
        if (legacy && (c == '-' || (c >= '0' && c <= '9'))) {
            Number millis = scanner.number();
            if (!(millis instanceof Double)) {
                return millis.longValue();
            }
        }
        throw scanner.failure("$date must be an ISO-8601 string or {\"$numberLong\": \"...\"}"
                + (legacy ? " or a whole number" : "; a plain number is read by JsonDialect.LEGACY"));
    }

    private Object binary() {
        if (legacy && scanner.atString()) {
            return legacyBinary();
        }
        if (scanner.peek() != '{') {
            throw scanner.unexpected("{\"base64\": \"...\", \"subType\": \"..\"}");
        }
        Object[] parts = pair("base64", this::string, "subType", this::string);
        return binary((String) parts[0], subtype((String) parts[1]));
    }

    /**
     * The bytes with the subtype given in the text. Never a UUID, which would be written in the writer's
     * representation.
     */
    static Binary binary(String base64, byte subtype) {
        if (base64.length() % 4 != 0) {
            throw new IllegalArgumentException("base64 text must be padded with '=' to a multiple of 4");
        }
        return new Binary(subtype, Base64.getDecoder().decode(base64));
    }

    private static byte subtype(String hex) {
        int subtype = 0;
        for (int i = 0; i < hex.length(); i++) {
            int digit = hex.charAt(i) < 0x80 ? Character.digit(hex.charAt(i), 16) : -1;
            if (digit < 0) {
                subtype = -1;
                break;
            }
            subtype = subtype << 4 | digit;
        }
        if (hex.isEmpty() || hex.length() > 2 || subtype < 0) {
            throw new IllegalArgumentException("subType must be one or two hexadecimal digits");
        }
        return (byte) subtype;
    }

    static UUID uuid(String text) {
        boolean hyphens = text.length() == 36;
        StringBuilder digits = new StringBuilder(32);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (hyphens && (i == 8 || i == 13 || i == 18 || i == 23)) {
                if (c != '-') {
                    throw new IllegalArgumentException("a UUID has hyphens after 8, 12, 16 and 20 digits, or none");
                }
            } else if (c < 0x80 && Character.digit(c, 16) >= 0) {
                digits.append(c);
            } else {
                throw new IllegalArgumentException("a UUID is made of hexadecimal digits");
            }
        }
        if (digits.length() != 32) {
            throw new IllegalArgumentException("a UUID has 32 hexadecimal digits, not " + digits.length());
        }
        return new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    private Timestamp timestamp() {
        Object[] parts = pair("t", this::unsigned, "i", this::unsigned);
        return new Timestamp(((Long) parts[0]).intValue(), ((Long) parts[1]).intValue());
    }

    private Long unsigned() {
        int c = scanner.peek();
        if (c >= '0' && c <= '9') {
            Number number = scanner.number();
            if (!(number instanceof Double) && number.longValue() <= 0xffff_ffffL) {
                return number.longValue();
            }
        }
        throw scanner.failure("expected an integer between 0 and 4294967295");
    }

    private Object code() {
        String code = string();
        if (!scanner.takeComma('}')) {
            return new Code(code);
        }
        if (!scanner.name().equals("$scope")) {
            throw scanner.failure("beside $code there may only be $scope");
        }
        return new CodeWithScope(code, document("$scope"));
    }

    private Object scopeBeforeCode() {
        Map<String, @Nullable Object> scope = document("$scope");
        scanner.expect(',', "$code beside $scope");
        if (!scanner.name().equals("$code")) {
            throw scanner.failure("beside $scope there may only be $code");
        }
        return new CodeWithScope(string(), scope);
    }

    private Map<String, @Nullable Object> document(String name) {
        var document = scanner.peek() == '{' ? parser.documentOrNull(parser.value()) : null;
        if (document == null) {
            throw scanner.failure(name + " must be a document");
        }
        return document;
    }

    private ObjectId objectId() {
        if (scanner.peek() == '{' && parser.value() instanceof ObjectId id) {
            return id;
        }
        throw scanner.failure("expected {\"$oid\": \"...\"}");
    }

    private Object one(Object key) {
        int c = scanner.peek();
        if (c >= '0' && c <= '9' && scanner.number() instanceof Integer number && number == 1) {
            return key;
        }
        throw scanner.failure("$minKey and $maxKey must be 1");
    }

    private Undefined undefined() {
        if (scanner.peek() != 't') {
            throw scanner.unexpected("true");
        }
        scanner.expectWord("true");
        return Undefined.INSTANCE;
    }

    /** An object of exactly two fields, in either order. */
    private Object[] pair(String first, Supplier<Object> readFirst, String second, Supplier<Object> readSecond) {
        @Nullable Object firstValue = null;
        @Nullable Object secondValue = null;
        if (!scanner.takeIf('{')) {
            throw scanner.unexpected("an object with " + first + " and " + second);
        }
        do {
            String name = scanner.name();
            if (name.equals(first) && firstValue == null) {
                firstValue = readFirst.get();
            } else if (name.equals(second) && secondValue == null) {
                secondValue = readSecond.get();
            } else {
                throw scanner.failure("expected " + first + " and " + second + " once each and nothing else");
            }
        } while (scanner.takeComma('}'));
        if (firstValue == null || secondValue == null) {
            throw scanner.failure((firstValue == null ? first : second) + " is missing");
        }
        scanner.expect('}', "'}'");
        return new Object[] {firstValue, secondValue};
    }

    private Object legacyBinary() {
        String base64 = string();
        scanner.expect(',', "$type beside $binary");
        if (!scanner.name().equals("$type")) {
            throw scanner.failure("expected $type beside $binary");
        }
        return binary(base64, legacySubtype());
    }

    private byte legacySubtype() {
        if (scanner.atString()) {
            String hex = scanner.string();
            // Some tools sign-extended subtypes of 0x80 and above.
            return subtype(hex.length() == 8 && hex.startsWith("ffffff") ? hex.substring(6) : hex);
        }
        long subtype = unsigned();
        if (subtype > 0xff) {
            throw new IllegalArgumentException("a binary subtype is at most 255, but this is " + subtype);
        }
        return (byte) subtype;
    }

    private @Nullable Object legacyTypeBeforeBinary() {
        int c = scanner.peek();
        if (c != '"' && (c < '0' || c > '9')) {
            return null;
        }
        int start = scanner.position();
        Object ignored = c == '"' ? scanner.string() : scanner.number();
        if (!scanner.takeIf(',')
                || scanner.peek() != '"'
                || !scanner.name().equals("$binary")
                || scanner.peek() != '"') {
            return null;
        }
        String base64 = scanner.string();
        int end = scanner.position();
        scanner.rewind(start);
        byte subtype = legacySubtype();
        scanner.rewind(end);
        return binary(base64, subtype);
    }

    private @Nullable Object legacyRegex() {
        if (scanner.peek() != '"') {
            return null;
        }
        String pattern = scanner.string();
        if (scanner.peek() == '}') {
            return new Regex(pattern, "");
        }
        if (!scanner.takeIf(',')
                || scanner.peek() != '"'
                || !scanner.name().equals("$options")
                || scanner.peek() != '"') {
            return null;
        }
        Regex regex = new Regex(pattern, scanner.string());
        return scanner.peek() == '}' ? regex : null;
    }
}
