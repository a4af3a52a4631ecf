package dev.morelia.tools;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.options.InsertManyOptions;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code morelia import}: inserts the documents of a JSON file into a collection. */
@Command(
        name = "import",
        description = {
            "Inserts documents from Extended JSON: one a line, one after the other, or an array of them.",
            "Stops at the first that cannot be inserted, unless --unordered is given. Prints their number on the error"
                    + " output."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private CollectionOption to = new CollectionOption();

    @Option(names = "--unordered", description = "Go on after documents that cannot be inserted")
    private boolean unordered;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        to.use(documents -> {
            try (var reader = reader()) {
                long count = insert(documents, reader);
                command.commandLine().getErr().println(count + " documents were imported into " + to.collection());
            }
        });
        return ExitCode.OK;
    }

    private Reader reader() throws IOException {
        return to.file().equals(CollectionOption.STANDARD)
                ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                : Files.newBufferedReader(Path.of(to.file()));
    }

    /** What is wrong with the text, or with reading it, is reported with the index of the document. */
    private long insert(MongoCollection<Document> documents, Reader reader) {
        try (var parsed = ExtendedJson.documents(reader)) {
            var options = new InsertManyOptions().ordered(!unordered);
            return documents.insertMany(parsed, options).insertedCount();
        }
    }
}
