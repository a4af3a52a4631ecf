package dev.morelia.tools;

import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code morelia export}: writes the documents of a collection as JSON lines. */
@Command(
        name = "export",
        description = {
            "Writes the documents of a collection as Extended JSON, one a line.",
            "A file is replaced when all of them are written. Prints their number on the error output."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private CollectionOption from = new CollectionOption();

    @Option(
            names = "--filter",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "Which documents; all by default")
    private String filter = "{}";

    @Option(
            names = "--canonical",
            description = "Canonical instead of relaxed Extended JSON, so that an import has numbers of the same types")
    private boolean canonical;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        Document wanted = wanted();
        from.use(documents -> {
            long count = from.file().equals(CollectionOption.STANDARD)
                    ? write(
                            documents,
                            wanted,
                            new BufferedWriter(command.commandLine().getOut()))
                    : writeFile(documents, wanted);
            var err = command.commandLine().getErr();
            err.println(count + " documents of " + from.collection() + " were exported");
        });
        return ExitCode.OK;
    }

    private Document wanted() {
        try {
            return Document.parse(filter);
        } catch (BsonException malformed) {
            throw new CommandFailedException("--filter: " + malformed.getMessage(), malformed);
        }
    }

    private long writeFile(MongoCollection<Document> documents, Document wanted) throws IOException {
        Path file = Path.of(from.file());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            long count;
            try (var writer = Files.newBufferedWriter(part)) {
                count = write(documents, wanted, writer);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return count;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long write(MongoCollection<Document> documents, Document wanted, Writer writer) throws IOException {
        JsonMode mode = canonical ? JsonMode.CANONICAL : JsonMode.RELAXED;
        long count = 0;
        try (var cursor = documents.find(wanted).as(RawDocument.class).cursor()) {
            while (cursor.hasNext()) {
                writer.write(ExtendedJson.write(cursor.next(), mode));
                writer.write('\n');
                count++;
            }
        }
        writer.flush();
        return count;
    }
}
