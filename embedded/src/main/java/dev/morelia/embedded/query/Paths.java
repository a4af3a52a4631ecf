package dev.morelia.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Dotted field paths with the semantics of aggregation stages: through arrays, into every element. */
public final class Paths {

    private Paths() {}

    /** Splits a path into fields. */
    public static List<String> split(String path) {
        return List.of(path.split("\\.", -1));
    }

    /** Returns a copy of the document with the field set and all documents on its path created. */
    public static Document with(Document document, List<String> path, @Nullable Object value) {
        var changed = document.clone();
        var field = path.getFirst();
        changed.put(field, path.size() == 1 ? value : into(document.get(field), path.subList(1, path.size()), value));
        return changed;
    }

    private static Object into(@Nullable Object present, List<String> path, @Nullable Object value) {
        return switch (present) {
            case Document document -> with(document, path, value);
            case List<?> list ->
                list.stream().map(element -> into(element, path, value)).toList();
            case null, default -> with(new Document(), path, value);
        };
    }

    /** Returns a copy of the document without the field. */
    public static Document without(Document document, List<String> path) {
        var changed = document.clone();
        var field = path.getFirst();
        if (path.size() == 1) {
            changed.remove(field);
        } else if (document.containsKey(field)) {
            changed.put(field, eachDocument(document.get(field), path.subList(1, path.size()), Paths::without));
        }
        return changed;
    }

    private static @Nullable Object eachDocument(
            @Nullable Object value, List<String> path, BiFunction<Document, List<String>, Document> change) {
        return switch (value) {
            case Document document -> change.apply(document, path);
            case List<?> list -> {
                List<@Nullable Object> changed = new ArrayList<>();
                list.forEach(element -> changed.add(eachDocument(element, path, change)));
                yield changed;
            }
            case null, default -> value;
        };
    }
}
