package dev.morelia.bson;

import org.jspecify.annotations.Nullable;

/**
 * The types a BSON element can have, deprecated ones included.
 *
 * @see <a href="https://bsonspec.org/spec.html">the BSON specification</a>
 */
public enum BsonType {
    /** 64-bit IEEE 754 floating point; {@link Double} in Java. */
    DOUBLE(0x01, "double", 8),
    /** UTF-8 text; {@link String}. */
    STRING(0x02, "string", -1),
    /** Embedded document; {@link Document}. */
    DOCUMENT(0x03, "document", -1),
    /** Array; {@link java.util.ArrayList}. */
    ARRAY(0x04, "array", -1),
    /** Bytes with a subtype; {@link Binary}, or {@link java.util.UUID}. */
    BINARY(0x05, "binary", -1),
    /** Deprecated; {@link Undefined}. */
    UNDEFINED(0x06, "undefined", 0),
    /** Twelve bytes; {@link ObjectId}. */
    OBJECT_ID(0x07, "objectId", 12),
    /** True or false; {@link Boolean}. */
    BOOLEAN(0x08, "boolean", 1),
    /** Milliseconds since 1970 in UTC; {@link java.time.Instant}. */
    DATE_TIME(0x09, "date", 8),
    /** The null value; {@code null}. */
    NULL(0x0A, "null", 0),
    /** Regular expression; {@link Regex}. */
    REGEX(0x0B, "regex", -1),
    /** Deprecated; {@link DbPointer}. */
    DB_POINTER(0x0C, "dbPointer", -1),
    /** JavaScript source; {@link Code}. */
    CODE(0x0D, "javascript", -1),
    /** Deprecated; {@link Symbol}. */
    SYMBOL(0x0E, "symbol", -1),
    /** Deprecated: JavaScript source with variables; {@link CodeWithScope}. */
    CODE_WITH_SCOPE(0x0F, "javascriptWithScope", -1),
    /** 32-bit integer; {@link Integer}. */
    INT32(0x10, "int32", 4),
    /** Internal timestamp of the replication protocol; {@link Timestamp}. */
    TIMESTAMP(0x11, "timestamp", 8),
    /** 64-bit integer; {@link Long}. */
    INT64(0x12, "int64", 8),
    /** 128-bit decimal floating point; {@link Decimal128}. */
    DECIMAL128(0x13, "decimal128", 16),
    /** Sorts after every other value; {@link MaxKey}. */
    MAX_KEY(0x7F, "maxKey", 0),
    /** Sorts before every other value; {@link MinKey}. */
    MIN_KEY(0xFF, "minKey", 0);

    private static final @Nullable BsonType[] BY_CODE = new BsonType[256];

    static {
        for (BsonType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final String text;
    private final int fixedSize;

    BsonType(int code, String text, int fixedSize) {
        this.code = code;
        this.text = text;
        this.fixedSize = fixedSize;
    }

    /**
     * The type byte before an element's name, as an unsigned number.
     *
     * @return 0x01 to 0xFF
     */
    public int code() {
        return code;
    }

    /**
     * The size of every value of this type in bytes.
     *
     * @return the size, or -1 for types of variable size
     */
    public int fixedSize() {
        return fixedSize;
    }

    /**
     * The type with the given type byte.
     *
     * @param code the type byte; bits above the lowest eight are ignored
     * @throws BsonException if no type has this code
     */
    public static BsonType of(int code) {
        BsonType type = BY_CODE[code & 0xFF];
        if (type == null) {
            throw new BsonException("unknown BSON type 0x%02X".formatted(code & 0xFF));
        }
        return type;
    }

    /**
     * The type with the given type byte, or null where {@link #of} would throw.
     *
     * @param code the type byte; bits above the lowest eight are ignored
     * @return the type or null
     */
    public static @Nullable BsonType ofOrNull(int code) {
        return BY_CODE[code & 0xFF];
    }

    /** The type's name in the specification, for example {@code int32}. */
    @Override
    public String toString() {
        return text;
    }
}
