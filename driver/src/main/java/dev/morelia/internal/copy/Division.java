package dev.morelia.internal.copy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.internal.operation.Find;
import java.util.ArrayList;
import java.util.List;

/**
 * How a collection is divided into ranges that several threads copy, and after which an interrupted copy goes on.
 *
 * @param documents how many documents the collection has, by its metadata
 * @param bytes how large they are, by its metadata
 * @param bounds where ranges begin, in order; empty for one range
 */
record Division(long documents, long bytes, List<RawDocument> bounds) {
    private static final long RANGE_DOCUMENTS = 10_000;
    private static final long RANGE_BYTES = 32 * 1024 * 1024;
    private static final int MAXIMUM_RANGES = 256;

    /** A sample of larger collections is quick to read and to sort; of smaller ones, all values of the index are. */
    private static final long SAMPLED_DOCUMENTS = 100_000;

    private static final int SAMPLES_PER_RANGE = 8;

    /** The bounds are stored in one document. */
    private static final int MAXIMUM_BOUND_BYTES = 8 * 1024 * 1024;

    private static final Document BY_ID = new Document("_id", 1);

    /** Divides a collection. */
    static Division of(CopySide side, SourceCollection collection) {
        long documents = 0;
        long bytes = 0;
        var stage = new Document("$collStats", new Document("storageStats", new Document()));
        // One for each shard.
        for (RawDocument found : side.list(aggregate(side, collection, List.of(stage)))) {
            RawDocument statistics = found.document("storageStats");
            documents += number(statistics, "count");
            bytes += number(statistics, "size");
        }
        long ranges = Math.max(documents / RANGE_DOCUMENTS, bytes / RANGE_BYTES);
        int wanted = (int) Math.min(Math.min(ranges, documents), MAXIMUM_RANGES);
        List<RawDocument> bounds =
                collection.isSplittable() && wanted > 1 ? bounds(side, collection, documents, wanted) : List.of();
        return new Division(documents, bytes, bounds);
    }

    private static long number(RawDocument statistics, String name) {
        return statistics.valueOrNull(name) instanceof Number number ? number.longValue() : 0;
    }

    private static Aggregate aggregate(CopySide side, SourceCollection collection, List<Document> pipeline) {
        var options = new Document("allowDiskUse", true);
        return new Aggregate(side.database(), collection.storedName(), pipeline, options);
    }

    private static List<RawDocument> bounds(CopySide side, SourceCollection collection, long documents, int ranges) {
        List<RawDocument> ids = documents > SAMPLED_DOCUMENTS
                ? side.list(aggregate(
                        side,
                        collection,
                        List.of(
                                new Document("$sample", new Document("size", ranges * SAMPLES_PER_RANGE)),
                                new Document("$project", BY_ID),
                                new Document("$sort", BY_ID))))
                : side.list(new Find(
                        side.namespace(collection.storedName()),
                        new Document(),
                        new Document("projection", BY_ID).append("sort", BY_ID).append("hint", BY_ID)));
        return chosen(ids, ranges);
    }

    /** Values at equal distances; none if they take too much room. */
    static List<RawDocument> chosen(List<RawDocument> ids, int ranges) {
        var bounds = new ArrayList<RawDocument>();
        long size = 0;
        for (int range = 1; range < ranges; range++) {
            int index = (int) ((long) range * ids.size() / ranges);
            // A sample may have the same document twice.
            if (index > 0
                    && index < ids.size()
                    && (bounds.isEmpty() || !bounds.getLast().equals(ids.get(index)))) {
                bounds.add(ids.get(index).copy());
                size += ids.get(index).length();
            }
        }
        return size > MAXIMUM_BOUND_BYTES ? List.of() : List.copyOf(bounds);
    }
}
