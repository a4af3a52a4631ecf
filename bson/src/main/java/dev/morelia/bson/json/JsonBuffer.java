package dev.morelia.bson.json;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.Argument;
import dev.morelia.bson.internal.json.EncodedJson;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A growing text in UTF-8 to which encoded documents are appended as Extended JSON on one line each, without decoding
 * them into objects: for exports of many documents. Fields are written in their order, also those with the same name.
 * Not thread-safe.
 *
 * <pre>{@code
 * var json = new JsonBuffer(JsonMode.RELAXED);
 * try (var people = collection.find().as(RawDocument.class).cursor()) {
 *     while (people.hasNext()) {
 *         json.append(people.next()).append("\n");
 *         if (json.length() > 1 << 16) {
 *             json.writeTo(file);
 *         }
 *     }
 * }
 * json.writeTo(file);
 * }</pre>
 */
public final class JsonBuffer {
    private final EncodedJson json;

    /** Creates an empty buffer. */
    public JsonBuffer(JsonMode mode) {
        json = new EncodedJson(Argument.notNull("mode", mode));
    }

    /**
     * Appends a document.
     *
     * @return this buffer
     * @throws dev.morelia.bson.BsonException if its bytes are not valid BSON; the buffer is unchanged then
     */
    public JsonBuffer append(RawDocument document) {
        json.document(Argument.notNull("document", document).input());
        return this;
    }

    /**
     * Appends what is between documents, as it is.
     *
     * @param ascii separators, such as a line feed
     * @return this buffer
     */
    public JsonBuffer append(String ascii) {
        json.text(Argument.notNull("ascii", ascii));
        return this;
    }

    /** The length of the text in bytes. */
    public int length() {
        return json.length();
    }

    /**
     * Writes the text to a stream, and removes it from the buffer.
     *
     * @throws IOException if the stream fails; the text remains in the buffer
     */
    public void writeTo(OutputStream stream) throws IOException {
        json.writeTo(Argument.notNull("stream", stream));
    }
}
