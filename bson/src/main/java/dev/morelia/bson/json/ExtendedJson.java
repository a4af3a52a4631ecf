package dev.morelia.bson.json;

import dev.morelia.bson.Document;
import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.json.JsonDescription;
import dev.morelia.bson.internal.json.JsonDocuments;
import dev.morelia.bson.internal.json.JsonParser;
import dev.morelia.bson.internal.json.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes MongoDB Extended JSON, version 2.
 *
 * <p>Except in {@link JsonDialect#SHELL}, it reads strict JSON (RFC 8259): no comments, no single quotes, no shell
 * functions. Integers become {@code Integer}, {@code Long} or {@code Double}, the first that holds them; all other
 * numbers become {@code Double}. The type wrappers ({@code $oid}, {@code $date}, ...) become the types that a
 * {@link Document} holds, except at the top level, which is always a document. Binary values become
 * {@link dev.morelia.bson.Binary}s of the subtype given in the text, UUIDs of subtype 4, independent of the
 * {@link dev.morelia.bson.UuidRepresentation} in use; {@code document.value(name, UUID.class)} reads them. Of a
 * duplicate name, the last value wins. Fractions of a second beyond milliseconds, which BSON cannot hold, are
 * truncated. Documents and arrays may be nested 200 levels deep.
 *
 * <p>Errors are {@link dev.morelia.bson.BsonException}s that name the line, column and field. All methods are
 * thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">Extended
 *     JSON specification</a>
 */
public final class ExtendedJson {

    private static final Supplier<Document> DOCUMENTS = Document::new;

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
     * @return the value, of a type that a {@link Document} holds
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
     * @return the value, of a type that a {@link Document} holds
     * @throws dev.morelia.bson.BsonException if the text is anything else
     */
    public static @Nullable Object parseValue(String json, JsonDialect dialect) {
        return parser(json, dialect).anyValue();
    }

    private static JsonParser<Document> parser(String json, JsonDialect dialect) {
        return new JsonParser<>(Argument.notNull("json", json), Argument.notNull("dialect", dialect), DOCUMENTS);
    }

    /**
     * Reads a stream of documents in {@link JsonDialect#V2}, like {@link #documents(Reader, JsonDialect)}.
     *
     * @param reader the text
     */
    public static Stream<Document> documents(Reader reader) {
        return documents(reader, JsonDialect.V2);
    }

    /**
     * Reads a stream of documents, such as the export of a collection: JSON lines, documents separated by any white
     * space or none, or one array of documents. A byte order mark at the beginning is skipped.
     *
     * <pre>{@code
     * try (var people = ExtendedJson.documents(Files.newBufferedReader(file))) {
     *     people.forEach(collection::insertOne);
     * }
     * }</pre>
     *
     * <p>The stream is lazy and keeps one document of at most 100 million characters in memory. Closing it closes the
     * reader. It throws {@link dev.morelia.bson.BsonException} at the first document that cannot be read, with line and
     * column in the whole text, after returning all those before it, and {@link UncheckedIOException} if the reader
     * fails. Not thread-safe.
     *
     * @param reader the text; it need not be buffered
     * @param dialect whether legacy or shell syntax is accepted as well
     * @return the documents in order
     */
    public static Stream<Document> documents(Reader reader, JsonDialect dialect) {
        var documents = new JsonDocuments<>(
                Argument.notNull("reader", reader), Argument.notNull("dialect", dialect), DOCUMENTS);
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
     * Writes a value on one line.
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
     * Describes a value for people and logs: relaxed Extended JSON on one line, as far as possible. Anything else is
     * shown as a string: a value without a BSON type as its {@code toString()}, a document or list that contains itself
     * as {@code "(this document)"} or {@code "(this list)"}, levels beyond 200 as {@code "..."}, and bytes that are not
     * valid BSON as the error. Never throws.
     *
     * @param value any value
     * @return the text; the same as from {@link #write(Object, JsonMode)} if that can write the value
     */
    public static String describe(@Nullable Object value) {
        return JsonDescription.of(value);
    }
}
