package dev.morelia.benchmarks.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server of the test kit in a process of its own, so that it can be pinned to a core, and its processor time and what
 * it allocates and compiles are not ours. It ends with its standard input, and so with the process that started it.
 */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final String uri;

    private ServerProcess(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts a process.
     *
     * @param main the class of its main method, which starts the server and then calls {@link #serve}
     */
    static ServerProcess start(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        var process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String uri = lines.readLine();
        if (uri == null) {
            throw new IOException(main.getSimpleName() + " did not start");
        }
        return new ServerProcess(process, uri);
    }

    /** Tells the starting process the connection string of the server, and returns when that process has ended. */
    static void serve(String uri) throws IOException {
        System.out.println(uri);
        while (System.in.read() >= 0) {
            // Nothing is ever written to it: the end of the stream stops the server.
        }
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
