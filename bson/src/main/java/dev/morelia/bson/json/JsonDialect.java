package dev.morelia.bson.json;

/** What {@link ExtendedJson} takes for Extended JSON when it reads. */
public enum JsonDialect {
    /**
     * Version 2 exactly, canonical and relaxed mixed freely. A query such as {@code {"name": {"$regex": "^A",
     * "$options": "i"}}} stays the document it is, and a malformed type wrapper is an error.
     */
    V2,
    /**
     * Version 2, and the forms that older tools wrote: {@code {"$date": 1356351330501}}, {@code {"$binary": "AQID",
     * "$type": "00"}} and {@code {"$regex": "^A", "$options": "i"}}. Queries with {@code $regex} of a string come out
     * as regular expressions.
     */
    LEGACY
}
