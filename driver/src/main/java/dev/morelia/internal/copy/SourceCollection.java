package dev.morelia.internal.copy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A collection or view as a server lists it.
 *
 * @param name the name
 * @param type {@code collection}, {@code timeseries} or {@code view}
 * @param options with which it was created
 * @param uuid identifies it among all servers; null for a view
 * @param hasIdIndex whether documents can be read by ranges of {@code _id}
 * @param hasBuckets whether the documents of a time series collection are in another one, as buckets
 */
record SourceCollection(
        String name,
        String type,
        Document options,
        @Nullable Object uuid,
        boolean hasIdIndex,
        boolean hasBuckets) {
    private static final String SYSTEM = "system.";
    private static final String BUCKETS = "system.buckets.";

    /** Options of earlier servers that later ones reject, and what only the server itself may set. */
    private static final Set<String> OBSOLETE = Set.of("autoIndexId", "recordIdsReplicated");

    /** Those of the program, out of a list of all. */
    static List<SourceCollection> of(List<RawDocument> listed) {
        Set<String> names =
                listed.stream().map(collection -> collection.string("name")).collect(Collectors.toSet());
        return listed.stream()
                .filter(collection -> !collection.string("name").startsWith(SYSTEM))
                .map(collection -> of(collection, names))
                .toList();
    }

    private static SourceCollection of(RawDocument listed, Set<String> names) {
        String name = listed.string("name");
        String type = listed.stringOrNull("type");
        RawDocument options = listed.documentOrNull("options");
        Document created = options == null ? new Document() : options.toDocument();
        OBSOLETE.forEach(created::remove);
        RawDocument info = listed.documentOrNull("info");
        return new SourceCollection(
                name,
                type == null ? "collection" : type,
                created,
                info == null ? null : info.valueOrNull("uuid"),
                listed.has("idIndex") || created.containsKey("clusteredIndex"),
                names.contains(BUCKETS + name));
    }

    boolean isView() {
        return type.equals("view");
    }

    boolean isTimeSeries() {
        return type.equals("timeseries");
    }

    /** Whether several threads may copy it; the documents of a capped collection have an order of their own. */
    boolean isSplittable() {
        return isTimeSeries() ? hasBuckets : hasIdIndex && !options.containsKey("capped");
    }

    /** The collection with its documents as they are stored. */
    String storedName() {
        return isTimeSeries() && hasBuckets ? BUCKETS + name : name;
    }

    /** How many documents a stored document stands for: a bucket is many measurements. */
    long documentsIn(RawDocument stored) {
        if (!isTimeSeries() || !hasBuckets) {
            return 1;
        }
        long count = stored.document("control").int64("count", -1);
        if (count >= 0) {
            return count;
        }
        // Only compressed buckets say how many there are; of others each has a time.
        String timeField = options.document("timeseries").string("timeField");
        return stored.document("data").document(timeField).toDocument().size();
    }
}
