package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.error.MongoException;
import dev.morelia.tools.dump.DatabaseRestore;
import dev.morelia.tools.dump.DumpException;
import dev.morelia.tools.dump.DumpOptions;
import dev.morelia.tools.dump.DumpTotals;
import dev.morelia.tools.format.Quantity;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code morelia restore}: restores databases from a folder of {@code dump} or {@code mongodump}. */
@Command(
        name = "restore",
        description = {
            "Restores databases from a folder that 'dump' or mongodump has written, compressed or not.",
            "A file that is truncated or damaged ends it, with the place; documents before it are restored."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "URI", description = "The connection string, for example mongodb://localhost")
    private String uri = "";

    @Parameters(
            index = "1",
            paramLabel = "FOLDER",
            description = "The folder, with one for each database; or that of one database")
    private Path folder = Path.of("");

    @Option(names = "--db", paramLabel = "DB", description = "A database; may be repeated. All by default")
    private Set<String> databases = new LinkedHashSet<>();

    @Option(
            names = "--to",
            paramLabel = "DB",
            description = "The database to restore to, for a folder with one database; its own name by default")
    private @Nullable String to;

    @Option(
            names = "--preserve-uuid",
            description = "Give collections the UUIDs that they had; needs the role restore, and that no other"
                    + " collection of the servers has them")
    private boolean preserveUuids;

    @Mixin
    private MovingOption moving = new MovingOption();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        var options = new DumpOptions(folder, moving.existing(), moving.collections(), moving.parallelism());
        try (MongoClient client = Clients.openToWrite(uri);
                var progress = Progress.start(command.commandLine().getErr(), "document", Progress.UNKNOWN)) {
            var totals = new DumpTotals(new DumpCommand.ProgressListener(progress));
            new DatabaseRestore(client, options, totals, preserveUuids).run(databases, to, progress::print);
            progress.finish(Quantity.of(totals.collections(), "collection") + " and "
                    + Quantity.were(totals.views(), "view") + " restored from " + folder + ": " + progress.summary());
            return ExitCode.OK;
        } catch (MongoException | IllegalArgumentException | DumpException failure) {
            throw MovingOption.failed(failure);
        }
    }
}
