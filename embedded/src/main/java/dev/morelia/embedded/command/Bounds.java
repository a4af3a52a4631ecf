package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code min} (inclusive) and {@code max} (exclusive) of a find, in the order of the hinted index. */
record Bounds(
        Document key, @Nullable Document min, @Nullable Document max) {

    static Bounds of(@Nullable Document hinted, @Nullable Document min, @Nullable Document max) {
        if (hinted == null || hinted.containsKey("$natural")) {
            throw CommandFailure.badValue("min and max need a hint of an index");
        }
        check("min", min, hinted);
        check("max", max, hinted);
        return new Bounds(hinted, min, max);
    }

    private static void check(String name, @Nullable Document bound, Document key) {
        if (bound != null && !List.copyOf(bound.keySet()).equals(List.copyOf(key.keySet()))) {
            throw CommandFailure.location(
                    51174,
                    "The index " + ShellText.of(key) + " is not valid for " + name + "() argument "
                            + ShellText.of(bound));
        }
    }

    List<Document> find(EmbeddedCollection collection, Document filter, Document sort, int skip, int limit) {
        var stream = collection.find(filter, sort.isEmpty() ? key : sort, 0, 0).stream()
                .filter(this::contains)
                .skip(skip);
        return (limit == 0 ? stream : stream.limit(limit)).toList();
    }

    private boolean contains(Document document) {
        return (min == null || compare(document, min) >= 0) && (max == null || compare(document, max) < 0);
    }

    private int compare(Document document, Document bound) {
        for (var field : key.entrySet()) {
            var value = Utils.getSubdocumentValueCollectionAware(document, field.getKey());
            int order = ValueComparator.asc().compare(value, bound.get(field.getKey()));
            if (order != 0) {
                return ((Number) field.getValue()).intValue() < 0 ? -order : order;
            }
        }
        return 0;
    }
}
