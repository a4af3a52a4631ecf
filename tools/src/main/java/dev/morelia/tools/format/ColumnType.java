package dev.morelia.tools.format;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.json.ExtendedJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the values of a column become in documents. */
public enum ColumnType {
    STRING,
    /** Numbers become numbers, all other values strings. */
    AUTO,
    INT32,
    INT64,
    DOUBLE,
    DECIMAL,
    BOOLEAN,
    DATE,
    OBJECTID,
    UUID,
    /** Base64. */
    BINARY,
    /** Any value in Extended JSON. */
    JSON;

    /** Not those with leading zeros or a plus sign, which are codes rather than numbers. */
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,18}");

    private static final Pattern DOUBLES = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private static final int UUID_LENGTH = 36;

    private static final Pattern FRACTION = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+([eE][+-]?\\d+)?|[eE][+-]?\\d+)");

    /** The type of that name, in upper or lower case. */
    static ColumnType named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TransferException("--column-types: there is no type '" + name + "'; types are "
                        + Arrays.stream(values()).map(ColumnType::toString).collect(Collectors.joining(", "))));
    }

    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException if the text is not one of this type
     */
    @Nullable
    Object value(String text) {
        try {
            return switch (this) {
                case STRING -> text;
                case AUTO -> automatic(text);
                case INT32 -> Integer.parseInt(text);
                case INT64 -> Long.parseLong(text);
                case DOUBLE -> number(text);
                case DECIMAL -> Decimal128.parse(text);
                case BOOLEAN -> bool(text);
                case DATE -> date(text);
                case OBJECTID -> ObjectId.of(text);
                case UUID -> uuid(text);
                case BINARY -> new Binary(Base64.getDecoder().decode(text));
                case JSON -> ExtendedJson.parseValue(text);
            };
        } catch (IllegalArgumentException | DateTimeException | BsonException other) {
            String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
            throw new IllegalArgumentException("'" + shown + "' is not of type " + this, other);
        }
    }

    private static Object automatic(String text) {
        if (INTEGER.matcher(text).matches()) {
            try {
                long value = Long.parseLong(text);
                return value == (int) value ? (Object) (int) value : (Object) value;
            } catch (NumberFormatException tooLarge) {
                return text; // a double would lose digits
            }
        }
        if (!FRACTION.matcher(text).matches()) {
            return text;
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? (Object) text : (Object) value;
    }

    /** Java's own numbers have more forms, such as {@code 1d} and {@code 0x1p3}. */
    private static double number(String text) {
        boolean isWord = text.endsWith("NaN") || text.endsWith("Infinity");
        double value = Double.parseDouble(text);
        if (!isWord && (!DOUBLES.matcher(text).matches() || Double.isInfinite(value))) {
            throw new IllegalArgumentException("no number, or too large");
        }
        return value;
    }

    private static java.util.UUID uuid(String text) {
        var uuid = java.util.UUID.fromString(text);
        if (text.length() != UUID_LENGTH) {
            throw new IllegalArgumentException("digits are missing");
        }
        return uuid;
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    /** A time, in UTC unless it says otherwise, with T or a blank after the day; or a day. */
    private static Instant date(String text) {
        if (text.length() <= 10) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String time = text.replace(' ', 'T');
        boolean hasZone = time.endsWith("Z") || time.indexOf('+') > 0 || time.lastIndexOf('-') > 10;
        return hasZone
                ? OffsetDateTime.parse(time).toInstant()
                : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return this == OBJECTID ? "objectId" : name().toLowerCase(Locale.ROOT);
    }
}
