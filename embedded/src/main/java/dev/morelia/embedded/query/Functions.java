package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expression operators on plain values that the library lacks, or for which it returns another type than a server. */
final class Functions {

    static final Set<String> NAMES = Set.of(
            "$type",
            "$round",
            "$trunc",
            "$ceil",
            "$floor",
            "$mod",
            "$toDecimal",
            "$toString",
            "$dayOfWeek",
            "$toUpper",
            "$toLower");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Functions() {}

    /** Applies an operator to values, any of which may be null or {@link Missing}. */
    static @Nullable Object apply(String name, List<?> values) {
        int most = name.equals("$round") || name.equals("$trunc") || name.equals("$mod") ? 2 : 1;
        if (values.isEmpty() || values.size() > most || (name.equals("$mod") && values.size() != 2)) {
            throw CommandFailure.location(
                    16020,
                    "Expression " + name + " takes " + most + " arguments. " + values.size() + " were passed in.");
        }
        var first = values.getFirst();
        if (name.equals("$type")) {
            return ShellText.typeName(first);
        }
        if (first == null || first instanceof Missing) {
            return name.equals("$toUpper") || name.equals("$toLower") ? "" : null;
        }
        return switch (name) {
            case "$round" -> atPlace(first, place(values), RoundingMode.HALF_EVEN, name);
            case "$trunc" -> atPlace(first, place(values), RoundingMode.DOWN, name);
            case "$ceil" -> atPlace(first, 0, RoundingMode.CEILING, name);
            case "$floor" -> atPlace(first, 0, RoundingMode.FLOOR, name);
            case "$mod" -> remainder(first, values.get(1));
            case "$toDecimal" -> toDecimal(first);
            case "$toString" -> text(first);
            case "$dayOfWeek" -> dayOfWeek(first);
            case "$toUpper" -> mapped(text(first), 'a', 'z', -32);
            case "$toLower" -> mapped(text(first), 'A', 'Z', 32);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static int place(List<?> values) {
        return values.size() > 1 && values.get(1) instanceof Number number ? number.intValue() : 0;
    }

    private static Object atPlace(Object value, int place, RoundingMode mode, String name) {
        return switch (value) {
            case Integer number when place >= 0 -> number;
            case Long number when place >= 0 -> number;
            case Integer number ->
                BigDecimal.valueOf(number).setScale(place, mode).intValue();
            case Long number -> BigDecimal.valueOf(number).setScale(place, mode).longValue();
            case Double number when Double.isNaN(number) || Double.isInfinite(number) -> number;
            case Double number -> new BigDecimal(number).setScale(place, mode).doubleValue();
            case Decimal128 number -> new Decimal128(number.toBigDecimal().setScale(place, mode));
            default ->
                throw CommandFailure.location(
                        51081, name + " only supports numeric types, not " + ShellText.typeName(value));
        };
    }

    private static @Nullable Object remainder(Object dividend, @Nullable Object divisor) {
        if (divisor == null || divisor instanceof Missing) {
            return null;
        }
        if (!(dividend instanceof Number left) || !(divisor instanceof Number right)) {
            throw CommandFailure.location(
                    16611,
                    "$mod only supports numeric types, not " + ShellText.typeName(dividend) + " and "
                            + ShellText.typeName(divisor));
        }
        if (right.doubleValue() == 0) {
            throw CommandFailure.location(16610, "can't $mod by zero");
        }
        if (left instanceof Decimal128 || right instanceof Decimal128) {
            return new Decimal128(Decimal128.fromNumber(left)
                    .toBigDecimal()
                    .remainder(Decimal128.fromNumber(right).toBigDecimal(), MathContext.DECIMAL128));
        }
        if (left instanceof Double || right instanceof Double) {
            return left.doubleValue() % right.doubleValue();
        }
        long remainder = left.longValue() % right.longValue();
        return left instanceof Long || right instanceof Long ? (Object) remainder : (Object) (int) remainder;
    }

    private static int dayOfWeek(Object value) {
        if (!(value instanceof Instant instant)) {
            throw CommandFailure.location(16006, "can't convert from " + ShellText.typeName(value) + " to Date");
        }
        // Sunday is the first day.
        return instant.atZone(ZoneOffset.UTC).getDayOfWeek().getValue() % 7 + 1;
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean bool -> bool.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Decimal128 number -> number.toString();
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> String.valueOf(number.longValue());
            case Double number -> number.toString();
            case Instant instant -> DATE.format(instant);
            case ObjectId id -> id.getHexData();
            default ->
                throw new CommandFailure(
                        241,
                        "ConversionFailure",
                        "Unsupported conversion from " + ShellText.typeName(value)
                                + " to string in $convert with no onError value");
        };
    }

    /** Servers change the case of ASCII letters only. */
    private static String mapped(String text, char from, char to, int distance) {
        var mapped = new StringBuilder(text.length());
        text.chars().forEach(c -> mapped.append((char) (c >= from && c <= to ? c + distance : c)));
        return mapped.toString();
    }

    private static Object toDecimal(Object value) {
        return switch (value) {
            case Decimal128 decimal -> decimal;
            case Number number -> Decimal128.fromNumber(number);
            case Boolean bool -> Decimal128.fromNumber(bool ? 1 : 0);
            case String text -> parse(text);
            case Object other ->
                throw new CommandFailure(
                        241,
                        "ConversionFailure",
                        "Unsupported conversion from " + ShellText.typeName(other)
                                + " to decimal in $convert with no onError value");
        };
    }

    private static Decimal128 parse(String text) {
        try {
            return new Decimal128(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new CommandFailure(
                    241,
                    "ConversionFailure",
                    "Failed to parse number '" + text + "' in $convert with no onError value");
        }
    }
}
