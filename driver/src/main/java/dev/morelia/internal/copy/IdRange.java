package dev.morelia.internal.copy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of a collection, in the order of {@code _id}, which compares values of all types.
 *
 * @param minimum a document with the first {@code _id}; null for no bound
 * @param maximum a document with the {@code _id} after the last one; null for no bound
 */
record IdRange(@Nullable RawDocument minimum, @Nullable RawDocument maximum) {
    private static final IdRange ALL = new IdRange(null, null);

    /** The ranges before, between and after these bounds, which are in order. */
    static List<IdRange> between(List<RawDocument> bounds) {
        if (bounds.isEmpty()) {
            return List.of(ALL);
        }
        var ranges = new ArrayList<IdRange>();
        RawDocument from = null;
        for (RawDocument bound : bounds) {
            ranges.add(new IdRange(from, bound));
            from = bound;
        }
        ranges.add(new IdRange(from, null));
        return List.copyOf(ranges);
    }

    /**
     * Options of a find that reads its documents. Not a filter: that would compare values of one type only. Without
     * bounds they come in the order in which the server stores them.
     */
    Document findOptions() {
        var options = new Document();
        if (minimum == null && maximum == null) {
            return options.append("hint", new Document("$natural", 1));
        }
        options.append("hint", new Document("_id", 1));
        if (minimum != null) {
            options.append("min", minimum);
        }
        if (maximum != null) {
            options.append("max", maximum);
        }
        return options;
    }
}
