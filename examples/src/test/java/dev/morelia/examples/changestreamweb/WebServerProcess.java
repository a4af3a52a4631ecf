package dev.morelia.examples.changestreamweb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The example as its users run it, until {@code kill -9}. */
record WebServerProcess(Process process, int port) implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

    /** Returns when it accepts connections. */
    static WebServerProcess start(String uri, int port, boolean async) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var path = System.getProperty("java.class.path");
        var command = new ArrayList<>(List.of(
                java, "-cp", path, ChangeStreamWeb.class.getName(), "--uri", uri, "--port", Integer.toString(port)));
        if (async) {
            command.add("--async");
        }
        var started =
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        var output = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            var address = ADDRESS.matcher(line);
            if (address.find()) {
                return new WebServerProcess(started, Integer.parseInt(address.group(1)));
            }
        }
        throw new IllegalStateException("the server did not start");
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
