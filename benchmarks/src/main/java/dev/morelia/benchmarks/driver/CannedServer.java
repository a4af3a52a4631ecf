package dev.morelia.benchmarks.driver;

import dev.morelia.bson.Document;
import dev.morelia.testkit.ScriptedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The testkit's scripted server, with canned replies, in a process of its own, so that it can be pinned to a core, and
 * what it allocates and compiles is not ours. It ends with its standard input, and so with the process that started it.
 */
final class CannedServer implements AutoCloseable {
    private final Process process;
    private final String uri;

    private CannedServer(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** The main method of the other process; its argument is the JSON of the document that a find returns. */
    public static void main(String... arguments) throws IOException {
        try (var server = ScriptedServer.canned(replies(Document.parse(arguments[0])))) {
            System.out.println(server.uri());
            while (System.in.read() >= 0) {
                // Nothing is ever written to it: the end of the stream stops the server.
            }
        }
    }

    private static Map<String, Document> replies(Document found) {
        var namespace = DriverTask.DATABASE + "." + DriverTask.COLLECTION;
        var cursor = new Document("firstBatch", List.of(found)).append("id", 0L).append("ns", namespace);
        return Map.of("find", Document.of("cursor", cursor, "ok", 1.0), "insert", Document.of("n", 1, "ok", 1.0));
    }

    static CannedServer start(String json) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CannedServer.class.getName(),
                        json)
                .redirectError(Redirect.INHERIT)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String uri = lines.readLine();
        if (uri == null) {
            throw new IOException("the scripted server did not start");
        }
        return new CannedServer(process, uri);
    }

    String uri() {
        return uri;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
