package dev.morelia.tools.format;

import dev.morelia.bson.RawDocument;
import java.io.IOException;
import java.io.OutputStream;

/** Collects the text of documents with a separator between them. For one thread. */
public interface RecordWriter {
    /** Appends a document, after a separator if it is not the first since {@link #writeTo}. */
    void add(RawDocument document);

    /** The length of the text in bytes or characters. */
    int length();

    /**
     * Writes the text to a stream, and starts again.
     *
     * @return how many bytes were written
     */
    long writeTo(OutputStream out) throws IOException;
}
