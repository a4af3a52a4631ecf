package dev.morelia.bson.json;

import dev.morelia.bson.Document;
import dev.morelia.bson.internal.Argument;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes MongoDB Extended JSON, version 2.
 *
 * <p>Except in {@link JsonDialect#SHELL}, it reads strict JSON (RFC 8259): no comments, no single quotes,
 * no shell functions. Integers become {@code Integer} or {@code Long}, whichever is the smallest that holds them, else
 * {@code Double}; all other numbers become {@code Double}. The type wrappers ({@code $oid}, {@code $date}, ...)
 * become the types a {@link Document} holds them in, except on the outermost document, which is always a document.
 * Binary values become {@link dev.morelia.bson.Binary}s of the subtype that the text names, UUIDs of subtype 4, so that
 * they are stored as the text says, whatever {@link dev.morelia.bson.UuidRepresentation} a program prefers;
 * {@code document.value(name, UUID.class)} reads them. Of a repeated name, the last value wins.
 * Fractions of a second beyond milliseconds, which BSON cannot hold, are truncated. Documents and arrays may be nested
 * 200 levels deep.
 *
 * <p>Errors are {@link dev.morelia.bson.BsonException}s with line, column and field. All methods are thread-safe.
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
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static Document parse(String json) {
        return parse(json, JsonDialect.V2);
    }

    /**
     * Reads a document.
     *
     * @param json the text of one JSON object
     * @param dialect whether legacy or shell syntax is accepted as well
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static Document parse(String json, JsonDialect dialect) {
        return parser(json, dialect).document();
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
     * @param dialect whether legacy or shell syntax is accepted as well
     * @return the value, as a {@link Document} would hold it
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static @Nullable Object parseValue(String json, JsonDialect dialect) {
        return parser(json, dialect).anyValue();
    }

    private static JsonParser parser(String json, JsonDialect dialect) {
        return new JsonParser(Argument.notNull("json", json), Argument.notNull("dialect", dialect));
    }

    /**
     * Reads the documents of a long text in {@link JsonDialect#V2}, like {@link #documents(Reader, JsonDialect)}.
     *
     * @param reader the text
     */
    public static Stream<Document> documents(Reader reader) {
        return documents(reader, JsonDialect.V2);
    }

    /**
     * Reads the documents of a long text, such as the export of a collection: JSON lines, documents that follow each
     * other in any other way with white space between them or nothing at all, or one array of documents. A byte order
     * mark at the beginning is skipped.
     *
     * <pre>{@code
     * try (var people = ExtendedJson.documents(Files.newBufferedReader(file))) {
     *     people.forEach(collection::insertOne);
     * }
     * }</pre>
     *
     * <p>The stream is lazy and keeps one document in memory, of at most 100 million characters.
     * Closing it closes the reader. It throws {@link dev.morelia.bson.BsonException} at the first document that cannot
     * be read, with line and column in the whole text, after all those before it; {@link UncheckedIOException} if
     * the reader fails. For one thread.
     *
     * @param reader the text; it need not be buffered
     * @param dialect whether legacy or shell syntax is accepted as well
     * @return the documents, in their order
     */
    public static Stream<Document> documents(Reader reader, JsonDialect dialect) {
        var documents = new JsonDocuments(Argument.notNull("reader", reader), Argument.notNull("dialect", dialect));
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(documents, characteristics), false)
                .onClose(() -> close(reader));
    }

    private static void close(Reader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a value in one line.
     *
     * @param value a document, raw document or any value that a document can hold
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
     * @param pretty whether to spread documents over several lines, indented by two spaces a level
     * @throws dev.morelia.bson.BsonException if BSON has no type for a value, or values are nested deeper than 1000
     *     levels
     */
    public static String write(@Nullable Object value, JsonMode mode, boolean pretty) {
        return new JsonWriter(Argument.notNull("mode", mode), pretty).write(value);
    }

    /**
     * A text for people and logs: relaxed Extended JSON in one line, as far as the value can be written so. What cannot
     * is shown as a string: a value without a BSON type by its own text, a document or list inside itself as
     * {@code "(this document)"} or {@code "(this list)"}, levels beyond 200 as {@code "..."}, and bytes that are not
     * valid BSON by what is wrong with them. Never throws.
     *
     * @param value any value
     * @return the text; the same as that of {@link #write(Object, JsonMode)} if all of it can be written
     */
    public static String describe(@Nullable Object value) {
        try {
            return new JsonDescription().write(value);
        } catch (RuntimeException e) { // from a map, list or text of the caller's own
            return "(a " + (value == null ? "null" : value.getClass().getSimpleName()) + " without a text: "
                    + e.getMessage() + ")";
        }
    }
}
