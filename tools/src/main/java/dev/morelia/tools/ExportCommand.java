package dev.morelia.tools;

import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.tools.format.ExportFormat;
import dev.morelia.tools.format.FileType;
import dev.morelia.tools.format.Quantity;
import dev.morelia.tools.format.Table;
import dev.morelia.tools.format.TransferException;
import dev.morelia.tools.transfer.Exporter;
import dev.morelia.tools.transfer.Selection;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code morelia export}: writes the documents of a collection as JSON lines, as a JSON array or as CSV. */
@Command(
        name = "export",
        description = {
            "Writes the documents of a collection as Extended JSON, one a line, or as CSV.",
            "A file is replaced when all of them are written. Prints their number on the error output."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ExportCommand implements Callable<Integer> {
    private static final int MAXIMUM_READERS = 4;
    private static final long HEAP_PER_READER = 48L << 20;

    @Mixin
    private CollectionOption from = new CollectionOption();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "${COMPLETION-CANDIDATES}; by default what the name of the file ends with, or json")
    private @Nullable FileType type;

    @Option(names = "--json-array", description = "One JSON array of the documents rather than one document a line")
    private boolean array;

    @Option(
            names = "--canonical",
            description = "Canonical instead of relaxed Extended JSON, so that an import has numbers of the same types")
    private boolean canonical;

    @Option(
            names = "--fields",
            paramLabel = "NAMES",
            description = "Only these fields, with commas between them: the columns of a CSV file, which needs them."
                    + " With dots for embedded fields and elements of arrays: _id,address.city,tags.0")
    private String fields = "";

    @Option(names = "--no-header", description = "Without the line of column names at the beginning of a CSV file")
    private boolean noHeader;

    @Option(
            names = {"--query", "--filter"},
            paramLabel = "JSON",
            description = "Which documents; all by default")
    private String query = "{}";

    @Option(names = "--sort", paramLabel = "JSON", description = "The order, for example '{\"age\": -1}'")
    private String sort = "{}";

    @Option(names = "--skip", paramLabel = "N", description = "Leave out the first documents")
    private long skip;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many documents")
    private long limit;

    @Option(
            names = "--readers",
            paramLabel = "N",
            description = "How many threads read; half the processors by default, at most " + MAXIMUM_READERS
                    + ". With several, documents are in the order of _id")
    private @Nullable Integer readers;

    @Option(
            names = "--resume",
            description = "Keep FILE.part and a record of it if the export fails, and continue from there next time."
                    + " Documents are in the order of _id")
    private boolean resume;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        var selection = selection();
        var format = format();
        boolean toFile = !from.file().equals(CollectionOption.STANDARD);
        if (resume && !toFile) {
            throw new CommandFailedException("--resume needs a file");
        }
        from.read(documents -> {
            try (var progress = Progress.start(command.commandLine().getErr(), "document", expected(documents))) {
                var exporter = new Exporter(documents, selection, format, readers(), progress::add);
                long count = toFile ? write(exporter, Path.of(from.file())) : print(exporter);
                progress.finish(Quantity.of(count, "document") + " of " + from.collection()
                        + (count == 1 ? " was" : " were") + " exported");
            }
        });
        return ExitCode.OK;
    }

    private long write(Exporter exporter, Path file) throws IOException {
        return resume ? exporter.resume(file) : exporter.run(file);
    }

    @SuppressWarnings("ClosingStandardOutputStreams") // nothing is printed after it
    private static long print(Exporter exporter) throws IOException {
        try (var out = new BufferedOutputStream(new CheckedOutput(System.out))) {
            return exporter.run(out);
        }
    }

    /** A print stream hides that nobody reads it any more. */
    private static final class CheckedOutput extends FilterOutputStream {
        private final PrintStream stream;

        CheckedOutput(PrintStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream.write(bytes, offset, length);
            if (stream.checkError()) {
                throw StandardOutput.problem();
            }
        }

        /** Leaves the standard output open. */
        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private long expected(MongoCollection<Document> documents) {
        if (!query.equals("{}") || skip > 0) {
            return limit > 0 ? limit : Progress.UNKNOWN;
        }
        long all = documents.estimatedDocumentCount();
        return limit > 0 ? Math.min(all, limit) : all;
    }

    private int readers() {
        if (readers != null) {
            return Math.max(1, readers);
        }
        long room = Runtime.getRuntime().maxMemory() / HEAP_PER_READER;
        int processors = Runtime.getRuntime().availableProcessors() / 2;
        return (int) Math.max(1, Math.min(Math.min(MAXIMUM_READERS, processors), room));
    }

    private Selection selection() {
        if (skip < 0 || limit < 0) {
            throw new CommandFailedException("--skip and --limit must not be negative");
        }
        return new Selection(document("--query", query), document("--sort", sort), skip, limit);
    }

    private static Document document(String option, String json) {
        try {
            return Document.parse(json);
        } catch (BsonException malformed) {
            throw new CommandFailedException(option + ": " + malformed.getMessage(), malformed);
        }
    }

    private ExportFormat format() {
        try {
            return new ExportFormat(
                    type == null ? FileType.of(from.file()) : type,
                    array,
                    canonical ? JsonMode.CANONICAL : JsonMode.RELAXED,
                    Table.names(fields),
                    !noHeader);
        } catch (TransferException malformed) {
            throw new CommandFailedException(String.valueOf(malformed.getMessage()), malformed);
        }
    }
}
