package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.error.DatabaseCopyException;
import dev.morelia.error.MongoException;
import dev.morelia.options.admin.CopyDatabaseOptions;
import dev.morelia.options.admin.CopyDatabaseOptions.IfExists;
import dev.morelia.result.CopiedCollection;
import dev.morelia.result.CopyDatabaseResult;
import dev.morelia.tools.dump.DumpOptions.Existing;
import dev.morelia.tools.format.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code morelia copy}: copies databases from one deployment to another. */
@Command(
        name = "copy",
        description = {
            "Copies databases, also between servers with different credentials: collections with their options,"
                    + " documents, indexes and views.",
            "Prints how many documents each collection has on the standard output, and the progress on the error"
                    + " output."
        },
        mixinStandardHelpOptions = true)
final class CopyCommand implements Callable<Integer> {
    /** Databases of the server itself. */
    static final Set<String> INTERNAL = Set.of("admin", "config", "local");

    /** The collection that the target has until a copy is complete. */
    private static final String UNFINISHED = "morelia.copy";

    @Parameters(index = "0", paramLabel = "SOURCE_URI", description = "The connection string of what is copied")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET_URI", description = "The connection string of where it is copied to")
    private String target = "";

    @Option(
            names = "--from",
            paramLabel = "DB",
            description = "The database to copy; by default that in SOURCE_URI, or all if there is none")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "DB",
            description = "The name of the copy; by default the database in TARGET_URI, or that of the source")
    private @Nullable String to;

    @Mixin
    private MovingOption moving = new MovingOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        var options = options();
        try (MongoClient old = Clients.open(source, builder -> builder);
                MongoClient client = Clients.open(target, builder -> builder)) {
            String only = from == null ? old.settings().defaultDatabase() : from;
            String name = to == null ? client.settings().defaultDatabase() : to;
            for (String database : only == null ? pending(old, client, name) : List.of(only)) {
                copy(old, database, client, name == null ? database : name, options);
            }
            return ExitCode.OK;
        } catch (DatabaseCopyException rejected) {
            throw new CommandFailedException(withOptions(String.valueOf(rejected.getMessage())), rejected);
        } catch (MongoException | IllegalArgumentException failure) {
            throw MovingOption.failed(failure);
        }
    }

    /** Names the options of this command where the driver names those of its API. */
    private static String withOptions(String message) {
        return message.replace("IfExists.RESUME", "--resume")
                .replace("IfExists.DROP", "--drop")
                .replace("to another database", "to another database with --to");
    }

    private CopyDatabaseOptions options() {
        var ifExists = switch (moving.existing()) {
            case FAIL -> IfExists.FAIL;
            case REPLACE -> IfExists.DROP;
            case RESUME -> IfExists.RESUME;
        };
        var options =
                new CopyDatabaseOptions().parallelism(moving.parallelism()).ifExists(ifExists);
        return moving.collections().isEmpty() ? options : options.collections(moving.collections());
    }

    private static List<String> databases(MongoClient old, @Nullable String name) {
        var databases = old.listDatabaseNames().stream()
                .filter(database -> !INTERNAL.contains(database))
                .sorted()
                .toList();
        if (name != null && databases.size() != 1) {
            throw new CommandFailedException("--from: the source has " + databases.size()
                    + " databases, but only one can be copied to the database " + name);
        }
        return databases;
    }

    /** Of all databases, those that are not copied yet; fails before any is if there is a conflict. */
    private List<String> pending(MongoClient old, MongoClient client, @Nullable String name) {
        var pending = new ArrayList<String>();
        var conflicts = new ArrayList<String>();
        boolean any = false;
        for (String database : databases(old, name)) {
            Set<String> wanted = collections(old.database(database));
            List<String> existing =
                    client.database(name == null ? database : name).listCollectionNames();
            boolean unfinished = existing.contains(UNFINISHED);
            if (wanted.isEmpty()) {
                continue;
            }
            any = true;
            if (moving.existing() == Existing.FAIL && (unfinished || !Collections.disjoint(existing, wanted))) {
                conflicts.add(database);
            } else if (moving.existing() == Existing.RESUME && !unfinished && existing.containsAll(wanted)) {
                note(database + ": the target has all of its collections, and no interrupted copy: left as it is");
            } else {
                pending.add(database);
            }
        }
        if (!conflicts.isEmpty()) {
            throw new CommandFailedException("the target has collections of the same names, or a copy that was"
                    + " interrupted, in " + String.join(", ", conflicts) + "; nothing was copied. --resume continues"
                    + " an interrupted copy, --drop replaces the collections");
        }
        if (!any) {
            throw new CommandFailedException(
                    "the source has no such collections: check the names, and what the user may list");
        }
        return pending;
    }

    private void note(String line) {
        command.commandLine().getErr().println(line);
    }

    private Set<String> collections(MongoDatabase database) {
        var names = new TreeSet<String>();
        for (String name : database.listCollectionNames()) {
            boolean named =
                    moving.collections().isEmpty() || moving.collections().contains(name);
            if (named && !name.startsWith("system.") && !name.equals(UNFINISHED)) {
                names.add(name);
            }
        }
        return names;
    }

    private void copy(MongoClient old, String from, MongoClient client, String to, CopyDatabaseOptions options) {
        var err = command.commandLine().getErr();
        try (var progress = Progress.start(err, "document", Progress.UNKNOWN)) {
            progress.label(from);
            CopyDatabaseResult result = client.copyDatabase(old.database(from), to, options.progress(at -> {
                progress.totalBytes(at.expectedBytes());
                progress.at(at.documents(), at.bytes());
            }));
            progress.at(result.documents(), result.bytes());
            progress.finish(from + " was copied to " + to + ": " + progress.summary());
            print(to, result);
        }
    }

    private void print(String to, CopyDatabaseResult result) {
        var out = command.commandLine().getOut();
        for (CopiedCollection collection : result.collections()) {
            out.println(to + "." + collection.name()
                    + (collection.type().equals("view")
                            ? "  view"
                            : "  " + Quantity.of(collection.documents(), "document") + ", "
                                    + Quantity.of(collection.bytes(), "byte") + ", "
                                    + Quantity.of(collection.indexes(), "index")));
        }
        out.flush();
    }
}
