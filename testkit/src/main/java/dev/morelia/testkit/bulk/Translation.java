package dev.morelia.testkit.bulk;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code bulkWrite} command as the older commands that do the same: neighbouring inserts of one collection
 * together, each update and each delete by itself. In a retryable write they share the transaction number, and each
 * write has its statement number, so that the server recognizes those that are sent again.
 */
final class Translation {
    /** What every one of the older commands gets as well. */
    private static final Set<String> SHARED = Set.of(
            "lsid",
            "txnNumber",
            "autocommit",
            "$clusterTime",
            "apiVersion",
            "apiStrict",
            "apiDeprecationErrors",
            "comment",
            "maxTimeMS");

    private static final Set<String> UPDATE_FIELDS = Set.of("multi", "upsert", "arrayFilters", "hint", "collation");

    /** The errors of as many inserts fit into one reply. */
    private static final int MAXIMUM_INSERTS = 10_000;

    private final Document command;
    private final List<RawDocument> operations;
    private final List<RawDocument> namespaces;
    private final Server server;
    private final boolean ordered;
    private final boolean errorsOnly;
    private final List<RawDocument> results = new ArrayList<>();
    private final Document counts = new Document("nErrors", 0)
            .append("nInserted", 0)
            .append("nMatched", 0)
            .append("nModified", 0)
            .append("nUpserted", 0)
            .append("nDeleted", 0);
    private boolean begun;
    private Document last = new Document();
    private @Nullable Document writeConcernError;

    /** Executes one command. */
    interface Server {
        Document execute(String database, Document command, List<RawDocument> inserts) throws IOException;
    }

    Translation(Document command, List<RawDocument> operations, List<RawDocument> namespaces, Server server) {
        this.command = command;
        this.operations = operations;
        this.namespaces = namespaces;
        this.server = server;
        this.ordered = command.bool("ordered", true);
        this.errorsOnly = command.bool("errorsOnly", false);
    }

    /** Executes the writes; returns the reply, whose cursor comes from these. */
    Document reply(ResultCursors cursors) throws IOException {
        for (int at = 0; at < operations.size() && !(ordered && counts.int32("nErrors") > 0); ) {
            int end = end(at);
            last = execute(at, end);
            if (last.get("ok") instanceof Number ok && ok.intValue() != 1) {
                return last;
            }
            if (last.get("writeConcernError") instanceof Document error) {
                writeConcernError = error;
            }
            at = end;
        }
        var reply = new Document("ok", 1.0).append("cursor", cursors.open(results));
        reply.putAll(counts);
        if (writeConcernError != null) {
            reply.append("writeConcernError", writeConcernError);
        }
        for (var name : List.of("$clusterTime", "operationTime", "recoveryToken", "electionId", "opTime")) {
            if (last.containsKey(name)) {
                reply.append(name, last.get(name));
            }
        }
        return reply;
    }

    /** The end of the operations that share one command. */
    private int end(int from) {
        int end = from + 1;
        var first = operations.get(from);
        if (first.has("insert")) {
            while (end < Math.min(operations.size(), from + MAXIMUM_INSERTS)
                    && operations.get(end).has("insert")
                    && operations.get(end).int32("insert", 0) == first.int32("insert", 0)) {
                end++;
            }
        }
        return end;
    }

    private Document execute(int from, int end) throws IOException {
        var operation = operations.get(from);
        var kind = kind(operation);
        var namespace = namespaces.get(operation.int32(kind, 0)).string("ns");
        var database = namespace.substring(0, namespace.indexOf('.'));
        var collection = namespace.substring(namespace.indexOf('.') + 1);
        if (kind.equals("insert")) {
            var documents = operations.subList(from, end).stream()
                    .map(each -> each.document("document"))
                    .toList();
            var reply = server.execute(database, sent(new Document("insert", collection), from, end), documents);
            noteInserts(reply, from, end);
            return reply;
        }
        var fields = operation.toDocument();
        if (fields.containsKey("sort")) {
            return executeSorted(database, collection, fields, from);
        }
        boolean update = kind.equals("update");
        var statement = update
                ? statement(Document.of("q", fields.get("filter"), "u", fields.get("updateMods")), fields)
                : statement(
                        Document.of("q", fields.get("filter"), "limit", fields.bool("multi", false) ? 0 : 1), fields);
        var sent = sent(new Document(kind, collection), from, end).append(kind + "s", List.of(statement));
        var reply = server.execute(database, sent, List.of());
        noteOne(reply, update, from);
        return reply;
    }

