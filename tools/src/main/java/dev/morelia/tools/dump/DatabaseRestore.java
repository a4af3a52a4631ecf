package dev.morelia.tools.dump;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.tools.dump.DumpOptions.Existing;
import dev.morelia.tools.dump.FolderContent.DumpedCollection;
import dev.morelia.tools.format.Quantity;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Restores what a folder has: collections with their options, documents in the order of the file, indexes, views. */
public final class DatabaseRestore {
    /** Options of earlier servers that later ones reject, and what only the server itself may set. */
    private static final Set<String> OBSOLETE = Set.of("autoIndexId", "recordIdsReplicated");

    private final MongoClient client;
    private final DumpOptions options;
    private final DumpTotals totals;
    private final boolean preserveUuids;
    private final Map<String, Target> targets = new HashMap<>();

    /** @param preserveUuids whether collections get the UUIDs that they had, which servers allow administrators */
    public DatabaseRestore(MongoClient client, DumpOptions options, DumpTotals totals, boolean preserveUuids) {
        this.client = client;
        this.options = options;
        this.totals = totals;
        this.preserveUuids = preserveUuids;
    }

    /** A database to restore to, with what is there already. */
    private record Target(MongoDatabase database, Set<String> existing, RestoreState state) {}

    /**
     * Restores the folder.
     *
     * @param databases those to restore; empty for all
     * @param to the database to restore the only one to; null for its own name
     * @param notes is told of files that are left out
     * @throws DumpException if the folder is no dump, a file of it is damaged, or collections exist already
     */
    public void run(Set<String> databases, @Nullable String to, Consumer<String> notes) {
        List<DumpedCollection> found = FolderContent.read(options.folder(), databases, to, notes).stream()
                .filter(collection -> options.includes(collection.metadata().name()))
                .sorted((a, b) -> Long.compare(b.size(), a.size()))
                .toList();
        for (String wanted : options.collections()) {
            if (found.stream()
                    .noneMatch(collection -> collection.metadata().name().equals(wanted))) {
                throw new DumpException(options.folder() + ": has no collection " + wanted + "; nothing was written");
            }
        }
        if (found.isEmpty()) {
            throw new DumpException(options.folder() + ": has no collection to restore; nothing was written."
                    + " It must be the folder of a dump, or that of one of its databases; check --db and --collection");
        }
        found.forEach(collection -> targets.computeIfAbsent(collection.database(), this::target));
        prepare(found);
        boolean sizesKnown = found.stream().noneMatch(DumpedCollection::isCompressed);
        totals.expect(
                0, sizesKnown ? found.stream().mapToLong(DumpedCollection::size).sum() : 0);
        var tasks = new ArrayList<Runnable>();
        for (DumpedCollection collection : found) {
            if (!collection.metadata().isView()) {
                tasks.add(() -> restore(collection, notes));
            }
        }
        Parallel.run(tasks, options.parallelism());
        found.stream().filter(collection -> collection.metadata().isView()).forEach(this::createView);
        targets.values().forEach(target -> target.state().end());
    }

    private Target target(String name) {
        MongoDatabase database = client.database(name);
        return new Target(database, new HashSet<>(database.listCollectionNames()), RestoreState.read(database));
    }

    private Target target(DumpedCollection collection) {
        return Objects.requireNonNull(targets.get(collection.database()));
    }

    /** Drops what is in the way, or fails. */
    private void prepare(List<DumpedCollection> found) {
        var conflicts = new ArrayList<String>();
        for (DumpedCollection collection : found) {
            Target target = target(collection);
            String name = collection.metadata().name();
            boolean ours =
                    options.existing() == Existing.RESUME && target.state().isBegun(name);
            if (target.existing().contains(name) && !ours) {
                conflicts.add(collection.database() + "." + name);
            }
        }
        if (options.existing() == Existing.RESUME) {
            requireSame(found);
        }
        if (options.existing() == Existing.REPLACE) {
            for (DumpedCollection collection : found) {
                drop(target(collection), collection.metadata().name());
            }
            targets.replaceAll((name, target) -> {
                target.state().end();
                return target(name);
            });
        } else if (!conflicts.isEmpty()) {
            throw new DumpException("these collections exist already: " + String.join(", ", conflicts)
                    + "; nothing was written. --drop replaces them, --resume continues an interrupted restore");
        } else if (options.existing() == Existing.FAIL
                && targets.values().stream().anyMatch(target -> !target.state().isEmpty())) {
            throw new DumpException("there is an interrupted restore; nothing was written. --resume continues it,"
                    + " --drop begins anew");
        }
    }

