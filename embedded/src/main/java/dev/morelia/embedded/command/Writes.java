package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.query.Collations;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Variables;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.BackendCodec;
import dev.morelia.embedded.value.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands {@code insert}, {@code update} and {@code delete}, each a batch of statements with its write errors. */
final class Writes {

    static final int MAX_BATCH = 100_000;
    static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    private static final Set<String> UPDATE_FIELDS =
            Set.of("q", "u", "c", "upsert", "multi", "collation", "arrayFilters", "hint");

    private final Storage storage;

    Writes(Storage storage) {
        this.storage = storage;
    }

    List<Command> commands() {
        return List.of(
                Command.of("insert", this::insert, "documents", "ordered", "bypassDocumentValidation"),
                Command.of("update", this::update, "updates", "ordered", "bypassDocumentValidation", "let"),
                Command.of("delete", this::delete, "deletes", "ordered", "let"));
    }

    /** One statement of a batch, by its index. */
    @FunctionalInterface
    private interface Statement {
        void run(int index);
    }

    /** Runs the statements; failures become the write errors of the reply. */
    private static List<Document> runAll(Arguments command, int size, Statement statement) {
        if (size < 1 || size > MAX_BATCH) {
            throw new CommandFailure(
                    16,
                    "InvalidLength",
                    "Write batch sizes must be between 1 and " + MAX_BATCH + ". Got " + size + " operations.");
        }
        boolean ordered = command.flag("ordered", true);
        List<Document> errors = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            try {
                statement.run(i);
            } catch (RuntimeException e) {
                errors.add(ErrorReply.of(e).toWriteError(i));
                if (ordered) {
                    break;
                }
            }
        }
        return errors;
    }

    private static Document reply(int n, List<Document> errors) {
        var reply = new Document("n", n);
        if (!errors.isEmpty()) {
            reply.append("writeErrors", errors);
        }
        return reply;
    }

    private Document insert(Request request) {
        var namespace = writable(request.namespace());
        var documents = request.arguments().requiredDocuments("documents");
        int[] inserted = {0};
        var errors = runAll(request.arguments(), documents.size(), i -> {
            insert(namespace, documents.get(i));
            inserted[0]++;
        });
        return reply(inserted[0], errors);
    }

    private void insert(Namespace namespace, Document document) {
        int size = BackendCodec.size(document);
        if (size > MAX_DOCUMENT_BYTES) {
            throw new CommandFailure(
                    10334,
                    "BSONObjectTooLarge",
                    "object to insert too large. size in bytes: " + size + ", max size: " + MAX_DOCUMENT_BYTES);
        }
        storage.collectionOrCreate(namespace).insert(document);
    }

    static Namespace writable(Namespace namespace) {
        if (namespace.collection().startsWith("system.")) {
            throw CommandFailure.invalidNamespace("cannot write to '" + namespace + "'");
        }
        return namespace;
    }

    private Document update(Request request) {
        var namespace = writable(request.namespace());
        var statements = request.arguments().requiredDocuments("updates").stream()
                .map(statement -> new Arguments("update.updates", statement))
                .toList();
        statements.forEach(statement -> statement.checkKnown(UPDATE_FIELDS));
        var let = request.arguments().document("let");
        int[] matched = {0};
        int[] modified = {0};
        List<Document> upserted = new ArrayList<>();
        var errors = runAll(request.arguments(), statements.size(), i -> {
            var outcome = update(namespace, statements.get(i), let);
            matched[0] += outcome.matched;
            modified[0] += outcome.modified;
            if (outcome.upserted != null) {
                upserted.add(new Document("index", i).append("_id", outcome.upserted.get("_id")));
            }
        });
        var reply = reply(matched[0] + upserted.size(), errors);
        if (!upserted.isEmpty()) {
            reply.append("upserted", upserted);
        }
        return reply.append("nModified", modified[0]);
    }

    private record Outcome(
            int matched, int modified, @Nullable Document upserted) {}

    private Outcome update(Namespace namespace, Arguments statement, Document let) {
        Collations.requireSimple(statement.value("collation"), "update");
        var filter = Filter.prepare(statement.document("q"), let);
        var variables = Variables.evaluate(statement.has("c") ? statement.document("c") : let);
        var updates = new Updates(filter, statement.value("u"), statement.documents("arrayFilters"), variables);
        boolean multi = statement.flag("multi", false);
        if (multi && updates.isReplacement()) {
            throw CommandFailure.failedToParse("multi update is not supported for replacement-style update");
        }
        var collection = storage.collection(namespace);
        Hints.order(statement.value("hint"), namespace, collection);
        var targets = collection == null ? List.<Document>of() : collection.find(filter, null, 0, multi ? 0 : 1);
        if (collection == null || targets.isEmpty()) {
            return statement.flag("upsert", false)
                    ? new Outcome(0, 0, updates.upsert(storage.collectionOrCreate(namespace)))
                    : new Outcome(0, 0, null);
        }
        int modified = 0;
        for (var target : targets) {
            var before = updates.apply(collection, target);
            modified += before.equals(target) ? 0 : 1;
        }
        return new Outcome(targets.size(), modified, null);
    }

    private Document delete(Request request) {
        var namespace = writable(request.namespace());
        var statements = request.arguments().requiredDocuments("deletes").stream()
                .map(statement -> new Arguments("delete.deletes", statement))
                .toList();
        for (var statement : statements) {
            statement.checkKnown(Set.of("q", "limit", "collation", "hint"));
            long limit = statement.integer("limit", -1);
            if (limit != 0 && limit != 1) {
                throw CommandFailure.failedToParse("The limit field in delete objects must be 0 or 1. Got " + limit);
            }
        }
        var let = request.arguments().document("let");
        int[] deleted = {0};
        var errors = runAll(
                request.arguments(), statements.size(), i -> deleted[0] += delete(namespace, statements.get(i), let));
        return reply(deleted[0], errors);
    }

    private int delete(Namespace namespace, Arguments statement, Document let) {
        Collations.requireSimple(statement.value("collation"), "delete");
        var filter = Filter.prepare(statement.document("q"), let);
        var collection = storage.collection(namespace);
        Hints.order(statement.value("hint"), namespace, collection);
        if (collection == null) {
            return 0;
        }
        var targets = collection.find(filter, null, 0, statement.nonNegative("limit", 0));
        targets.forEach(collection::removeDocument);
        return targets.size();
    }
}
