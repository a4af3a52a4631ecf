package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.DocumentComparator;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import java.util.Comparator;

/** Sort orders: checked as a whole, and converted for the library. */
public final class Sorts {

    private Sorts() {}

    /** Returns the sort if every direction is 1 or -1. */
    public static Document check(Document sort) {
        sort.forEach((field, direction) -> {
            if (direction instanceof Document) {
                throw CommandFailure.unsupported("$meta in a sort");
            }
            if (!(direction instanceof Number number) || Math.abs(number.doubleValue()) != 1) {
                throw CommandFailure.location(
                        15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
            }
            if (field.isEmpty()) {
                throw CommandFailure.location(40352, "FieldPath cannot be constructed with empty string");
            }
        });
        return sort;
    }

    /** The comparator for a checked sort. */
    public static Comparator<Document> comparator(Document sort) {
        return new DocumentComparator(sort);
    }
}
