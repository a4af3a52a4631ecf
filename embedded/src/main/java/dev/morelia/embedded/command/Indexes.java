package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.store.IndexDefinition;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.List;

/** The commands for indexes. */
final class Indexes {

    private final Storage storage;
    private final Cursors cursors;

    Indexes(Storage storage, Cursors cursors) {
        this.storage = storage;
        this.cursors = cursors;
    }

    List<Command> commands() {
        return List.of(
                Command.of(
                        "createIndexes", this::createIndexes, "indexes", "commitQuorum", "ignoreUnknownIndexOptions"),
                Command.of("listIndexes", this::listIndexes, "cursor"),
                Command.of("dropIndexes", this::dropIndexes, "index"));
    }

    private Document createIndexes(Request request) {
        var namespace = Writes.writable(request.namespace());
        var specifications = request.arguments().requiredDocuments("indexes");
        if (specifications.isEmpty()) {
            throw CommandFailure.badValue("Must specify at least one index to create");
        }
        if (request.arguments().has("commitQuorum")) {
            throw CommandFailure.badValue("Standalones can't specify commitQuorum");
        }
        var parsed = specifications.stream().map(IndexDefinition::parse).toList();
        boolean fresh = storage.collection(namespace) == null;
        var collection = storage.collectionOrCreate(namespace);
        int before = collection.definitions().size();
        for (var definition : parsed) {
            if (isNew(definition, collection)) {
                build(definition, collection);
            }
        }
        int after = collection.definitions().size();
        var reply = new Document("numIndexesBefore", before).append("numIndexesAfter", after);
        return before == after
                ? reply.append("note", "all indexes already exist")
                : reply.append("createdCollectionAutomatically", fresh);
    }

    private static boolean isNew(IndexDefinition wanted, EmbeddedCollection collection) {
        if (wanted.hasKey(IndexDefinition.PRIMARY.key())) {
            return false;
        }
        for (var present : collection.definitions()) {
            boolean sameName = present.name().equals(wanted.name());
            if (sameName && present.matches(wanted)) {
                return false;
            }
            if (sameName
                    && present.hasKey(wanted.key())
                    && present.isUnique() == wanted.isUnique()
                    && present.isSparse() == wanted.isSparse()) {
                throw new CommandFailure(
                        85,
                        "IndexOptionsConflict",
                        "An equivalent index already exists with the same name but different options. Requested index: "
                                + ShellText.of(wanted.specification()) + ", existing index: "
                                + ShellText.of(present.specification()));
            }
            if (sameName) {
                throw new CommandFailure(
                        86,
                        "IndexKeySpecsConflict",
                        "An existing index has the same name as the requested index. When index names are not "
                                + "specified, they are auto generated and can cause conflicts. Please refer to our "
                                + "documentation. "
                                + "Requested index: " + ShellText.of(wanted.specification()) + ", existing index: "
                                + ShellText.of(present.specification()));
            }
            if (present.hasKey(wanted.key()) && present.samePartialFilter(wanted)) {
                throw new CommandFailure(
                        85, "IndexOptionsConflict", "Index already exists with a different name: " + present.name());
            }
        }
        return true;
    }

    private static void build(IndexDefinition definition, EmbeddedCollection collection) {
        try {
            collection.addIndex(definition);
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    e.getCode(),
                    e.getCodeName(),
                    "Index build failed: Collection " + collection.getFullName() + " ( " + collection.getUuid()
                            + " ) :: caused by :: " + e.getMessageWithoutErrorCode(),
                    e.details());
        }
    }

    private Document listIndexes(Request request) {
        var namespace = request.namespace();
        var collection = storage.collection(namespace);
        if (collection == null) {
            throw CommandFailure.namespaceNotFound("ns does not exist: " + namespace);
        }
        var specifications = collection.definitions().stream()
                .map(IndexDefinition::specification)
                .toList();
        return cursors.open(namespace.toString(), specifications, request.arguments());
    }

    private Document dropIndexes(Request request) {
        var namespace = request.namespace();
        var collection = storage.collection(namespace);
        if (collection == null) {
            throw CommandFailure.namespaceNotFound("ns not found " + namespace);
        }
        int before = collection.definitions().size();
        var reply = new Document("nIndexesWas", before);
        var index = request.arguments().value("index");
        if ("*".equals(index)) {
            List.copyOf(collection.definitions()).stream()
                    .filter(definition -> !definition.isPrimary())
                    .forEach(collection::dropIndex);
            return reply.append("msg", "non-_id indexes dropped for collection");
        }
        List<IndexDefinition> found = new ArrayList<>();
        for (Object wanted : index instanceof List<?> list ? list : java.util.Collections.singletonList(index)) {
            found.add(toDrop(wanted, collection));
        }
        found.forEach(collection::dropIndex);
        return reply;
    }

    private static IndexDefinition toDrop(
            @org.jspecify.annotations.Nullable Object wanted, EmbeddedCollection collection) {
        if (!(wanted instanceof String) && !(wanted instanceof Document)) {
            throw CommandFailure.typeMismatch("BSON field 'dropIndexes.index' is the wrong type '"
                    + ShellText.typeName(wanted) + "', expected types '[string, array, object]'");
        }
        var definition = Hints.find(wanted, collection);
        if (definition == null) {
            throw new CommandFailure(
                    27,
                    "IndexNotFound",
                    wanted instanceof String
                            ? "index not found with name [" + wanted + "]"
                            : "can't find index with key: " + ShellText.of(wanted));
        }
        if (definition.isPrimary()) {
            throw CommandFailure.invalidOptions("cannot drop _id index");
        }
        return definition;
    }
}
