package dev.morelia.tools.dump;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.settings.Namespace;
import dev.morelia.tools.format.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Finds out what a folder with a dump has in it. Nothing is sent to a server before all of it is understood. */
final class FolderContent {
    static final String BUCKETS = "system.buckets.";

    private static final Set<String> INTERNAL = Set.of("admin", "config", "local");
    /** Fields of the command {@code create} that are no options of the collection. */
    private static final Set<String> NO_OPTIONS =
            Set.of("create", "lsid", "txnNumber", "writeConcern", "readConcern", "apiVersion");

    private static final String PRELUDE = "prelude.json";

    private final Consumer<String> notes;
    private final List<DumpedCollection> collections = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * A collection or view in the folder.
     *
     * @param database the database that it is restored to
     * @param metadata its options and indexes
     * @param documents the file with its documents; null for a view, or if there is none
     */
    record DumpedCollection(
            String database, Metadata metadata, @Nullable Path documents) {
        long size() {
            try {
                return documents == null ? 0 : Files.size(documents);
            } catch (IOException failure) {
                throw new DumpException(documents + ": " + failure, failure);
            }
        }

        boolean isCompressed() {
            return documents != null && documents.toString().endsWith(FileNames.GZIP);
        }
    }

    private FolderContent(Consumer<String> notes) {
        this.notes = notes;
    }

    /**
     * Reads what a folder has.
     *
     * @param wanted the databases; empty for all
     * @param to the database that the only one in the folder is restored to; null for its own name
     * @param notes is told what is left out
     */
    static List<DumpedCollection> read(Path folder, Set<String> wanted, @Nullable String to, Consumer<String> notes) {
        if (to != null && INTERNAL.contains(to)) {
            throw new DumpException("--to must not be a database of the server itself: " + to);
        }
        var content = new FolderContent(notes);
        var databases = new ArrayList<Path>();
        boolean isDatabase = false;
        for (Path entry : entries(folder)) {
            if (Files.isDirectory(entry)) {
                databases.add(entry);
            } else {
                isDatabase |= isOfCollection(entry);
            }
        }
        if (isDatabase) {
            if (to == null && content.isInternalDatabase(folder.toAbsolutePath().normalize())) {
                return List.of();
            }
            content.add(folder, to == null ? name(folder.toAbsolutePath().normalize()) : to);
            return content.collections;
        }
        for (String database : wanted) {
            if (databases.stream().noneMatch(entry -> name(entry).equals(database))) {
                throw new DumpException(folder + ": has no database " + database + "; nothing was written");
            }
        }
        databases.removeIf(database -> !wanted.isEmpty() && !wanted.contains(name(database)));
        databases.removeIf(content::isInternalDatabase);
        if (to != null && databases.size() != 1) {
            throw new DumpException(folder + ": has " + Quantity.of(databases.size(), "database")
                    + ", but only one can be restored to the database " + to);
        }
        databases.forEach(database -> content.add(database, to == null ? name(database) : to));
        return content.collections;
    }

    private static boolean isOfCollection(Path file) {
        return base(file) != null && !name(file).startsWith("oplog.bson");
    }

    private boolean isInternalDatabase(Path database) {
        boolean internal = INTERNAL.contains(name(database));
        if (internal) {
            notes.accept(database + ": is of the server itself and not restored");
        }
        return internal;
    }

    /** Collections of the server itself, and those that say how far a copy or restore has come. */
    static boolean isInternal(String collection) {
        boolean ofServer =
                collection.startsWith("$") || (collection.startsWith("system.") && !collection.equals("system.js"));
        return ofServer || collection.equals("morelia.copy") || collection.equals(RestoreState.NAME);
    }

