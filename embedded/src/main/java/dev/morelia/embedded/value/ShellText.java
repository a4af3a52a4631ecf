package dev.morelia.embedded.value;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.morelia.bson.Binary;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats values as a server does in error messages, like {@code { name: "Ada" }}. */
public final class ShellText {

    private ShellText() {}

    /** The text of one value. */
    public static String of(@Nullable Object value) {
        if (value == null || value instanceof Missing) {
            return "null";
        }
        return switch (value) {
            case Document document -> document(document);
            case Collection<?> array ->
                array.isEmpty()
                        ? "[]"
                        : array.stream().map(ShellText::of).collect(Collectors.joining(", ", "[ ", " ]"));
            case String text -> '"' + text + '"';
            case ObjectId id -> "ObjectId('" + id.getHexData() + "')";
            case Instant instant -> "new Date(" + instant.toEpochMilli() + ")";
            case BsonTimestamp timestamp ->
                "Timestamp(" + Integer.toUnsignedString(timestamp.getTime()) + ", "
                        + Integer.toUnsignedString(timestamp.getInc()) + ")";
            case Decimal128 decimal -> "" + decimal;
            case BinData binary -> binary(binary.getData());
            default -> value.toString();
        };
    }

    /** The subtype is the first byte, see {@link BackendCodec}. */
    private static String binary(byte[] data) {
        var hex = HexFormat.of().formatHex(data, 1, data.length);
        return data[0] == Binary.UUID && data.length == 17
                ? "UUID(\"" + hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5") + "\")"
                : "BinData(" + (data[0] & 0xFF) + ", " + hex.toUpperCase(Locale.ROOT) + ")";
    }

    private static String document(Document document) {
        return document.isEmpty()
                ? "{}"
                : document.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + of(entry.getValue()))
                        .collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** The server's name for the type of a value. */
    public static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Missing missing -> "missing";
            case Document document -> "object";
            case List<?> list -> "array";
            case String text -> "string";
            case Integer number -> "int";
            case Long number -> "long";
            case Double number -> "double";
            case Decimal128 number -> "decimal";
            case Boolean bool -> "bool";
            case ObjectId id -> "objectId";
            case Instant instant -> "date";
            case BsonTimestamp timestamp -> "timestamp";
            case BsonRegularExpression regex -> "regex";
            case BinData binary -> "binData";
            case MinKey minKey -> "minKey";
            case MaxKey maxKey -> "maxKey";
            case BackendCodec.Carried carried -> carriedName(carried.value());
            case Object other -> other.getClass().getSimpleName();
        };
    }

    private static String carriedName(Object value) {
        return switch (value) {
            case dev.morelia.bson.Undefined undefined -> "undefined";
            case dev.morelia.bson.Symbol symbol -> "symbol";
            case dev.morelia.bson.DbPointer pointer -> "dbPointer";
            case dev.morelia.bson.Code code -> "javascript";
            default -> "javascriptWithScope";
        };
    }
}
