package dev.morelia.tools;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.tools.format.FileType;
import dev.morelia.tools.format.Quantity;
import dev.morelia.tools.format.Table;
import dev.morelia.tools.format.TransferException;
import dev.morelia.tools.transfer.ImportPlan;
import dev.morelia.tools.transfer.Importer;
import dev.morelia.tools.transfer.Tally;
import dev.morelia.tools.transfer.WriteMode;
import dev.morelia.tools.transfer.WriteMode.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code morelia import}: inserts the documents of a JSON or CSV file into a collection, or updates with them. */
@Command(
        name = "import",
        description = {
            "Inserts documents from Extended JSON (one a line, one after the other, or an array of them) or from CSV.",
            "Goes on after records that cannot be read or written, and lists the first of them with their lines; exits"
                    + " with status 1 then. Prints exact numbers on the error output."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private CollectionOption to = new CollectionOption();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "${COMPLETION-CANDIDATES}; by default what the name of the file ends with, or json")
    private @Nullable FileType type;

    @Option(
            names = "--fields",
            paramLabel = "NAMES",
            description = "The columns of a CSV file, with commas between them, if its first line does not have them."
                    + " With dots for embedded fields and elements of arrays: _id,address.city,tags.0")
    private String fields = "";

    @Option(
            names = "--column-types",
            paramLabel = "TYPES",
            description = "The types of columns, such as age=int32,born=date, or one type for all. All are strings by"
                    + " default. Types are string, auto (numbers become numbers), int32, int64, double, decimal,"
                    + " boolean, date, objectId, uuid, binary (Base64) and json")
    private String columnTypes = "";

    @Option(names = "--ignore-blanks", description = "Leave out empty values of a CSV file")
    private boolean ignoreBlanks;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "insert",
            description = "insert; upsert (replace the stored document, or insert); merge (set the fields in the stored"
                    + " document, or insert); delete (the stored document). ${DEFAULT-VALUE} by default")
    private Kind mode = Kind.INSERT;

    @Option(
            names = "--upsert-fields",
            paramLabel = "NAMES",
            defaultValue = "_id",
            description = "The fields that identify the stored document; ${DEFAULT-VALUE} by default")
    private String upsertFields = "_id";

    @Option(names = "--drop", description = "Drop the collection first")
    private boolean drop;

    @Option(
            names = "--stop-on-error",
            description = "Keep the order of the file, and stop at the first record that fails")
    private boolean stopOnError;

    @Option(names = "--writers", paramLabel = "N", description = "How many threads read and write documents")
    private @Nullable Integer writers;

    @Option(
            names = "--resume",
            description = "Keep a record of how far the import came beside the file, and continue from there next time")
    private boolean resume;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        boolean fromFile = !to.file().equals(CollectionOption.STANDARD);
        if (resume && (drop || !fromFile)) {
            throw new CommandFailedException(
                    fromFile ? "--resume and --drop cannot be combined" : "--resume needs a file");
        }
        ImportPlan plan = plan();
        var rejected = new boolean[1];
        to.write(documents -> {
            long size = fromFile ? Files.size(Path.of(to.file())) : 0;
            rejected[0] = run(documents, plan, size);
        });
        return rejected[0] ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private boolean run(MongoCollection<Document> documents, ImportPlan plan, long size) throws IOException {
        try (var progress = Progress.start(command.commandLine().getErr(), "document", Progress.UNKNOWN)) {
            progress.totalBytes(size);
            var importer = new Importer(documents, plan, progress::add);
            try {
                read(importer);
                importer.tally().problems().forEach(progress::print);
                progress.finish(summary(importer.tally()));
            } catch (IOException | RuntimeException failed) {
                importer.tally().problems().forEach(progress::print);
                boolean any = importer.tally().any();
                progress.finish(any ? "Before the import failed, " + summary(importer.tally()) + again() : null);
                throw failed;
            }
            return importer.tally().rejected() > 0;
        }
    }

    private String again() {
        return resume ? "; run it again with --resume to continue" : "";
    }

    private void read(Importer importer) throws IOException {
        if (resume) {
            importer.resume(Path.of(to.file()));
        } else if (to.file().equals(CollectionOption.STANDARD)) {
            importer.run(System.in);
        } else {
            try (var input = Files.newInputStream(Path.of(to.file()))) {
                importer.run(input);
            }
        }
    }

    private String summary(Tally tally) {
        String done = switch (mode) {
            case INSERT -> Quantity.were(tally.inserted(), "document") + " imported into ";
            case UPSERT ->
                Quantity.were(tally.matched(), "document") + " replaced and " + tally.inserted() + " inserted in ";
            case MERGE ->
                Quantity.were(tally.matched(), "document") + " merged and " + tally.inserted() + " inserted in ";
            case DELETE -> Quantity.were(tally.deleted(), "document") + " deleted from ";
        };
        return done
                + to.collection()
                + (tally.alreadyThere() > 0 ? ", " + Quantity.were(tally.alreadyThere()) + " already there" : "")
                + (tally.rejected() > 0 ? ", " + Quantity.were(tally.rejected()) + " rejected" : "");
    }

    private ImportPlan plan() {
        try {
            return new ImportPlan(
                    type == null ? FileType.of(to.file()) : type,
                    Table.of(fields, columnTypes, ignoreBlanks),
                    new WriteMode(mode, keys(), stopOnError),
                    drop,
                    writers == null ? ImportPlan.usualWriters() : Math.max(1, writers));
        } catch (TransferException malformed) {
            throw new CommandFailedException(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private List<String> keys() {
        List<String> keys = Table.names(upsertFields);
        if (keys.isEmpty() || keys.contains("")) {
            throw new CommandFailedException("--upsert-fields must name fields");
        }
        return keys;
    }
}
