package dev.morelia.result;

import java.io.Serializable;

/**
 * What was copied of one collection or view. Immutable and thread-safe.
 *
 * @param name its name
 * @param type as the server calls it: {@code collection}, {@code timeseries} or {@code view}
 * @param documents how many documents were copied; of a time series collection, measurements
 * @param bytes the size of these documents in bytes; of a time series collection, of its buckets
 * @param indexes how many indexes it has, that of {@code _id} included
 */
public record CopiedCollection(String name, String type, long documents, long bytes, int indexes)
        implements Serializable {}
