package dev.morelia.tools.transfer;

import dev.morelia.FindQuery;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which documents are exported.
 *
 * @param query the filter; empty for all
 * @param sort the order; empty for that of the server, or of {@code _id} where several threads read
 * @param skip how many are left out at the beginning
 * @param limit how many at the most; 0 for all
 */
public record Selection(Document query, Document sort, long skip, long limit) {
    /** Operators that need an index of their own, and have an order of their own. */
    private static final Set<String> ORDERED = Set.of("$text", "$near", "$nearSphere", "$geoNear");

    /** Whether the documents can be read range by range. */
    boolean isDivisible() {
        return sort.isEmpty() && skip == 0 && limit == 0 && !isOrdered(query);
    }

    private static boolean isOrdered(@Nullable Object query) {
        return switch (query) {
            case Map<?, ?> fields ->
                fields.keySet().stream().anyMatch(ORDERED::contains)
                        || fields.values().stream().anyMatch(Selection::isOrdered);
            case List<?> values -> values.stream().anyMatch(Selection::isOrdered);
            case null, default -> false;
        };
    }

    /** All documents, in one go. */
    FindQuery<RawDocument> find(MongoCollection<Document> collection, @Nullable Document projection) {
        var find = collection.find(query).as(RawDocument.class);
        if (projection != null) {
            find = find.projection(projection);
        }
        if (!sort.isEmpty()) {
            find = find.sort(sort).options(options -> options.allowDiskUse(true));
        }
        return find.skip(skip).limit(limit);
    }

    /** The documents with {@code _id}s in a range, in their order. */
    FindQuery<RawDocument> find(MongoCollection<Document> collection, @Nullable Document projection, IdRange range) {
        return find(collection, projection).options(options -> {
            var ranged = options.hint(IdRange.INDEX);
            if (range.from() != null) {
                ranged = ranged.min(range.from());
            }
            return range.to() == null ? ranged : ranged.max(range.to());
        });
    }

    /**
     * The projection on some fields and those within them; null for all fields.
     *
     * @param withId whether {@code _id} is needed although it is not among them
     */
    static @Nullable Document projection(List<String> fields, boolean withId) {
        if (fields.isEmpty()) {
            return null;
        }
        var paths = new TreeSet<String>();
        for (String field : fields) {
            paths.add(stored(field));
        }
        var projection = new Document();
        for (String path : paths) {
            boolean isWithinAnother = paths.stream().anyMatch(other -> path.startsWith(other + "."));
            if (!isWithinAnother) {
                projection.append(path, 1);
            }
        }
        if (!withId && !projection.containsKey("_id")) {
            boolean partOfId = paths.stream().anyMatch(path -> path.startsWith("_id."));
            return partOfId ? projection : projection.append("_id", 0);
        }
        return projection;
    }

    /** A projection on an element of an array by its index is not possible: the whole array is returned. */
    private static String stored(String field) {
        var stored = new StringBuilder();
        for (String part : field.split("\\.", -1)) {
            if (!part.isEmpty() && part.chars().allMatch(Character::isDigit) && !stored.isEmpty()) {
                break;
            }
            stored.append(stored.isEmpty() ? "" : ".").append(part);
        }
        return stored.toString();
    }
}
