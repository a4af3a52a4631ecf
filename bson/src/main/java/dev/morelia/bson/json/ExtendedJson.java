package dev.morelia.bson.json;

import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes MongoDB Extended JSON, version 2.
 *
 * <p>Reading takes strict JSON (RFC 8259): no comments, no single quotes, no shell functions. Integers become
 * {@code Integer} or {@code Long}, whichever is the smallest to hold them, and {@code Double} beyond; all other numbers
 * become {@code Double}. The type wrappers ({@code $oid}, {@code $date}, ...) become the types a {@link Document} holds
 * them in, except on the outermost document, which is always a document. Where a name is repeated, the last value wins.
 * Fractions of a second beyond milliseconds, which BSON cannot hold, are cut off. Documents and arrays may be nested
 * 200 levels deep.
 *
 * <p>Errors are {@link dev.morelia.bson.BsonException}s that tell line, column and field. All methods are thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">Extended
 *     JSON specification</a>
 */
public final class ExtendedJson {

    private ExtendedJson() {}

    /**
     * Reads a document in {@link JsonDialect#V2}.
     *
     * @param json the text of one JSON object
     * @return the document
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static Document parse(String json) {
        return parse(json, JsonDialect.V2);
    }

    /**
     * Reads a document.
     *
     * @param json the text of one JSON object
     * @param dialect whether older forms are read as well
     * @return the document
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static Document parse(String json, JsonDialect dialect) {
        return new JsonParser(json, dialect).document();
    }

    /**
     * Reads any value in {@link JsonDialect#V2}: {@code 5}, {@code [1, 2]}, {@code {"$oid": "..."}}.
     *
     * @param json the text of one JSON value
     * @return the value, as a {@link Document} would hold it
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static @Nullable Object parseValue(String json) {
        return parseValue(json, JsonDialect.V2);
    }

    /**
     * Reads any value.
     *
     * @param json the text of one JSON value
     * @param dialect whether older forms are read as well
     * @return the value, as a {@link Document} would hold it
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static @Nullable Object parseValue(String json, JsonDialect dialect) {
        return new JsonParser(json, dialect).anyValue();
    }

    /**
     * Writes a value in one line.
     *
     * @param value a document, raw document or any value that a document can hold
     * @param mode the format
     * @return the text
     * @throws dev.morelia.bson.BsonException if BSON has no type for a value, or values are nested deeper than 1000
     *     levels
     */
    public static String write(@Nullable Object value, JsonMode mode) {
        return write(value, mode, false);
    }

    /**
     * Writes a value.
     *
     * @param value a document, raw document or any value that a document can hold
     * @param mode the format
     * @param pretty whether to spread documents over several lines, indented by two spaces a level
     * @return the text
     * @throws dev.morelia.bson.BsonException if BSON has no type for a value, or values are nested deeper than 1000
     *     levels
     */
    public static String write(@Nullable Object value, JsonMode mode, boolean pretty) {
        return new JsonWriter(mode, pretty).write(value);
    }
}
