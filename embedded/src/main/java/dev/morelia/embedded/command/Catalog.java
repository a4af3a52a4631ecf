package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.morelia.embedded.query.Collations;
import dev.morelia.embedded.query.Filter;
import dev.morelia.embedded.query.Matcher;
import dev.morelia.embedded.store.EmbeddedCollection;
import dev.morelia.embedded.store.IndexDefinition;
import dev.morelia.embedded.store.Namespace;
import dev.morelia.embedded.store.Storage;
import dev.morelia.embedded.value.BackendCodec;
import dev.morelia.embedded.value.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The commands for databases and collections. */
final class Catalog {

    private static final Set<String> SILENT_CREATE_OPTIONS =
            Set.of("create", "autoIndexId", "idIndex", "flags", "storageEngine", "indexOptionDefaults");

    private static final Set<String> REFUSED_CREATE_OPTIONS = Set.of(
            "capped",
            "size",
            "max",
            "timeseries",
            "expireAfterSeconds",
            "clusteredIndex",
            "changeStreamPreAndPostImages",
            "viewOn",
            "pipeline",
            "validator",
            "validationLevel",
            "validationAction",
            "encryptedFields",
            "recordPreImages",
            "temp");

    private final Storage storage;
    private final Cursors cursors;

    Catalog(Storage storage, Cursors cursors) {
        this.storage = storage;
        this.cursors = cursors;
    }

    List<Command> commands() {
        var createOptions = new ArrayList<>(SILENT_CREATE_OPTIONS);
        createOptions.addAll(REFUSED_CREATE_OPTIONS);
        createOptions.add("collation");
        return List.of(
                Command.of("create", this::create, createOptions.toArray(String[]::new)),
                Command.of("drop", this::drop),
                Command.of("dropDatabase", this::dropDatabase),
                Command.of("renameCollection", this::renameCollection, "to", "dropTarget", "stayTemp"),
                Command.of(
                        "listCollections",
                        this::listCollections,
                        "cursor",
                        "filter",
                        "nameOnly",
                        "authorizedCollections"),
                Command.of("listDatabases", this::listDatabases, "filter", "nameOnly", "authorizedDatabases"),
                Command.of("collStats", this::collStats, "scale"),
                Command.of("dbStats", this::dbStats, "scale", "freeStorage"),
                Command.of("validate", this::validate, "full", "repair", "metadata"));
    }

    private Document create(Request request) {
        var arguments = request.arguments();
        var namespace = Writes.writable(request.namespace());
        Collations.requireSimple(arguments.value("collation"), "create");
        var options = new Document();
        arguments.body().forEach((option, value) -> {
            boolean meant = !(value instanceof Boolean bool) || bool;
            if (REFUSED_CREATE_OPTIONS.contains(option) && meant) {
                throw CommandFailure.unsupported("option '" + option + "' of create");
            }
        });
        storage.database(namespace.database()).create(namespace.collection(), options);
        return new Document();
    }

    private Document drop(Request request) {
        var namespace = request.namespace();
        var collection = storage.collection(namespace);
        if (collection == null) {
            throw CommandFailure.namespaceNotFound("ns not found");
        }
        storage.database(namespace.database()).dropCollection(namespace.collection(), NoopOplog.get());
        return new Document("nIndexesWas", collection.definitions().size()).append("ns", namespace.toString());
    }

    private Document dropDatabase(Request request) {
        storage.drop(request.database());
        return new Document();
    }

    private Document renameCollection(Request request) {
        request.requireAdmin();
        var from = Namespace.parse(request.arguments().string("renameCollection"));
        var to = Writes.writable(Namespace.parse(request.arguments().string("to")));
        var collection = storage.collection(from);
        if (collection == null) {
            throw CommandFailure.namespaceNotFound("Source collection " + from + " does not exist");
        }
        if (from.equals(to)) {
            throw new CommandFailure(20, "IllegalOperation", "Can't rename a collection to itself");
        }
        if (storage.collection(to) != null && !request.arguments().flag("dropTarget", false)) {
            throw new CommandFailure(48, "NamespaceExists", "target namespace exists");
        }
        storage.database(from.database()).unregisterCollection(from.collection());
        storage.database(to.database()).adopt(collection, to.collection());
        return new Document();
    }