    private static String kind(RawDocument operation) {
        return operation.has("insert") ? "insert" : operation.has("update") ? "update" : "delete";
    }

    private static Document statement(Document statement, Document fields) {
        boolean update = statement.containsKey("u");
        fields.forEach((name, value) -> {
            if (UPDATE_FIELDS.contains(name) && (update || !name.equals("multi"))) {
                statement.append(name, value);
            }
        });
        return statement;
    }

    /** Servers before 8.0 update the first document by an order with findAndModify only. */
    private Document executeSorted(String database, String collection, Document fields, int at) throws IOException {
        var sent = new Document("findAndModify", collection)
                .append("query", fields.get("filter"))
                .append("update", fields.get("updateMods"))
                .append("sort", fields.get("sort"))
                .append("fields", new Document("_id", 1));
        fields.forEach((name, value) -> {
            if (UPDATE_FIELDS.contains(name) && !name.equals("multi")) {
                sent.append(name, value);
            }
        });
        var reply = server.execute(database, sent(sent, at, at + 1), List.of());
        if (reply.get("lastErrorObject") instanceof Document done) {
            var same = new Document("ok", 1.0).append("n", done.int32("n", 0)).append("nModified", done.int32("n", 0));
            same.append("$clusterTime", reply.get("$clusterTime"));
            noteOne(same, true, at);
        }
        return reply;
    }

    private Document sent(Document older, int from, int end) {
        command.forEach((name, value) -> {
            if (SHARED.contains(name)) {
                older.append(name, value);
            }
        });
        var kind = older.firstEntry().getKey();
        if (!kind.equals("findAndModify")) {
            older.append("ordered", ordered);
        }
        if (command.containsKey("let") && !kind.equals("insert")) {
            older.append("let", command.get("let"));
        }
        if (command.containsKey("bypassDocumentValidation") && !kind.equals("delete")) {
            older.append("bypassDocumentValidation", command.get("bypassDocumentValidation"));
        }
        if (command.get("writeConcern") instanceof Document concern
                && !Integer.valueOf(0).equals(concern.get("w"))) {
            older.append("writeConcern", concern);
        }
        if (command.containsKey("startTransaction") && !begun) {
            older.append("startTransaction", true);
        }
        begun = true;
        if (command.containsKey("txnNumber") && !command.containsKey("autocommit")) {
            var numbers = new ArrayList<Integer>();
            for (int at = from; at < end; at++) {
                numbers.add(at);
            }
            if (kind.equals("findAndModify")) {
                older.append("stmtId", from);
            } else {
                older.append("stmtIds", numbers);
            }
        }
        return older;
    }

    private void noteInserts(Document reply, int from, int end) {
        var failed = new HashMap<Integer, Document>();
        if (reply.get("writeErrors") instanceof List<?> errors) {
            errors.forEach(each -> failed.put(((Document) each).int32("index"), (Document) each));
        }
        add("nInserted", reply.int32("n", 0));
        for (int at = from; at < end; at++) {
            var error = failed.get(at - from);
            if (error != null) {
                addError(error, at);
                if (ordered) {
                    return;
                }
            } else if (!errorsOnly && reply.containsKey("n")) {
                results.add(RawDocument.encode(
                        new Document("ok", 1.0).append("idx", at).append("n", 1)));
            }
        }
    }

    private void noteOne(Document reply, boolean update, int at) {
        if (reply.get("writeErrors") instanceof List<?> errors) {
            addError((Document) errors.getFirst(), at);
            return;
        }
        if (!reply.containsKey("n")) {
            return;
        }
        int count = reply.int32("n");
        var result = new Document("ok", 1.0).append("idx", at).append("n", count);
        if (update) {
            boolean upserted = reply.get("upserted") instanceof List<?>;
            add(upserted ? "nUpserted" : "nMatched", count);
            add("nModified", reply.int32("nModified", 0));
            result.append("nModified", reply.int32("nModified", 0));
            if (reply.get("upserted") instanceof List<?> all) {
                result.append("upserted", new Document("_id", ((Document) all.getFirst()).get("_id")));
            }
        } else {
            add("nDeleted", count);
        }
        if (!errorsOnly) {
            results.add(RawDocument.encode(result));
        }
    }

    private void addError(Document error, int at) {
        add("nErrors", 1);
        var result = new Document("ok", 0.0).append("idx", at);
        error.forEach((name, value) -> {
            if (!name.equals("index")) {
                result.append(name, value);
            }
        });
        results.add(RawDocument.encode(result.append("n", 0)));
    }

    private void add(String count, int value) {
        counts.put(count, counts.int32(count) + value);
    }
}
