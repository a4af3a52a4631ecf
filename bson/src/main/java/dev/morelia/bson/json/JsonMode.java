package dev.morelia.bson.json;

/**
 * The two formats of Extended JSON that {@link ExtendedJson} writes.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">Extended
 *     JSON specification</a>
 */
public enum JsonMode {
    /**
     * Keeps every BSON type: {@code {"age": {"$numberInt": "36"}}}. For tests, dumps and anything that is read back.
     */
    CANONICAL,
    /** Plain JSON where possible: {@code {"age": 36}}. For people and web clients; may lose the type of a number. */
    RELAXED
}
