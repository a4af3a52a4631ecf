package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.testkit.message.BareConnection;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A real, standalone {@code mongod} on a free loopback port, with a data folder of its own. Closing it stops the server
 * and deletes the folder; so does the end of the JVM, {@code kill -9} included.
 *
 * <p>The program is the one that the system property {@code morelia.mongod} or the environment variable {@code MONGOD}
 * names, else the one that the project's {@code dev/mongod} finds or fetches, else the one on the {@code PATH}. Needs
 * a Unix system. An instance is for one thread at a time; {@link #shared()} may be called from any.
 */
public final class Mongod implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 5;
    private static final int PORTS_TRIED = 10;
    private static final int LOG_LINES = 30;
    private static final int LOG_BYTES = 1 << 18;

    private static final ReentrantLock SHARED_LOCK = new ReentrantLock();
    private static @Nullable Mongod shared;

    private final GuardedFolder folder;
    private final List<String> command;
    private final boolean closeable;
    private int port;
    private int launches;
    private Process server;

    private Mongod(GuardedFolder folder, Builder builder, boolean closeable) throws IOException {
        this.folder = folder;
        this.command = builder.command();
        this.closeable = closeable;
        Files.createDirectory(folder.path().resolve("data"));
        for (int attempt = 1; ; attempt++) {
            port = builder.ports.getAsInt();
            server = launch();
            if (becomesReady(server)) {
                return;
            }
            if (attempt == PORTS_TRIED || !addressWasInUse()) {
                throw new IllegalStateException("mongod did not start: " + command + "\n" + log());
            }
        }
    }

    /**
     * Starts a server without test commands and waits until it accepts connections.
     *
     * @return the running server
     * @throws IllegalStateException if there is no mongod on this machine, or it does not start within 60 seconds
     */
    public static Mongod start() {
        return builder().start();
    }

    /**
     * Starts nothing yet: says first how the server shall run.
     *
     * @return a builder of a server without test commands and without further arguments
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The one server that all tests of this JVM may share: standalone, with test commands, started by the first call
     * and stopped when the JVM ends. Closing it does nothing. It is not to be killed, suspended or restarted.
     *
     * @return the shared server
     * @throws IllegalStateException if there is no mongod on this machine, or it does not start within 60 seconds
     */
    public static Mongod shared() {
        SHARED_LOCK.lock();
        try {
            var running = shared;
            if (running == null) {
                running = builder().testCommands(true).start(false);
                shared = running;
            }
            return running;
        } finally {
            SHARED_LOCK.unlock();
        }
    }

    /**
     * Whether a server can be started here. The first call may take a minute, as it may fetch the program. Made for
     * conditions, JUnit's {@code @EnabledIf("dev.morelia.testkit.Mongod#available")} for one.
     *
     * @return true if there is a mongod
     * @throws IllegalStateException if there is none although the environment variable {@code CI} is {@code true}: a
     *     test that silently does not run is an error there
     */
    public static boolean available() {
        var absence = absence();
        if (absence.isPresent() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true asks for a real server, but " + absence.get());
        }
        return absence.isEmpty();
    }

    /**
     * Why no server can be started here.
     *
     * @return one line, empty if there is a mongod
     */
    public static Optional<String> absence() {
        return Optional.ofNullable(MongodProgram.found().absence());
    }

    /**
     * The connection string of the server.
     *
     * @return such as {@code mongodb://127.0.0.1:27123}
     */
    public String uri() {
        return "mongodb://" + address();
    }

    /**
     * The connection string that leads to this server alone, even where it belongs to a replica set.
     *
     * @return such as {@code mongodb://127.0.0.1:27123/?directConnection=true}
     */
    public String directUri() {
        return uri() + "/?directConnection=true";
    }

    /**
     * Where the server listens, the same after a restart.
     *
     * @return host and port, such as {@code 127.0.0.1:27123}
     */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", port);
    }

    /**
     * Runs a command over a connection of its own, past the driver. May be called from any thread.
     *
     * @param database where to run it
     * @param command name first
     * @return the server's answer, success or not
     * @throws UncheckedIOException if the server cannot be reached or does not answer within 60 seconds
     */
    public Document command(String database, Document command) {
        return command(database, command, ANSWER_TIMEOUT);
    }

    Document command(String database, Document command, Duration timeout) {
        try (var connection = BareConnection.open(address(), timeout)) {
            return connection.command(database, command);
        } catch (IOException e) {
            throw new UncheckedIOException(command.firstEntry().getKey() + " on " + address(), e);
        }
    }

    /**
     * The number of the server's process, another one after a restart.
     *
     * @return the process number
     */
    public long pid() {
        return server.pid();
    }

    /**
     * The end of what the server has printed since it was last started.
     *
     * @return its last 30 lines
     */
    public String log() {
        var lines = printed().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** Kills the server ({@code kill -9}) and waits until it is gone. {@link #restart()} brings it back. */
    public void kill() {
        server.destroyForcibly();
        awaitEnd();
    }

    /** Stops the server in its tracks (SIGSTOP): connections stay open, and nothing answers on them. */
    public void suspend() {
        signal("STOP");
    }

    /** Lets a suspended server go on (SIGCONT). Does nothing to a running one. */
    public void resume() {
        signal("CONT");
    }

    /**
     * Shuts the server down cleanly, if it runs, and starts it again on the same port with the same data.
     *
     * @throws IllegalStateException if it does not start within 60 seconds, or its port was taken meanwhile
     */
    public void restart() {
        if (server.isAlive()) {
            resume();
            askToShutDown();
            server.destroy();
            if (!endsWithin(server, STOP_TIMEOUT)) {
                server.destroyForcibly();
            }
            awaitEnd();
        }
        try {
            server = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!becomesReady(server)) {
            throw new IllegalStateException("mongod did not start again: " + command + "\n" + log());
        }
    }

    /** Otherwise a primary would wait a quarter of a minute for its clients to notice. */
    private void askToShutDown() {
        try {
            var shutdown = Document.of("shutdown", 1, "force", true).append("timeoutSecs", 0);
            command("admin", shutdown, Duration.ofSeconds(1));
        } catch (UncheckedIOException e) {
            // It closes the connection instead of an answer; if it could not be asked, a signal follows.
        }
    }

    /** Stops the server at once, without a clean shutdown, and deletes its folder. A second call does nothing. */
    @Override
    public void close() {
        if (!closeable) {
            return;
        }
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.destroyForcibly();
        server.onExit().join();
    }

    private Process launch() throws IOException {
        launches++;
        var line = new ArrayList<>(command);
        line.add("--port");
        line.add(Integer.toString(port));
        line.add("--dbpath");
        line.add(folder.path().resolve("data").toString());
        return folder.launch(line, logFile());
    }

    Path folder() {
        return folder.path();
    }

    private Path logFile() {
        return folder.path().resolve("log-" + launches);
    }

    /** Believes the server's own words rather than an open port, which may be another program's. */
    private boolean becomesReady(Process process) {
        var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (logContains("waiting for connections")) {
                return true;
            }
            if (endsWithin(process, Duration.ofMillis(POLL_MILLIS))) {
                return false;
            }
        }
        return false;
    }

    private boolean addressWasInUse() {
        return logContains("address already in use");
    }

    private boolean logContains(String words) {
        return printed().toLowerCase(Locale.ROOT).contains(words);
    }

    /** The last part of the log: all of it while the server starts, not the gigabytes of one that ran for long. */
    private String printed() {
        try (var file = new RandomAccessFile(logFile().toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LOG_BYTES));
            var bytes = new byte[LOG_BYTES];
            return new String(bytes, 0, Math.max(0, file.read(bytes)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            var kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + server.pid())
                    .inheritIO()
                    .start();
            if (kill.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("mongod " + server.pid() + " does not take SIG" + name + "\n" + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean endsWithin(Process process, Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for mongod", e);
        }
    }

    private void awaitEnd() {
        server.onExit().join();
        try {
            folder.forget();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Below the ports that systems hand out to outgoing connections: otherwise one of those could take the port while
     * the server is down, and a client that tries to reach it could even connect to itself.
     */
    static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException e) {
                // Taken: try the next one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Says how a server shall run. Not safe for use by several threads at once. */
    public static final class Builder {
        private final List<String> arguments = new ArrayList<>();
        private boolean testCommands;
        private IntSupplier ports = Mongod::freePort;

        private Builder() {}

        /**
         * Whether the server has test commands, {@code failCommand} among them. Default: no.
         *
         * @param enabled true to have them
         * @return this builder
         */
        public Builder testCommands(boolean enabled) {
            testCommands = enabled;
            return this;
        }

        /**
         * Adds arguments to the command line. Port, folder, log and cache size are set already.
         *
         * @param more such as {@code "--replSet", "rs0"}
         * @return this builder
         */
        public Builder arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /** Where candidates for the port come from; one that is in use is passed over. */
        Builder ports(IntSupplier candidates) {
            ports = candidates;
            return this;
        }

        /**
         * Starts the server and waits until it accepts connections.
         *
         * @return the running server
         * @throws IllegalStateException if there is no mongod on this machine, or it does not start within 60 seconds;
         *     the message holds the end of its log
         */
        public Mongod start() {
            return start(true);
        }

        private Mongod start(boolean closeable) {
            try {
                var folder = GuardedFolder.create("morelia-mongod-");
                try {
                    return new Mongod(folder, this, closeable);
                } catch (IOException | RuntimeException e) {
                    folder.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command() {
            var program = MongodProgram.found();
            if (program.path() == null) {
                throw new IllegalStateException(program.absence());
            }
            var command =
                    new ArrayList<>(List.of(program.path().toString(), "--bind_ip", "127.0.0.1", "--nounixsocket"));
            command.addAll(List.of("--wiredTigerCacheSizeGB", "0.25"));
            command.addAll(List.of("--setParameter", "diagnosticDataCollectionEnabled=false"));
            if (testCommands) {
                command.addAll(List.of("--setParameter", "enableTestCommands=1"));
            }
            command.addAll(arguments);
            return List.copyOf(command);
        }
    }
}
