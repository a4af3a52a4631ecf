package dev.morelia.tools;

import dev.morelia.ChangeStream;
import dev.morelia.ChangeStreamQuery;
import dev.morelia.MongoClient;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import dev.morelia.error.MongoException;
import dev.morelia.options.ChangeStreamOptions.FullDocument;
import dev.morelia.result.ChangeEvent;
import dev.morelia.settings.Namespace;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code morelia watch}: prints changes as they come, one event of a change stream a line. */
@Command(
        name = "watch",
        description = {
            "Prints the changes of a deployment, a database or a collection as they come, as Extended JSON, one a"
                    + " line.",
            "Goes on after lost connections and elections. Ends with Ctrl-C, --count or --for."
        },
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final Duration TICK = Duration.ofMillis(250);

    @Parameters(index = "0", paramLabel = "URI", description = "The connection string, for example mongodb://localhost")
    private String uri = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DB[.COLLECTION]",
            description = "What to watch; all databases by default")
    private @Nullable String watched;

    @Option(names = "--full-document", description = "With the whole document for updates, as it is a little later")
    private boolean fullDocument;

    @Option(names = "--count", paramLabel = "N", description = "Exit after the given number of changes")
    private long count = Long.MAX_VALUE;

    @Option(names = "--for", paramLabel = "SECONDS", description = "Exit after the given number of seconds")
    private @Nullable Integer seconds;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        try (MongoClient client = Clients.open(uri, builder -> builder)) {
            ChangeStreamQuery<? extends ChangeEvent<?>> query = query(client);
            if (fullDocument) {
                query = query.fullDocument(FullDocument.UPDATE_LOOKUP);
            }
            try (var changes = query.maxAwaitTime(TICK).as(RawDocument.class).cursor()) {
                print(changes, command.commandLine().getOut());
            }
            return ExitCode.OK;
        } catch (MongoException failure) {
            throw new CommandFailedException(failure.getMessage(), failure);
        } catch (IllegalArgumentException conflict) {
            throw new CommandFailedException("URI: " + conflict.getMessage(), conflict);
        }
    }

    private ChangeStreamQuery<? extends ChangeEvent<?>> query(MongoClient client) {
        if (watched == null) {
            return client.watch();
        }
        try {
            if (watched.indexOf('.') < 0) {
                return client.database(watched).watch();
            }
            var namespace = Namespace.parse(watched);
            return client.database(namespace.database())
                    .collection(namespace.collection())
                    .watch();
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailedException("DB[.COLLECTION]: " + malformed.getMessage(), malformed);
        }
    }

    private void print(ChangeStream<RawDocument> changes, PrintWriter out) {
        long endNanos = System.nanoTime() + (seconds == null ? Long.MAX_VALUE / 2 : TimeUnit.SECONDS.toNanos(seconds));
        long printed = 0;
        while (printed < count && System.nanoTime() - endNanos < 0) {
            RawDocument change = changes.tryNext();
            if (change == null) {
                continue;
            }
            try {
                out.println(ExtendedJson.write(change, JsonMode.RELAXED));
            } catch (BsonException odd) {
                throw new CommandFailedException("a change cannot be shown: " + odd.getMessage(), odd);
            }
            out.flush();
            StandardOutput.check(out);
            printed++;
        }
    }
}
