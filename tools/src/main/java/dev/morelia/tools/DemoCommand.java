package dev.morelia.tools;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.embedded.EmbeddedServer;
import dev.morelia.error.MongoException;
import dev.morelia.settings.ClientSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code morelia demo}: a guided tour on an embedded server, or on the user's. */
@Command(
        name = "demo",
        description = {
            "A guided tour: insert, find, update, errors, aggregation, records, counting.",
            "With --async the same tour through the async API.",
            "Without --uri it runs on an embedded server, in memory. It uses only the database " + DemoCommand.DATABASE
                    + ", and drops it before and after."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    static final String DATABASE = "morelia_demo";

    /** The timeout of the first command, so that a tour does not wait half a minute for a missing server. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final List<String> NEXT = List.of(
            "examples/         whole programs: QuickStart, Records, a web page that shows changes live",
            "docs/async.md     futures and publishers, for users of Reactor and Motor too",
            "docs/tour.md      the code in a few minutes: which file does what",
            "README.md         how to add Morelia to your build",
            "morelia --help    the other commands");

    @Option(names = "--uri", paramLabel = "URI", description = "Run on this server, for example mongodb://localhost")
    private @Nullable String uri;

    @Option(names = "--async", description = "Use the async API")
    private boolean async;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        var printer = new TourPrinter(command.commandLine().getOut(), Ansi.AUTO);
        if (uri != null) {
            tour(uri, "your server", printer);
        } else {
            try (var server = EmbeddedServer.start()) {
                tour(server.uri(), "an embedded server, in memory", printer);
            }
        }
        return ExitCode.OK;
    }

    private void tour(String uri, String where, TourPrinter printer) throws Exception {
        try (var client = connected(uri)) {
            var database = client.database(DATABASE);
            database.drop();
            try {
                printer.heading("Morelia " + Morelia.version() + ": a tour on " + where);
                printer.text("The code you see is the code that runs; show(...) prints the line after =>.");
                printer.code(List.of(
                        "var client = MongoClient.create(\"mongodb://...\")" + (async ? ".async();" : ";"),
                        "var database = client.database(\"" + DATABASE + "\");",
                        "var orders = database.collection(\"orders\");"));
                steps(database, printer);
            } finally {
                database.drop();
            }
        }
        printer.heading("What to read next");
        NEXT.forEach(printer::line);
    }

    /** A client of a server that has replied. */
    private static MongoClient connected(String uri) {
        MongoClient client;
        try {
            client = MongoClient.builder()
                    .uri(uri)
                    .settings(DemoCommand::impatient)
                    .build();
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailedException("--uri: " + malformed.getMessage(), malformed);
        }
        try {
            client.database("admin").runCommand(new Document("ping", 1));
            return client;
        } catch (MongoException failure) {
            client.close();
            throw new CommandFailedException("The tour cannot run on this server: " + failure.getMessage(), failure);
        }
    }

    private static ClientSettings impatient(ClientSettings settings) {
        return settings.topology(topology ->
                        topology.serverSelectionTimeout(shorter(topology.serverSelectionTimeout(), PATIENCE)))
                .socket(socket -> socket.connectTimeout(shorter(socket.connectTimeout(), PATIENCE)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void steps(MongoDatabase database, TourPrinter printer) throws Exception {
        var shown = new ArrayDeque<List<String>>();
        Consumer<@Nullable Object> screen = result -> {
            printer.code(shown.remove());
            printer.result(result);
        };
        var tour = async ? new AsyncTour(database.async(), screen) : new Tour(database, screen);
        for (var method : steps(tour.getClass())) {
            var step = method.getAnnotation(Step.class);
            printer.heading(step.number() + "  " + step.title());
            printer.text(step.text());
            shown.addAll(Snippet.parts(tour.getClass(), method.getName()));
            run(tour, method);
            shown.forEach(printer::code);
            shown.clear();
        }
    }

    /** The steps of a tour in order. */
    static List<Method> steps(Class<?> tour) {
        return Arrays.stream(tour.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Step.class))
                .sorted(Comparator.comparingInt(
                        (Method method) -> method.getAnnotation(Step.class).number()))
                .toList();
    }

    private static void run(Object tour, Method step) throws Exception {
        try {
            step.invoke(tour);
        } catch (InvocationTargetException thrown) {
            var cause = thrown.getCause();
            var failed = cause instanceof CompletionException ? cause.getCause() : cause;
            if (failed instanceof MongoException failure) {
                throw new CommandFailedException("The tour ended early: " + failure.getMessage(), failure);
            }
            throw thrown;
        }
    }
}
