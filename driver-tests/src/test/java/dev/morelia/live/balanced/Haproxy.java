package dev.morelia.live.balanced;

import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.RouterFront;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** HAProxy as a TCP load balancer in front of router fronts; the program is that of {@code dev/haproxy}. */
final class Haproxy implements AutoCloseable {
    private static final Optional<Path> PROGRAM = Mongod.available() ? locate() : Optional.empty();

    private final int port;
    private final Path configuration;
    private final Process process;

    /** A port that was free a moment ago. */
    private Haproxy(RouterFront[] fronts) throws IOException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var text = new StringBuilder("""
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen mongodb
                  bind 127.0.0.1:%d
                  balance roundrobin
                """.formatted(port));
        for (var front : fronts) {
            text.append("  server front%d %s\n".formatted(front.address().port(), front.address()));
        }
        configuration = Files.writeString(Files.createTempFile("morelia-haproxy", ".cfg"), text);
        process = new ProcessBuilder(PROGRAM.orElseThrow().toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
    }

    /**
     * Whether there is one.
     *
     * @throws IllegalStateException if there is none although the environment variable {@code CI} is {@code true}
     */
    static boolean available() {
        if (PROGRAM.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true requires HAProxy, but dev/haproxy neither finds nor installs it");
        }
        return PROGRAM.isPresent();
    }

    static Haproxy start(RouterFront... fronts) throws IOException {
        var proxy = new Haproxy(fronts);
        Balanced.await(proxy::isListening);
        return proxy;
    }

    @SuppressWarnings("AddressSelection") // a literal address
    private boolean isListening() {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    String uri() {
        return "mongodb://" + new ServerAddress("127.0.0.1", port) + "/?loadBalanced=true";
    }

    private static Optional<Path> locate() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var script = folder.resolve("dev").resolve("haproxy");
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

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(configuration);
    }
}
