package dev.morelia.bson.json;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.json.JsonToBson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reads documents in Extended JSON from text in UTF-8 into their encoded form, without creating objects for their
 * fields: for imports of many documents. Reads the same as {@link ExtendedJson#parse(String)}, with the same errors.
 * Not thread-safe.
 *
 * <pre>{@code
 * var reader = new RawJsonReader();
 * RawDocument person = reader.read(line, 0, line.length);
 * }</pre>
 */
public final class RawJsonReader {
    private final JsonToBson direct = new JsonToBson();

    /** Creates a reader. */
    public RawJsonReader() {}

    /**
     * Reads a document.
     *
     * @param utf8 holds the text of one JSON object
     * @param offset where it begins
     * @param length its size in bytes
     * @return the document; documents that are read one after the other may be views of the same array of 64 KB or
     *     more, which {@link RawDocument#compact()} separates
     * @throws BsonException if the text is anything else, or not valid UTF-8
     */
    public RawDocument read(byte[] utf8, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, Argument.notNull("utf8", utf8).length);
        RawDocument document = direct.encode(utf8, offset, offset + length);
        return document == null ? RawDocument.encode(ExtendedJson.parse(decode(utf8, offset, length))) : document;
    }

    private static String decode(byte[] utf8, int offset, int length) {
        try {
            // A new decoder reports malformed input instead of replacing it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, offset, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new BsonException("bad JSON: the text is not valid UTF-8");
        }
    }
}
