package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.testkit.simulation.oplog.Entry.Change;
import dev.morelia.testkit.simulation.oplog.Entry.DocumentKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents at one point of the oplog, in the order of insertion. */
final class Documents {

    private final Map<String, Map<Object, RawDocument>> collections = new LinkedHashMap<>();

    Documents copy() {
        var copy = new Documents();
        collections.forEach((namespace, documents) -> copy.collections.put(namespace, new LinkedHashMap<>(documents)));
        return copy;
    }

    void apply(Change change) {
        String namespace = change.key().namespace();
        if (change.isDrop()) {
            collections.remove(namespace);
            return;
        }
        var documents = collections.computeIfAbsent(namespace, unknown -> new LinkedHashMap<>());
        RawDocument after = change.after();
        if (after == null) {
            documents.remove(change.key().id());
        } else {
            documents.put(change.key().id(), after);
        }
    }

    /** Whether there is such a collection, even if it is empty. */
    boolean has(String namespace) {
        return collections.containsKey(namespace);
    }

    @Nullable
    RawDocument get(DocumentKey key) {
        return collection(key.namespace()).get(key.id());
    }

    List<Document> all(String namespace) {
        return collection(namespace).values().stream()
                .map(RawDocument::toDocument)
                .toList();
    }

    /** Replies to a {@code find}, with all documents in one batch. */
    Document find(RawDocument command) {
        String namespace = command.string("$db") + "." + command.string("find");
        var filter = command.documentOrNull("filter");
        List<Document> found;
        if (filter == null || filter.toDocument().isEmpty()) {
            found = all(namespace);
        } else {
            RawDocument one = get(new DocumentKey(namespace, Statements.wantedId(filter)));
            found = one == null ? List.of() : List.of(one.toDocument());
        }
        long limit = command.int64("limit", 0);
        var batch = found.stream().limit(limit == 0 ? Long.MAX_VALUE : limit).toList();
        var cursor = Document.of("firstBatch", batch).append("id", 0L).append("ns", namespace);
        return Document.of("cursor", cursor, "ok", 1.0);
    }

    private Map<Object, RawDocument> collection(String namespace) {
        return collections.getOrDefault(namespace, Map.of());
    }
}
