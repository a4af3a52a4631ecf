package dev.morelia.bson.json;

/** The syntax that {@link ExtendedJson} accepts. */
public enum JsonDialect {
    /**
     * Version 2 only, canonical and relaxed mixed freely. A query such as {@code {"name": {"$regex": "^A", "$options":
     * "i"}}} remains a document, and a malformed type wrapper is an error.
     */
    V2,
    /**
     * Version 2, and the legacy forms written by older tools: {@code {"$date": 1356351330501}}, {@code {"$binary":
     * "AQID", "$type": "00"}} and {@code {"$regex": "^A", "$options": "i"}}. Queries with {@code $regex} of a string
     * become regular expressions.
     */
    LEGACY,
    /**
     * Version 2, the legacy forms of dates and binary values, and the syntax of mongosh and the older shell.
     *
     * <ul>
     *   <li>Names without quotes ({@code {n: 1}}), strings in single quotes or backticks, a comma after the last field
     *       or element, a byte order mark at the beginning.
     *   <li>{@code ObjectId("...")}, {@code ISODate("...")}, {@code new Date("...")} and {@code new Date(millis)},
     *       {@code NumberInt}, {@code NumberLong}, {@code NumberDecimal}, {@code UUID("...")},
     *       {@code BinData(0, "...")}, {@code HexData}, {@code MD5}, {@code Timestamp(1, 2)}, {@code RegExp},
     *       {@code DBRef}, {@code Code}, {@code Symbol}, {@code MinKey} and {@code MaxKey}, and their newer names
     *       {@code Int32}, {@code Long}, {@code Double}, {@code Decimal128}, {@code Binary.createFromBase64},
     *       {@code BSONRegExp} and {@code BSONSymbol}; all of them with or without {@code new}.
     *   <li>{@code /pattern/options}, {@code undefined}, {@code NaN}, {@code Infinity} and {@code -Infinity}.
     * </ul>
     *
     * <p>Nothing is evaluated: expressions that create a new value, such as {@code ObjectId()} or {@code new Date()},
     * are errors. A query with {@code $regex} remains a document.
     */
    SHELL
}
