package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.backend.DocumentComparator;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.value.CommandFailure;
import java.util.Comparator;

/** Sort orders: checked as a whole, and reduced to what the library takes. */
public final class Sorts {

    private Sorts() {}

    /** Returns the sort when every direction is 1 or -1. */
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

    /** The order that a checked sort asks for. */
    public static Comparator<Document> comparator(Document sort) {
        return new DocumentComparator(sort);
    }
}
