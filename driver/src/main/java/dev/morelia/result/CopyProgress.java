package dev.morelia.result;

/**
 * How far a copy of a database has come. Immutable and thread-safe.
 *
 * @param documents how many documents were copied; of a time series collection, measurements. Those that a resumed copy
 *     found there are included
 * @param expectedDocuments how many documents there are by the metadata of the source, which is an estimate
 * @param bytes the size of the copied documents in bytes
 * @param expectedBytes the size of all documents by the metadata of the source, an estimate
 * @param collections how many collections are complete, with their indexes
 * @param expectedCollections how many collections there are, without views
 */
public record CopyProgress(
        long documents,
        long expectedDocuments,
        long bytes,
        long expectedBytes,
        int collections,
        int expectedCollections) {}
