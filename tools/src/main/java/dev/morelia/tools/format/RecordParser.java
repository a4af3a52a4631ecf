package dev.morelia.tools.format;

import dev.morelia.bson.Document;

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

        /** A record that could not be read. */
        void rejected(long line, String problem);
    }

    /** Where records end. */
    RecordEnds ends();

    /** Reads all records of a chunk. */
    void parse(Chunk chunk, Sink sink);
}
