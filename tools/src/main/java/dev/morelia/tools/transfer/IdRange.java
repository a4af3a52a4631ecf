package dev.morelia.tools.transfer;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ServerException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a collection, by bounds in the index on {@code _id}; values of all types have an order there.
 *
 * @param from the first {@code _id}, as a document with this field; null for the first of the collection
 * @param to the {@code _id} after the last; null for the end of the collection
 */
record IdRange(@Nullable Document from, @Nullable Document to) {
    static final Document INDEX = Document.of("_id", 1);

    /** So many documents of a sample for each range make ranges about equal. */
    private static final int SAMPLES_PER_RANGE = 20;

    private static final int MAXIMUM_RANGES = 256;
    private static final int DOCUMENTS_PER_RANGE = 20_000;

    /** Whether a collection has that index: not a view, and no collection that is stored in another way. */
    static boolean isPossible(MongoCollection<Document> collection) {
        try {
            for (Document index : collection.listIndexes()) {
                if (INDEX.equals(index.get("key")) && !index.bool("clustered", false)) {
                    return true;
                }
            }
            return false;
        } catch (ServerException view) {
            return false;
        }
    }

    /**
     * Divides a collection from an {@code _id} on.
     *
     * @param start the first {@code _id}; null for all
     * @param documents about how many there are
     */
    static List<IdRange> divide(MongoCollection<Document> collection, @Nullable Document start, long documents) {
        int ranges = (int) Math.min(MAXIMUM_RANGES, documents / DOCUMENTS_PER_RANGE);
        var bounds = new ArrayList<@Nullable Document>();
        bounds.add(start);
        if (ranges > 1) {
            bounds.addAll(sampled(collection, start, ranges));
        }
        bounds.add(null);
        var divided = new ArrayList<IdRange>();
        for (int i = 0; i + 1 < bounds.size(); i++) {
            divided.add(new IdRange(bounds.get(i), bounds.get(i + 1)));
        }
        return divided;
    }

    /** The server sorts the sample, as values of all types can be in it. */
    private static List<Document> sampled(MongoCollection<Document> collection, @Nullable Document start, int ranges) {
        var pipeline = new ArrayList<Document>();
        pipeline.add(Document.of("$sample", Document.of("size", ranges * SAMPLES_PER_RANGE)));
        pipeline.add(Document.of("$project", INDEX));
        if (start != null) {
            // Compares values of all types, unlike a query.
            var isLater = Document.of("$gt", List.of("$_id", Document.of("$literal", start.get("_id"))));
            pipeline.add(Document.of("$match", Document.of("$expr", isLater)));
        }
        pipeline.add(Document.of("$sort", INDEX));
        var sample = collection.aggregate(pipeline).toList();
        var bounds = new ArrayList<Document>();
        for (int i = SAMPLES_PER_RANGE; i < sample.size(); i += SAMPLES_PER_RANGE) {
            if (bounds.isEmpty() || !bounds.getLast().equals(sample.get(i))) {
                bounds.add(sample.get(i));
            }
        }
        return bounds;
    }
}