    private static List<Path> entries(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException failure) {
            String problem = switch (failure) {
                case NoSuchFileException missing -> "no such folder";
                case NotDirectoryException file -> "is a file, not the folder of a dump";
                default -> "is no folder with a dump: " + failure;
            };
            throw new DumpException(folder + ": " + problem, failure);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** The name of the file without its ending; null if it is of no collection. */
    private static @Nullable String base(Path file) {
        String name = name(file);
        String stored = name.endsWith(FileNames.GZIP) ? name.substring(0, name.length() - 3) : name;
        for (String ending : List.of(FileNames.METADATA, FileNames.BSON)) {
            if (stored.endsWith(ending)) {
                return stored.substring(0, stored.length() - ending.length());
            }
        }
        return null;
    }

    private void add(Path folder, String database) {
        var documents = new TreeMap<String, Path>();
        var metadata = new TreeMap<String, Path>();
        for (Path file : entries(folder)) {
            String base = base(file);
            if (base == null || Files.isDirectory(file)) {
                if (!name(file).startsWith(PRELUDE)) {
                    notes.accept(file + ": is no file of a dump, and left out");
                }
                continue;
            }
            boolean isMetadata = name(file).substring(base.length()).startsWith(FileNames.METADATA);
            Path other = (isMetadata ? metadata : documents).put(base, file);
            if (other != null) {
                throw new DumpException(folder + ": has both " + name(other) + " and " + name(file)
                        + ": remove the one that is not of this dump");
            }
        }
        var used = new HashSet<String>();
        metadata.forEach((base, file) -> {
            Metadata read = metadata(file, base);
            String stored = FileNames.of(read.storedName());
            used.add(stored);
            Path found = documents.get(stored);
            if (found == null && !read.isView()) {
                notes.accept(
                        file + ": the file " + stored + FileNames.BSON + " is missing: restored without documents");
            }
            add(file, new DumpedCollection(database, read, found));
        });
        documents.keySet().removeAll(used);
        documents.forEach((base, file) -> add(file, withoutMetadata(database, base, file)));
    }

    private DumpedCollection withoutMetadata(String database, String base, Path file) {
        // A shortened name may end within an escaped byte.
        String name = FileNames.isShortened(base) ? "" : collection(base, file);
        if (name.isEmpty() || name.startsWith(BUCKETS)) {
            throw new DumpException(file + ": the file " + FileNames.METADATA + " of this collection is missing");
        }
        if (!isInternal(name)) {
            notes.accept(file + ": the file " + base + FileNames.METADATA
                    + " is missing: restored without options and indexes");
        }
        return new DumpedCollection(database, Metadata.none(name), file);
    }

    private void add(Path file, DumpedCollection collection) {
        String name = collection.metadata().name();
        if (isInternal(name)) {
            notes.accept(file + ": is of the server itself, or of a command, and not restored");
            return;
        }
        try {
            var unused = new Namespace(collection.database(), name);
        } catch (IllegalArgumentException malformed) {
            throw new DumpException(file + ": " + malformed.getMessage(), malformed);
        }
        if (!names.add(collection.database() + "." + name)) {
            throw new DumpException(file + ": the collection " + name + " is in the folder twice");
        }
        collections.add(collection);
    }

    private static String collection(String base, Path file) {
        try {
            return FileNames.collection(base);
        } catch (IllegalArgumentException malformed) {
            throw new DumpException(file + ": the name is not escaped correctly: " + malformed.getMessage(), malformed);
        }
    }

    /** Of a name that was shortened, the metadata tell the whole; else the file does. */
    private static Metadata metadata(Path file, String base) {
        String name = FileNames.isShortened(base) ? "" : collection(base, file);
        try (InputStream stored = Files.newInputStream(file);
                InputStream plain = name(file).endsWith(FileNames.GZIP) ? new GZIPInputStream(stored) : stored) {
            Metadata read = Metadata.parse(new String(plain.readAllBytes(), StandardCharsets.UTF_8), name);
            check(read, file);
            if (!FileNames.isShortened(base)) {
                return new Metadata(read.options(), read.indexes(), read.uuid(), name, read.type());
            }
            if (!FileNames.of(read.name()).equals(base)) {
                throw new DumpException(file + ": the collection in it has another name: " + read.name());
            }
            return read;
        } catch (IOException failure) {
            throw new DumpException(file + ": cannot be read: " + failure, failure);
        } catch (BsonException malformed) {
            throw new DumpException(file + ": " + malformed.getMessage(), malformed);
        }
    }

    /** What goes into commands must not be anything else than it says. */
    private static void check(Metadata metadata, Path file) {
        for (String option : metadata.options().keySet()) {
            if (option.startsWith("$") || NO_OPTIONS.contains(option)) {
                throw new DumpException(file + ": collections have no option " + option);
            }
        }
        for (Document index : metadata.indexes()) {
            if (index.documentOrNull("key") == null) {
                throw new DumpException(file + ": an index has no key: " + index);
            }
        }
    }

    /** Reads the metadata of one collection; null if there is none that can be read. */
    static @Nullable Metadata metadataOrNull(Path file, String base) {
        try {
            return Files.exists(file) ? metadata(file, base) : null;
        } catch (DumpException damaged) {
            return null;
        }
    }
}
