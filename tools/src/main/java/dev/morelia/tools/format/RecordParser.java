package dev.morelia.tools.format;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;

/** Reads the records of chunks. Thread-safe: chunks are read in parallel. */
public interface RecordParser {
    /** Receives what was read, in order. */
    interface Sink {
        /**
         * A document.
         *
         * @param line the number of its first line
         * @param at where it begins in the chunk
         */
        void document(long line, int at, Document document);

        /** A document that is encoded already; see {@link #document(long, int, Document)}. */
        void document(long line, int at, RawDocument document);

        /** A record that could not be read. */
        void rejected(long line, String problem);
    }

    /** Where records end. */
    RecordEnds ends();

    /** Reads all records of a chunk. */
    void parse(Chunk chunk, Sink sink);
}