    private Document listCollections(Request request) {
        var arguments = request.arguments();
        var filter = Filter.prepare(arguments.document("filter"), new Document());
        boolean nameOnly = arguments.flag("nameOnly", false);
        List<Document> collections = new ArrayList<>();
        for (var collection : storage.database(request.database()).collections().values()) {
            var description = describe(collection);
            if (Matcher.matches(description, filter)) {
                collections.add(
                        nameOnly
                                ? new Document("name", collection.getCollectionName()).append("type", "collection")
                                : description);
            }
        }
        return cursors.open(request.database() + ".$cmd.listCollections", collections, arguments);
    }

    private static Document describe(EmbeddedCollection collection) {
        return new Document("name", collection.getCollectionName())
                .append("type", "collection")
                .append("options", collection.createOptions())
                .append("info", new Document("readOnly", false).append("uuid", collection.uuid()))
                .append("idIndex", IndexDefinition.PRIMARY.specification());
    }

    private Document listDatabases(Request request) {
        request.requireAdmin();
        var filter = Filter.prepare(request.arguments().document("filter"), new Document());
        boolean nameOnly = request.arguments().flag("nameOnly", false);
        List<Document> databases = new ArrayList<>();
        long total = 0;
        for (var database : storage.databases().values()) {
            if (database.isEmpty()) {
                continue;
            }
            long bytes = nameOnly
                    ? 0
                    : database.collections().values().stream()
                            .mapToLong(Catalog::dataBytes)
                            .sum();
            var description = new Document("name", database.getDatabaseName())
                    .append("sizeOnDisk", bytes)
                    .append("empty", false);
            if (Matcher.matches(description, filter)) {
                databases.add(nameOnly ? new Document("name", database.getDatabaseName()) : description);
                total += bytes;
            }
        }
        var reply = new Document("databases", databases);
        return nameOnly ? reply : reply.append("totalSize", total).append("totalSizeMb", total >> 20);
    }

    private static long dataBytes(EmbeddedCollection collection) {
        return collection.all().stream().mapToLong(BackendCodec::size).sum();
    }

    private Document collStats(Request request) {
        var namespace = request.namespace();
        var collection = storage.collection(namespace);
        long scale = Math.max(1, request.arguments().integer("scale", 1));
        int count = collection == null ? 0 : collection.count();
        long bytes = collection == null ? 0 : dataBytes(collection);
        var indexSizes = new Document();
        if (collection != null) {
            collection.definitions().forEach(definition -> indexSizes.put(definition.name(), 0));
        }
        var stats = new Document("ns", namespace.toString())
                .append("size", bytes / scale)
                .append("count", count);
        if (count > 0) {
            stats.append("avgObjSize", (int) (bytes / count));
        }
        return stats.append("storageSize", bytes / scale)
                .append("capped", false)
                .append("nindexes", indexSizes.size())
                .append("totalIndexSize", 0)
                .append("totalSize", bytes / scale)
                .append("indexSizes", indexSizes)
                .append("scaleFactor", (int) scale);
    }

    private Document dbStats(Request request) {
        var collections = storage.database(request.database()).collections().values();
        double scale = Math.max(1, request.arguments().integer("scale", 1));
        long objects = collections.stream().mapToLong(EmbeddedCollection::count).sum();
        double bytes = collections.stream().mapToLong(Catalog::dataBytes).sum();
        int indexes = collections.stream()
                .mapToInt(collection -> collection.definitions().size())
                .sum();
        return new Document("db", request.database())
                .append("collections", collections.size())
                .append("views", 0)
                .append("objects", objects)
                .append("avgObjSize", objects == 0 ? 0.0 : bytes / objects)
                .append("dataSize", bytes / scale)
                .append("storageSize", bytes / scale)
                .append("indexes", indexes)
                .append("indexSize", 0.0)
                .append("totalSize", bytes / scale)
                .append("scaleFactor", scale);
    }

    private Document validate(Request request) {
        var namespace = request.namespace();
        var collection = storage.collection(namespace);
        if (collection == null) {
            throw CommandFailure.namespaceNotFound("Collection '" + namespace + "' does not exist to validate.");
        }
        return new Document("ns", namespace.toString())
                .append("nrecords", collection.count())
                .append("nIndexes", collection.definitions().size())
                .append("valid", true)
                .append("errors", List.of());
    }
}
