package dev.morelia.simulation.change;

import dev.morelia.bson.Document;
import java.util.HashMap;
import java.util.Map;

/** When each write was begun: each has a value of its own, and the documents are deleted at most once. */
final class Ledger {

    private static final String VALUE = "value";

    private final Map<String, Long> begun = new HashMap<>();

    void begun(String value, long nowNanos) {
        begun.putIfAbsent(value, nowNanos);
    }

    /** The value of the deletion of a document. */
    static String deletion(Object id) {
        return "deletion of " + id;
    }

    /** When the write was begun that an event reports; negative if that is unknown. */
    long begunNanos(Document event) {
        return begun.getOrDefault(value(event), -1L);
    }

    static String value(Document event) {
        return switch (event.string("operationType")) {
            case "insert" -> event.document("fullDocument").string(VALUE);
            case "update" ->
                event.document("updateDescription").document("updatedFields").string(VALUE);
            case "delete" -> deletion(event.document("documentKey").string("_id"));
            default -> event.string("operationType");
        };
    }
}
