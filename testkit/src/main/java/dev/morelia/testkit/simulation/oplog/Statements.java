package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.simulation.oplog.Entry.Change;
import dev.morelia.testkit.simulation.oplog.Entry.DocumentKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Executes one command that writes on a copy of the documents, and collects its changes. */
final class Statements {

    /** A document before and after it was updated. */
    private record Update(@Nullable Document before, Document after) {}

    private final Documents documents;
    private final RawDocument command;
    private final String namespace;
    private final Instant now;
    private final List<Change> changes = new ArrayList<>();

    private Statements(Documents documents, String commandName, RawDocument command, Instant now) {
        this.documents = documents;
        this.command = command;
        this.now = now;
        this.namespace = command.string("$db") + "." + command.string(commandName);
    }

    /**
     * A write that has not been applied anywhere else yet.
     *
     * @param changes the documents after it
     * @param reply the reply
     */
    record Written(List<Change> changes, Document reply) {}

    static boolean isWrite(String commandName) {
        return switch (commandName) {
            case "insert", "update", "findAndModify", "delete", "drop" -> true;
            default -> false;
        };
    }

    /** Executes the command on these documents, which it changes, at this time of the server. */
    static Written execute(Documents documents, String commandName, RawDocument command, Instant now) {
        var statements = new Statements(documents, commandName, command, now);
        Document reply = switch (commandName) {
            case "insert" -> statements.insert();
            case "update" -> statements.update();
            case "findAndModify" -> statements.findAndModify();
            case "delete" -> statements.delete();
            case "drop" -> statements.drop();
            default -> throw RejectedCommand.unknown(commandName);
        };
        return new Written(statements.changes, reply);
    }

    private void put(Object id, @Nullable RawDocument before, RawDocument after) {
        apply(new Change(new DocumentKey(namespace, id), before, after));
    }

    private void apply(Change change) {
        documents.apply(change);
        changes.add(change);
    }

    private Document insert() {
        var given = command.list("documents", RawDocument.class);
        var errors = new ArrayList<Document>();
        boolean ordered = command.bool("ordered", true);
        int inserted = 0;
        for (int i = 0; i < given.size() && (errors.isEmpty() || !ordered); i++) {
            var document = identified(given.get(i), i);
            var id = id(document);
            if (documents.get(new DocumentKey(namespace, id)) == null) {
                put(id, null, document);
                inserted++;
            } else {
                errors.add(Document.of("index", i, "code", ErrorCode.DUPLICATE_KEY.number())
                        .append("errmsg", "E11000 duplicate key error: _id " + id)
                        .append("keyPattern", Document.of("_id", 1))
                        .append("keyValue", Document.of("_id", id)));
            }
        }
        var reply = Document.of("n", inserted, "ok", 1.0);
        return errors.isEmpty() ? reply : reply.append("writeErrors", errors);
    }

    private RawDocument identified(RawDocument document, int index) {
        if (document.has("_id")) {
            return document.copy();
        }
        int number = documents.all(namespace).size() + index + 1;
        var id = new Document("_id", ObjectId.of("%024x".formatted(number)));
        id.putAll(document.toDocument());
        return RawDocument.encode(id);
    }

    private Document update() {
        int matched = 0;
        int modified = 0;
        var upserted = new ArrayList<Document>();
        var statements = command.list("updates", RawDocument.class);
        for (int i = 0; i < statements.size(); i++) {
            Update update = update(statements.get(i), "q", "u");
            if (update != null) {
                matched++;
                if (update.before == null) {
                    upserted.add(Document.of("index", i, "_id", update.after.get("_id")));
                } else if (!update.before.equals(update.after)) {
                    modified++;
                }
            }
        }
        var reply = Document.of("n", matched, "nModified", modified).append("ok", 1.0);
        return upserted.isEmpty() ? reply : reply.append("upserted", upserted);
    }

    private Document findAndModify() {
        Update update = update(command, "query", "update");
        Document value = null;
        if (update != null) {
            value = command.bool("new", false) ? update.after : update.before;
        }
        return Document.of("value", value, "ok", 1.0);
    }

    /** Updates one document; null if there is none and no upsert. */
    private @Nullable Update update(RawDocument statement, String filterField, String updateField) {
        var filter = statement.documentOrNull(filterField);
        if (filter == null) {
            throw RejectedCommand.unknown("an update like " + statement);
        }
        boolean upsert = statement.bool("upsert", false);
        var id = upsert ? wantedId(filter) : id(filter);
        var before = documents.get(new DocumentKey(namespace, id));
        if (before == null ? !upsert : !matches(before, filter.toDocument())) {
            return null;
        }
        var old = before == null ? new Document("_id", id) : before.toDocument();
        Document after = switch (statement.valueOrNull(updateField)) {
            case Document operators -> updated(old, operators);
            case List<?> stages -> PipelineUpdate.apply(stages, old, now);
            case null, default -> throw RejectedCommand.unknown("an update like " + statement);
        };
        put(id, before, RawDocument.encode(after));
        return new Update(before == null ? null : before.toDocument(), after);
    }

    /** Whether a document has the values of a filter, which cannot be more than that. */
    private static boolean matches(RawDocument document, Document filter) {
        filter.forEach((field, value) -> {
            if (field.startsWith("$") || field.contains(".") || value instanceof Document) {
                throw RejectedCommand.unknown("a filter like " + filter);
            }
        });
        return filter.entrySet().stream()
                .allMatch(wanted -> Objects.equals(wanted.getValue(), document.valueOrNull(wanted.getKey())));
    }

    private static Document updated(Document before, Document operators) {
        var after = Document.copyOf(before);
        operators.forEach((operator, fields) -> {
            if (!(fields instanceof Document changed)) {
                throw RejectedCommand.unknown("replacements");
            }
            changed.forEach((field, value) -> after.put(field, changed(operator, after.get(field), value)));
        });
        return after;
    }

    private Document delete() {
        int deleted = 0;
        for (var statement : command.list("deletes", RawDocument.class)) {
            var filter = statement.documentOrNull("q");
            if (filter == null) {
                throw RejectedCommand.unknown("a delete like " + statement);
            }
            var key = new DocumentKey(namespace, wantedId(filter));
            var before = documents.get(key);
            if (before != null) {
                apply(new Change(key, before, null));
                deleted++;
            }
        }
        return Document.of("n", deleted, "ok", 1.0);
    }

    private Document drop() {
        if (documents.has(namespace)) {
            apply(Change.drop(namespace));
        }
        return Document.of("ns", namespace, "ok", 1.0);
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

    static Object wantedId(RawDocument filter) {
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