    /** What an interrupted restore has begun with must be what it is resumed with. */
    private void requireSame(List<DumpedCollection> found) {
        var others = new TreeSet<String>();
        targets.forEach((name, target) ->
                target.state().collections().forEach(collection -> others.add(name + "." + collection)));
        for (DumpedCollection collection : found) {
            Metadata metadata = collection.metadata();
            others.remove(collection.database() + "." + metadata.name());
            if (target(collection).state().isOfAnother(metadata)) {
                throw new DumpException("the interrupted restore was of another dump: the collection " + metadata.name()
                        + " is not the same; nothing was written. --drop begins anew");
            }
        }
        if (!others.isEmpty()) {
            throw new DumpException("the interrupted restore was also of " + String.join(", ", others)
                    + "; nothing was written. Resume it with the same arguments, or --drop begins anew");
        }
    }

    private static void drop(Target target, String name) {
        if (target.existing().contains(name)) {
            target.database().collection(name).drop();
        }
    }

    private void restore(DumpedCollection collection, Consumer<String> notes) {
        Target target = target(collection);
        Metadata metadata = collection.metadata();
        RestoreState state = target.state();
        if (state.isComplete(metadata.name())) {
            totals.add(state.documents(metadata.name()), state.offset(metadata.name()));
            totals.collection();
            return;
        }
        boolean exists = target.existing().contains(metadata.name());
        // The order of a capped collection is that of its inserts, so it is begun anew.
        boolean continued = exists && !metadata.options().containsKey("capped");
        if (!continued) {
            drop(target, metadata.name());
            state.begin(metadata);
            create(target.database(), metadata);
        }
        if (collection.documents() != null) {
            long twice = new DocumentsRestore(target.database(), metadata, state, totals)
                    .restore(collection.documents(), continued);
            if (twice > 0) {
                notes.accept(collection.documents() + ": " + Quantity.of(twice, "document")
                        + " with the _id of one before: left out");
            }
        }
        createIndexes(target.database(), metadata);
        state.complete(metadata.name());
        totals.collection();
    }

    private void createView(DumpedCollection collection) {
        Target target = target(collection);
        drop(target, collection.metadata().name());
        target.state().begin(collection.metadata());
        create(target.database(), collection.metadata());
        totals.view();
    }

    private void create(MongoDatabase database, Metadata metadata) {
        Document fields = new Document(metadata.options());
        OBSOLETE.forEach(fields::remove);
        if (preserveUuids && metadata.uuid() != null) {
            createWithUuid(database, metadata, fields);
            return;
        }
        var creation = new CreateCollectionOptions();
        for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
            creation = creation.field(field.getKey(), field.getValue());
        }
        database.createCollection(metadata.name(), creation);
    }

    private void createWithUuid(MongoDatabase database, Metadata metadata, Document fields) {
        Document create = new Document("create", metadata.name());
        create.putAll(fields);
        metadata.indexes().stream()
                .filter(index -> "_id_".equals(index.get("name")) && !index.containsKey("clustered"))
                .findFirst()
                .ifPresent(index -> create.append("idIndex", index));
        var operation = new Document("op", "c")
                .append("ns", database.name() + ".$cmd")
                .append("ui", uuid(metadata))
                .append("o", create);
        client.database("admin").runCommand(new Document("applyOps", List.of(operation)));
    }

    private static UUID uuid(Metadata metadata) {
        try {
            var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(String.valueOf(metadata.uuid())));
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (IllegalArgumentException | BufferUnderflowException malformed) {
            throw new DumpException(
                    "the metadata of " + metadata.name() + " have a malformed uuid: " + metadata.uuid(), malformed);
        }
    }

    private static void createIndexes(MongoDatabase database, Metadata metadata) {
        List<Document> indexes = metadata.indexes().stream()
                .filter(index -> !isOfId(index))
                .map(index -> specification(metadata, index))
                .toList();
        if (!indexes.isEmpty()) {
            database.runCommand(new Document("createIndexes", metadata.name()).append("indexes", indexes));
        }
    }

    private static boolean isOfId(Document index) {
        Document key = index.document("key");
        return index.containsKey("clustered")
                || (key.size() == 1 && key.get("_id") instanceof Number direction && direction.intValue() == 1);
    }

    /** An index without collation would get that of its collection. */
    private static Document specification(Metadata metadata, Document index) {
        Document specification = new Document(index);
        specification.remove("ns");
        return metadata.options().containsKey("collation") && !index.containsKey("collation")
                ? specification.append("collation", new Document("locale", "simple"))
                : specification;
    }
}
