package dev.morelia.tools.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.MongoDatabase;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.tools.dump.DumpOptions.Existing;
import dev.morelia.tools.file.PartFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes databases to a folder, each collection to a file of its documents as they are stored and one of metadata. */
public final class DatabaseDump {
    private static final int BUFFER_BYTES = 1024 * 1024;

    private static final String CHECK = "check the names, and what the user may list";

    private final DumpOptions options;
    private final boolean gzip;
    private final DumpTotals totals;

    /** @param gzip whether files are compressed */
    public DatabaseDump(DumpOptions options, boolean gzip, DumpTotals totals) {
        this.options = options;
        this.gzip = gzip;
        this.totals = totals;
    }

    private record Item(MongoDatabase database, Metadata metadata, long expected) {}

    /** Writes what a file is to contain. */
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Dumps databases.
     *
     * @param prelude the folder for the file {@code prelude.json}
     * @param toolVersion what it says
     * @throws DumpException if files exist that are not to be replaced, or cannot be written
     */
    public void run(List<MongoDatabase> databases, Path prelude, String toolVersion) {
        var items = new ArrayList<Item>();
        for (MongoDatabase database : databases) {
            List<Item> found = items(database);
            if (found.isEmpty() && options.collections().isEmpty()) {
                throw new DumpException("the database " + database.name() + " has no collection: " + CHECK);
            }
            items.addAll(found);
        }
        if (items.isEmpty() && options.collections().isEmpty()) {
            throw new DumpException("there is no collection to dump: " + CHECK);
        }
        for (String wanted : options.collections()) {
            if (items.stream().noneMatch(item -> item.metadata().name().equals(wanted))) {
                throw new DumpException("there is no collection or view " + wanted + " to dump: " + CHECK);
            }
        }
        if (options.existing() == Existing.FAIL) {
            items.forEach(this::requireNew);
        }
        totals.expect(items.stream().mapToLong(Item::expected).sum(), 0);
        items.sort((a, b) -> Long.compare(b.expected(), a.expected()));
        Parallel.run(items.stream().map(item -> (Runnable) () -> dump(item)).toList(), options.parallelism());
        writePrelude(databases.getFirst(), prelude, toolVersion);
    }

    private List<Item> items(MongoDatabase database) {
        if (!FileNames.isFolder(database.name())) {
            throw new DumpException("the database " + database.name() + " has a name that no folder can have");
        }
        var items = new ArrayList<Item>();
        for (RawDocument listed :
                database.listCollections().as(RawDocument.class).toList()) {
            String name = listed.string("name");
            if (!FolderContent.isInternal(name) && options.includes(name)) {
                items.add(item(database, name, listed));
            }
        }
        return items;
    }

    private static Item item(MongoDatabase database, String name, RawDocument listed) {
        RawDocument created = listed.documentOrNull("options");
        RawDocument info = listed.documentOrNull("info");
        var metadata = new Metadata(
                created == null ? new Document() : created.toDocument(),
                List.of(),
                info == null ? null : hexadecimal(info.valueOrNull("uuid")),
                name,
                listed.stringOrNull("type"));
        long expected = metadata.isView()
                ? 0
                : database.collection(metadata.storedName()).estimatedDocumentCount();
        return new Item(database, metadata, expected);
    }

    private static @Nullable String hexadecimal(@Nullable Object uuid) {
        return switch (uuid) {
            case Binary binary -> HexFormat.of().formatHex(binary.bytes());
            case UUID known -> known.toString().replace("-", "");
            case null, default -> null;
        };
    }

    private Path file(Item item, String name, String ending, boolean compressed) {
        return options.folder()
                .resolve(item.database().name())
                .resolve(FileNames.of(name) + ending + (compressed ? FileNames.GZIP : ""));
    }

    private Path documentsFile(Item item) {
        return file(item, item.metadata().storedName(), FileNames.BSON, gzip);
    }

    private Path metadataFile(Item item) {
        return file(item, item.metadata().name(), FileNames.METADATA, gzip);
    }

    private void requireNew(Item item) {
        for (boolean compressed : new boolean[] {false, true}) {
            for (Path file : List.of(
                    file(item, item.metadata().storedName(), FileNames.BSON, compressed),
                    file(item, item.metadata().name(), FileNames.METADATA, compressed))) {
                if (Files.exists(file)) {
                    throw new DumpException(file + ": exists already; nothing was written. --resume continues an"
                            + " interrupted dump, --overwrite replaces it");
                }
            }
        }
    }

    private void dump(Item item) {
        if (options.existing() == Existing.RESUME && isComplete(item)) {
            count(documentsFile(item));
            totals.collection();
            return;
        }
        removeOtherForm(item);
        if (item.metadata().isView()) {
            writeMetadata(item, List.of());
            totals.view();
            return;
        }
        write(documentsFile(item), out -> writeDocuments(item, out));
        // Last, so that a collection with both files is complete.
        writeMetadata(
                item,
                item.database().collection(item.metadata().name()).listIndexes().toList());
        totals.collection();
    }

    private boolean isComplete(Item item) {
        Metadata written = FolderContent.metadataOrNull(
                metadataFile(item), FileNames.of(item.metadata().name()));
        String uuid = item.metadata().uuid();
        return written != null && uuid != null && uuid.equals(written.uuid()) && Files.exists(documentsFile(item));
    }

    private void count(Path documents) {
        try (var file = BsonFile.open(documents)) {
            for (RawDocument found = file.next(); found != null; found = file.next()) {
                totals.add(1, found.length());
            }
        }
    }

    /** Files of an earlier dump with the other choice of compression; a restore would not know which to use. */
    private void removeOtherForm(Item item) {
        delete(file(item, item.metadata().storedName(), FileNames.BSON, !gzip));
        delete(file(item, item.metadata().name(), FileNames.METADATA, !gzip));
        delete(metadataFile(item));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new DumpException(file + ": cannot be replaced: " + failure, failure);
        }
    }

    private void writeDocuments(Item item, OutputStream out) throws IOException {
        var stored = item.database().collection(item.metadata().storedName()).as(RawDocument.class);
        try (var cursor = stored.find().cursor()) {
            while (cursor.hasNext()) {
                byte[] document = cursor.next().toByteArray();
                out.write(document);
                totals.add(1, document.length);
            }
        }
    }

    private void writeMetadata(Item item, List<Document> indexes) {
        Metadata known = item.metadata();
        var complete = new Metadata(known.options(), indexes, known.uuid(), known.name(), known.type());
        write(metadataFile(item), out -> out.write(complete.toJson().getBytes(UTF_8)));
    }

    private void writePrelude(MongoDatabase database, Path prelude, String toolVersion) {
        var build = database.runCommand(new Document("buildInfo", 1));
        String content =
                "{\"ServerVersion\":\"" + build.string("version") + "\",\"ToolVersion\":\"" + toolVersion + "\"}";
        write(
                prelude.resolve("prelude.json" + (gzip ? FileNames.GZIP : "")),
                out -> out.write(content.getBytes(UTF_8)));
    }

    /** Writes to a file of another name first, so that one with the right name is complete. */
    private void write(Path file, Content content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var part = PartFile.create(file)) {
                try (OutputStream out = output(part.output())) {
                    content.writeTo(out);
                }
                part.complete();
            }
        } catch (IOException failure) {
            throw new DumpException(file + ": cannot be written: " + failure, failure);
        }
    }

    private OutputStream output(OutputStream part) throws IOException {
        return new BufferedOutputStream(gzip ? new GZIPOutputStream(part, BUFFER_BYTES) : part, BUFFER_BYTES);
    }
}
