package dev.morelia.examples.browser;

import dev.morelia.bson.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Headless Chromium, driven by the Chrome DevTools protocol; the program is that of {@code dev/chromium}. */
public final class Chromium implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** Without these it looks for updates and other things on the internet. */
    private static final List<String> ARGUMENTS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0",
            "about:blank");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path profile;
    private final Process process;
    private final String tools;

    private static final class Holder {
        static final Optional<Path> PROGRAM = locate();
    }

    private Chromium() throws IOException, InterruptedException {
        profile = Files.createTempDirectory("morelia-chromium");
        var command = new ArrayList<>(List.of(Holder.PROGRAM.orElseThrow().toString(), "--user-data-dir=" + profile));
        command.addAll(ARGUMENTS);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("log").toFile())
                .start();
        try {
            tools = "127.0.0.1:" + port();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether there is none; for {@code @DisabledIf}. */
    public static boolean missing() {
        return Holder.PROGRAM.isEmpty();
    }

    public static Chromium start() throws IOException, InterruptedException {
        return new Chromium();
    }

    /** The first line of a file that it writes when it is ready. */
    private String port() throws IOException, InterruptedException {
        var file = profile.resolve("DevToolsActivePort");
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() - deadline < 0 && process.isAlive()) {
            if (Files.exists(file) && Files.readAllLines(file).size() == 2) {
                return Files.readAllLines(file).getFirst();
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("Chromium did not start: " + Files.readString(profile.resolve("log")));
    }

    /** Opens a page in a window of its own, and waits until it is loaded. */
    public Page open(String address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + tools + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        var target = Document.parse(http.send(request, BodyHandlers.ofString()).body());
        var page = new Page(http, URI.create(target.string("webSocketDebuggerUrl")));
        page.load(address);
        return page;
    }

    private static Optional<Path> locate() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var script = folder.resolve("dev").resolve("chromium");
            if (Files.isExecutable(script)) {
                return output(script);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> output(Path script) {
        try {
            var process = new ProcessBuilder(script.toString())
                    .redirectError(Redirect.INHERIT)
                    .start();
            var path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.onExit().join().exitValue() == 0 ? Optional.of(Path.of(path)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the browser's own child processes, too, and deletes its profile. */
    @Override
    public void close() throws IOException {
        http.shutdownNow();
        var children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        for (var child : children) {
            child.destroyForcibly();
            child.onExit().join();
        }
        try (var files = Files.walk(profile)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
