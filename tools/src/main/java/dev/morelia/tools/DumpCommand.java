package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.error.MongoException;
import dev.morelia.tools.dump.DatabaseDump;
import dev.morelia.tools.dump.DumpException;
import dev.morelia.tools.dump.DumpOptions;
import dev.morelia.tools.dump.DumpTotals;
import dev.morelia.tools.format.Quantity;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code morelia dump}: writes databases to a folder, as {@code mongodump} does. */
@Command(
        name = "dump",
        description = {
            "Writes databases to a folder of BSON files, as mongodump does: for each collection its documents as they"
                    + " are stored, and its options and indexes.",
            "'restore' and mongorestore read it."
        },
        mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "URI", description = "The connection string, for example mongodb://localhost")
    private String uri = "";

    @Parameters(index = "1", paramLabel = "FOLDER", description = "The folder; is created if there is none")
    private Path folder = Path.of("");

    @Option(
            names = "--db",
            paramLabel = "DB",
            description = "A database; may be repeated. By default that in URI, or all if there is none")
    private Set<String> databases = new LinkedHashSet<>();

    @Option(names = "--gzip", description = "Compress the files; their names then end with .gz")
    private boolean gzip;

    @Mixin
    private MovingOption moving = new MovingOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        var options = new DumpOptions(folder, moving.existing(), moving.collections(), moving.parallelism());
        try (MongoClient client = Clients.open(uri, builder -> builder);
                var progress = Progress.start(command.commandLine().getErr(), "document", Progress.UNKNOWN)) {
            var totals = new DumpTotals(new ProgressListener(progress));
            Set<String> named = named(client);
            Set<String> names = named.isEmpty() ? all(client) : named;
            // There mongodump writes it, too.
            Path prelude = named.size() == 1 ? folder.resolve(named.iterator().next()) : folder;
            new DatabaseDump(options, gzip, totals)
                    .run(names.stream().map(client::database).toList(), prelude, "morelia " + Morelia.version());
            progress.finish(Quantity.of(totals.collections(), "collection") + " and "
                    + Quantity.were(totals.views(), "view") + " dumped to " + folder + ": " + progress.summary());
            return ExitCode.OK;
        } catch (MongoException | IllegalArgumentException | DumpException failure) {
            throw MovingOption.failed(failure);
        }
    }

    private Set<String> named(MongoClient client) {
        String named = client.settings().defaultDatabase();
        return databases.isEmpty() && named != null ? Set.of(named) : databases;
    }

    private static Set<String> all(MongoClient client) {
        var names = new TreeSet<>(client.listDatabaseNames());
        names.removeAll(CopyCommand.INTERNAL);
        return names;
    }

    /** Passes on what was moved. */
    record ProgressListener(Progress progress) implements DumpTotals.Listener {
        @Override
        public void moved(long documents, long bytes) {
            progress.add(documents, bytes);
        }

        @Override
        public void expected(long documents, long bytes) {
            progress.total(documents);
            progress.totalBytes(bytes);
        }
    }
}
