package dev.morelia.spec.unified.match;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The names that the <a href="https://www.mongodb.com/docs/manual/reference/operator/query/type/">$type</a> query
 * operator uses for BSON types, for the values of a {@code Document}.
 */
final class BsonTypeNames {
    private static final Map<Class<?>, String> NAMES = Map.ofEntries(
            Map.entry(Double.class, "double"),
            Map.entry(String.class, "string"),
            Map.entry(Binary.class, "binData"),
            Map.entry(UUID.class, "binData"),
            Map.entry(Undefined.class, "undefined"),
            Map.entry(ObjectId.class, "objectId"),
            Map.entry(Boolean.class, "bool"),
            Map.entry(Instant.class, "date"),
            Map.entry(Regex.class, "regex"),
            Map.entry(DbPointer.class, "dbPointer"),
            Map.entry(Code.class, "javascript"),
            Map.entry(Symbol.class, "symbol"),
            Map.entry(CodeWithScope.class, "javascriptWithScope"),
            Map.entry(Integer.class, "int"),
            Map.entry(Timestamp.class, "timestamp"),
            Map.entry(Long.class, "long"),
            Map.entry(Decimal128.class, "decimal"),
            Map.entry(MinKey.class, "minKey"),
            Map.entry(MaxKey.class, "maxKey"));
    private static final Set<String> NUMBERS = Set.of("int", "long", "double", "decimal");

    private BsonTypeNames() {}

    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> "object";
            case List<?> list -> "array";
            default -> NAMES.getOrDefault(value.getClass(), value.getClass().getName());
        };
    }

    static boolean isNamed(@Nullable Object value, String name) {
        var actual = of(value);
        return name.equals(actual) || (name.equals("number") && NUMBERS.contains(actual));
    }

    static boolean isKnown(String name) {
        return NAMES.containsValue(name)
                || name.equals("null")
                || name.equals("object")
                || name.equals("array")
                || name.equals("number");
    }
}
