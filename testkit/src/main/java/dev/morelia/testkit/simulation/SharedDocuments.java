package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a server, or those shared by the members of a set, and the last retryable write of each session with
 * its reply.
 */
final class SharedDocuments {

    private static final int DUPLICATE_KEY = 11000;

    private record Done(long number, Document reply) {}

    /** A document before and after it was updated. */
    private record Change(@Nullable Document before, Document after) {}

    private final Map<String, Map<Object, RawDocument>> collections = new LinkedHashMap<>();
    private final Map<RawDocument, Done> sessions = new HashMap<>();
    private long identifiers;
    private long retriedWrites;
    private boolean forgetful;

    List<Document> all(String namespace) {
        return collection(namespace).values().stream()
                .map(RawDocument::toDocument)
                .toList();
    }

    long retriedWrites() {
        return retriedWrites;
    }

    /** From now on a retried write is executed again. */
    void forgetRetryableWrites() {
        forgetful = true;
    }

    /** The number of sessions with retryable writes. */
    int sessionCount() {
        return sessions.size();
    }

    // ---- commands ----

    Document write(String commandName, RawDocument command) {
        RawDocument session = command.documentOrNull("lsid");
        if (session == null || !command.has("txnNumber")) {
            return carryOut(commandName, command);
        }
        long number = command.int64("txnNumber", 0);
        Done last = sessions.get(session);
        if (last != null && number < last.number) {
            throw RejectedCommand.tooOld(number, last.number);
        }
        if (last != null && number == last.number && !forgetful) {
            retriedWrites++;
            return Document.copyOf(last.reply);
        }
        Document reply = carryOut(commandName, command);
        sessions.put(session.copy(), new Done(number, Document.copyOf(reply)));
        return reply;
    }

    private Document carryOut(String commandName, RawDocument command) {
        return switch (commandName) {
            case "insert" -> insert(command);
            case "update" -> update(command);
            case "findAndModify" -> findAndModify(command);
            default -> throw RejectedCommand.unknown(commandName);
        };
    }

    Document find(RawDocument command) {
        var documents = collection(command, "find");
        var filter = command.documentOrNull("filter");
        List<RawDocument> found;
        if (filter == null || filter.toDocument().isEmpty()) {
            found = List.copyOf(documents.values());
        } else {
            var one = documents.get(wanted(filter));
            found = one == null ? List.of() : List.of(one);
        }
        long limit = command.int64("limit", 0);
        var batch = found.stream()
                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                .map(RawDocument::toDocument)
                .toList();
        String namespace = command.stringOrNull("$db") + "." + command.stringOrNull("find");
        var cursor = Document.of("firstBatch", batch).append("id", 0L).append("ns", namespace);
        return Document.of("cursor", cursor, "ok", 1.0);
    }

    private Document insert(RawDocument command) {
        var documents = collection(command, "insert");
        var given = command.list("documents", RawDocument.class);
        var errors = new ArrayList<Document>();
        boolean ordered = command.bool("ordered", true);
        int inserted = 0;
        for (int i = 0; i < given.size() && (errors.isEmpty() || !ordered); i++) {
            var document = identified(given.get(i));
            var id = id(document);
            if (documents.putIfAbsent(id, document) == null) {
                inserted++;
            } else {
                errors.add(Document.of("index", i, "code", DUPLICATE_KEY)
                        .append("errmsg", "E11000 duplicate key error: _id " + id)
                        .append("keyPattern", Document.of("_id", 1))
                        .append("keyValue", Document.of("_id", id)));
            }
        }
        var reply = Document.of("n", inserted, "ok", 1.0);
        return errors.isEmpty() ? reply : reply.append("writeErrors", errors);
    }

    private RawDocument identified(RawDocument document) {
        if (document.has("_id")) {
            return document.copy();
        }
        var id = new Document("_id", ObjectId.of("00000000%016x".formatted(++identifiers)));
        id.putAll(document.toDocument());
        return RawDocument.encode(id);
    }

    private Document update(RawDocument command) {
        var documents = collection(command, "update");
        int matched = 0;
        int modified = 0;
        var upserted = new ArrayList<Document>();
        var statements = command.list("updates", RawDocument.class);
        for (int i = 0; i < statements.size(); i++) {
            var statement = statements.get(i);
            Change change = change(documents, statement, "q", "u");
            if (change != null) {
                matched++;
                if (change.before == null) {
                    upserted.add(Document.of("index", i, "_id", change.after.get("_id")));
                } else if (!change.before.equals(change.after)) {
                    modified++;
                }
            }
        }
        var reply = Document.of("n", matched, "nModified", modified).append("ok", 1.0);
        return upserted.isEmpty() ? reply : reply.append("upserted", upserted);
    }

    private Document findAndModify(RawDocument command) {
        Change change = change(collection(command, "findAndModify"), command, "query", "update");
        Document value = null;
        if (change != null) {
            value = command.bool("new", false) ? change.after : change.before;
        }
        return Document.of("value", value, "ok", 1.0);
    }

    // ---- parts of commands ----

    private Map<Object, RawDocument> collection(RawDocument command, String commandName) {
        return collection(command.stringOrNull("$db") + "." + command.stringOrNull(commandName));
    }

    private Map<Object, RawDocument> collection(String namespace) {
        return collections.computeIfAbsent(namespace, unknown -> new LinkedHashMap<>());
    }

    /** Updates one document; null if there is none and no upsert. */
    private static @Nullable Change change(
            Map<Object, RawDocument> documents, RawDocument statement, String filterField, String updateField) {
        var filter = statement.documentOrNull(filterField);
        if (filter == null || !(statement.valueOrNull(updateField) instanceof Document update)) {
            throw RejectedCommand.unknown("an update like " + statement);
        }
        var id = wanted(filter);
        var before = documents.get(id);
        if (before == null && !statement.bool("upsert", false)) {
            return null;
        }
        var after = before == null ? new Document("_id", id) : before.toDocument();
        update.forEach((operator, fields) -> {
            if (!(fields instanceof Document changes)) {
                throw RejectedCommand.unknown("replacements");
            }
            changes.forEach((field, value) -> after.put(field, changed(operator, after.get(field), value)));
        });
        documents.put(id, RawDocument.encode(after));
        return new Change(before == null ? null : before.toDocument(), after);
    }

    private static @Nullable Object changed(String operator, @Nullable Object old, @Nullable Object value) {
        return switch (operator) {
            case "$set" -> value;
            case "$inc" ->
                (old instanceof Number number ? number.longValue() : 0)
                        + (value instanceof Number number ? number.longValue() : 0);
            case "$push" -> {
                var list = new ArrayList<@Nullable Object>(old instanceof List<?> before ? before : List.of());
                list.add(value);
                yield list;
            }
            default -> throw RejectedCommand.unknown(operator);
        };
    }

    private static Object wanted(RawDocument filter) {
        if (filter.toDocument().size() != 1) {
            throw RejectedCommand.unknown("a filter like " + filter);
        }
        return id(filter);
    }

    private static Object id(RawDocument document) {
        Object id = document.valueOrNull("_id");
        if (id == null || id instanceof Document) {
            throw RejectedCommand.unknown("an _id as in " + document);
        }
        return id;
    }
}
