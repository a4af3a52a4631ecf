package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.testkit.simulation.oplog.Entry.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a change stream watches.
 *
 * @param database which database; null for all of them
 * @param collection which collection; null for all of them
 * @param excluded which namespace is left out; null for none
 */
record Watched(
        @Nullable String database,
        @Nullable String collection,
        @Nullable String excluded) {

    Watched(@Nullable String database, @Nullable String collection) {
        this(database, collection, null);
    }

    /** The same without the changes that a stage leaves out: {@code {$match: {$nor: [{ns.db: .., ns.coll: ..}]}}}. */
    Watched without(RawDocument stage) {
        RawDocument match = stage.documentOrNull("$match");
        List<RawDocument> none = match == null ? null : match.listOrNull("$nor", RawDocument.class);
        Document one = none == null || none.size() != 1
                ? new Document()
                : none.getFirst().toDocument();
        if (!one.keySet().equals(Set.of("ns.db", "ns.coll"))) {
            throw RejectedCommand.unknown("a stage of a change stream like " + stage);
        }
        return new Watched(database, collection, one.string("ns.db") + "." + one.string("ns.coll"));
    }

    /** An event, as real servers of version 6 and later send it, but for the fields that the driver does not read. */
    record Event(ChangeToken token, Document document) {}

    private boolean covers(String namespace) {
        boolean inside = database == null
                || (collection == null
                        ? namespace.startsWith(database + ".")
                        : namespace.equals(database + "." + collection));
        return inside && !namespace.equals(excluded);
    }

    /** The events for the changes of an entry, in order. */
    List<Event> events(Entry entry) {
        var events = new ArrayList<Event>();
        int index = 0;
        for (var change : entry.changes()) {
            index++;
            String type = type(change);
            if (type == null || !covers(change.key().namespace())) {
                continue;
            }
            var token = new ChangeToken(entry.at().time(), index, false);
            events.add(new Event(token, event(token, type, change)));
            if (change.isDrop() && collection != null) {
                var end = new ChangeToken(entry.at().time(), index, true);
                events.add(new Event(end, header(end, "invalidate")));
            }
        }
        return events;
    }

    /** Null for a change that is none. */
    private static @Nullable String type(Change change) {
        if (change.isDrop()) {
            return "drop";
        }
        if (Objects.equals(change.before(), change.after())) {
            return null;
        }
        if (change.before() == null) {
            return "insert";
        }
        return change.after() == null ? "delete" : "update";
    }

    private static Document header(ChangeToken token, String type) {
        return Document.of("_id", token.toDocument(), "operationType", type).append("clusterTime", token.time());
    }

    private static Document event(ChangeToken token, String type, Change change) {
        var event = header(token, type);
        String namespace = change.key().namespace();
        int dot = namespace.indexOf('.');
        event.append("ns", Document.of("db", namespace.substring(0, dot), "coll", namespace.substring(dot + 1)));
        if (!change.isDrop()) {
            event.append("documentKey", Document.of("_id", change.key().id()));
        }
        RawDocument after = change.after();
        RawDocument before = change.before();
        if (after != null && before == null) {
            event.append("fullDocument", after.toDocument());
        } else if (after != null && before != null) {
            event.append("updateDescription", difference(before.toDocument(), after.toDocument()));
        }
        return event;
    }

    private static Document difference(Document before, Document after) {
        var updated = new Document();
        after.forEach((field, value) -> {
            if (!before.containsKey(field) || !Objects.equals(before.get(field), value)) {
                updated.append(field, value);
            }
        });
        var removed = before.keySet().stream()
                .filter(field -> !after.containsKey(field))
                .toList();
        return Document.of("updatedFields", updated, "removedFields", removed).append("truncatedArrays", List.of());
    }
}
