package dev.morelia.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerException;
import dev.morelia.testkit.message.BareConnection;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
 * and deletes the folder; so does the exit of the JVM, even by {@code kill -9}.
 *
 * <p>The program is the one named by the system property {@code morelia.mongod} or the environment variable
 * {@code MONGOD}, else the one that the project's {@code dev/mongod} finds or downloads, else the one on the
 * {@code PATH}. The data are in a temporary folder, or below the folder in the system property {@code
 * morelia.mongod.folder} if that has 8 GiB free: in memory, {@code /dev/shm}, collections are created and replicated in
 * half the time. Requires a Unix system. Not thread-safe, except {@link #shared()}.
 */
public final class Mongod implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 5;
    private static final int PORTS_TRIED = 10;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 26_999;
    private static final String ROOT = "root";
    private static final String ROOT_PASSWORD = "root-password";
    private static final int LOG_LINES = 30;
    private static final int LOG_BYTES = 1 << 18;

    private static final ReentrantLock SHARED_LOCK = new ReentrantLock();
    private static @Nullable Mongod shared;

    private final GuardedFolder folder;
    private final List<String> command;
    private final boolean closeable;
    private final @Nullable TlsServer tls;
    private final String host;
    private volatile boolean rootExists;
    private int port;
    private int launches;
    private Process server;

    private Mongod(GuardedFolder folder, Builder builder, boolean closeable) throws IOException {
        this.folder = folder;
        this.command = builder.command();
        this.closeable = closeable;
        this.tls = builder.tls;
        this.host = builder.host;
        Files.createDirectory(folder.path().resolve("data"));
        if (builder.key != null) {
            Files.createFile(
                    keyFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(keyFile(), builder.key);
        }
        for (int attempt = 1; ; attempt++) {
            port = builder.ports.getAsInt();
            server = launch();
            if (becomesReady(server)) {
                if (builder.authentication && builder.key == null) {
                    createRoot();
                }
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
     * Creates a builder that configures the server before it is started.
     *
     * @return a builder of a server without test commands and without further arguments
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The server shared by all tests of this JVM: standalone, with test commands, started by the first call and stopped
     * when the JVM exits. Closing it does nothing. It must not be killed, suspended or restarted.
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
     * Whether a server can be started here. The first call may take a minute because it may download the program. For
     * conditions such as JUnit's {@code @EnabledIf("dev.morelia.testkit.Mongod#available")}.
     *
     * @return true if there is a mongod
     * @throws IllegalStateException if there is none although the environment variable {@code CI} is {@code true},
     *     where a silently skipped test is an error
     */
    public static boolean available() {
        var absence = absence();
        if (absence.isPresent() && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true requires a real server, but " + absence.get());
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
     * The connection string of the server; with {@link Builder#authentication} for its first user, who may do
     * everything; for a server with TLS it switches TLS on and names the authority.
     *
     * @return such as {@code mongodb://127.0.0.1:27123}
     */
    public String uri() {
        return "mongodb://" + userInfo() + address() + (tls == null ? "" : "/?" + tlsOptions());
    }

    /**
     * The connection string of the server for another user of its database {@code admin}.
     *
     * @param username the user's name
     * @param password the user's password
     * @return such as {@code mongodb://ada:secret@127.0.0.1:27123}
     */
    public String uri(String username, String password) {
        return "mongodb://" + encoded(username) + ":" + encoded(password) + "@" + address()
                + (tls == null ? "" : "/?" + tlsOptions());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** What stands before the host in the connection string of the first user. */
    String userInfo() {
        return rootExists ? ROOT + ":" + ROOT_PASSWORD + "@" : "";
    }

    /** The first user may be created by anyone who connects from the same machine. */
    void createRoot() {
        var create = Document.of("createUser", ROOT, "pwd", ROOT_PASSWORD).append("roles", List.of("root"));
        var reply = command("admin", create);
        if (reply.float64("ok", 0) != 1) {
            throw new IllegalStateException("the server returned an error for createUser: " + reply);
        }
        rootExists();
    }

    /** The first user exists on this server, perhaps because it is replicated. */
    void rootExists() {
        rootExists = true;
    }

    /** The options of a connection string for TLS; empty for a server without TLS. */
    String tlsOptions() {
        return tls == null
                ? ""
                : "tls=true&tlsCAFile="
                        + URLEncoder.encode(tls.authorityFile(folder.path()).toString(), UTF_8);
    }

    /**
     * The connection string for a direct connection to this server, even if it belongs to a replica set.
     *
     * @return such as {@code mongodb://127.0.0.1:27123/?directConnection=true}
     */
    public String directUri() {
        return uri() + (tls == null ? "/?" : "&") + "directConnection=true";
    }

    /**
     * The address of the server, the same after a restart.
     *
     * @return host and port, such as {@code 127.0.0.1:27123}
     */
    public ServerAddress address() {
        return new ServerAddress(host, port);
    }

    /**
     * Runs a command over a connection of its own, bypassing the driver, unless the server requires authentication. May
     * be called from any thread.
     *
     * @param database where to run it
     * @param command the command, starting with its name
     * @return the server's reply, success or not
     * @throws UncheckedIOException if the server cannot be reached or does not reply within 60 seconds
     */
    public Document command(String database, Document command) {
        return command(database, command, ANSWER_TIMEOUT);
    }

    Document command(String database, Document command, Duration timeout) {
        if (rootExists && !command.firstEntry().getKey().equals("hello")) {
            return commandOfRoot(database, command);
        }
        try (var connection = BareConnection.open(address(), timeout, tls == null ? null : tls.context())) {
            return connection.command(database, command);
        } catch (IOException e) {
            throw new UncheckedIOException(command.firstEntry().getKey() + " on " + address(), e);
        }
    }

    /** Only the driver can authenticate. */
    private Document commandOfRoot(String database, Document command) {
        try (var client = MongoClient.create(directUri())) {
            return client.database(database).runCommand(command);
        } catch (ServerException reported) {
            return reported.reply().toDocument();
        } catch (MongoException failed) {
            throw new UncheckedIOException(command.firstEntry().getKey() + " on " + address(), new IOException(failed));
        }
    }

    /**
     * The id of the server's process, which changes on a restart.
     *
     * @return the process id
     */
    public long pid() {
        return server.pid();
    }

    /**
     * The end of the server's output since it was last started.
     *
     * @return its last 30 lines
     */
    public String log() {
        var lines = printed().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** Kills the server ({@code kill -9}) and waits for its exit. {@link #restart()} starts it again. */
    public void kill() {
        server.destroyForcibly();
        awaitEnd();
    }

    /** Suspends the server (SIGSTOP): connections stay open without any reply. */
    public void suspend() {
        signal("STOP");
    }

    /** Resumes a suspended server (SIGCONT). Does nothing if it is running. */
    public void resume() {
        signal("CONT");
    }

    /**
     * Shuts the server down cleanly, if it is running, and starts it again on the same port with the same data.
     *
     * @throws IllegalStateException if it does not start within 60 seconds, or its port is taken
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

    /** Otherwise a primary would wait 15 seconds for its clients to notice. */
    private void askToShutDown() {
        try {
            var shutdown = Document.of("shutdown", 1, "force", true).append("timeoutSecs", 0);
            command("admin", shutdown, Duration.ofSeconds(1));
        } catch (UncheckedIOException e) {
            // It closes the connection without a reply; if the command could not be sent, a signal follows.
        }
    }

    /** Stops the server immediately, without a clean shutdown, and deletes its folder. A second call does nothing. */
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
        if (tls != null) {
            line.addAll(tls.arguments(folder.path()));
        }
        line.add("--port");
        line.add(Integer.toString(port));
        line.add("--dbpath");
        line.add(folder.path().resolve("data").toString());
        if (Files.exists(keyFile())) {
            line.addAll(List.of("--keyFile", keyFile().toString()));
        }
        return folder.launch(line, logFile());
    }

    private Path keyFile() {
        return folder.path().resolve("key");
    }

    Path folder() {
        return folder.path();
    }

    private Path logFile() {
        return folder.path().resolve("log-" + launches);
    }

    /** Relies on the server's log rather than on an open port, which may belong to another program. */
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

    /** The last part of the log: all of it during start-up, but not the gigabytes of a long-running server. */
    private String printed() {
        try (var file = new RandomAccessFile(logFile().toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LOG_BYTES));
            var bytes = new byte[LOG_BYTES];
            return new String(bytes, 0, Math.max(0, file.read(bytes)), UTF_8);
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
                throw new IllegalStateException(
                        "mongod " + server.pid() + " does not accept SIG" + name + "\n" + log());
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
     * Below the ephemeral ports: otherwise an outgoing connection could take the port while the server is down, and a
     * client that tries to reach it could even connect to itself. Below the default ports too, which some tests need.
     */
    static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
            try (var probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException e) {
                // In use: try the next one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Configures a server. Not thread-safe. */
    public static final class Builder {
        private final List<String> arguments = new ArrayList<>();
        private boolean testCommands;
        private boolean authentication;
        private @Nullable String key;
        private IntSupplier ports = Mongod::freePort;
        private String host = "127.0.0.1";
        private @Nullable TlsServer tls;

        private Builder() {}

        /**
         * Whether the server has test commands, such as {@code failCommand}. Default: no.
         *
         * @param enabled true to enable them
         */
        public Builder testCommands(boolean enabled) {
            testCommands = enabled;
            return this;
        }

        /**
         * Whether the server requires authentication. Default: no. A first user, who may do everything, is created; its
         * credentials are part of {@link Mongod#uri()}.
         *
         * @param required true to require it
         */
        public Builder authentication(boolean required) {
            authentication = required;
            return this;
        }

        /** The key with which the members of a replica set authenticate to each other; they have the same users. */
        Builder key(String shared) {
            key = shared;
            return this;
        }

        /**
         * Adds arguments to the command line. Port, folder, log and cache size are already set.
         *
         * @param more such as {@code "--replSet", "rs0"}
         */
        public Builder arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /**
         * Lets the server accept only TLS connections. Default: only connections without TLS.
         *
         * @param authority the authority that clients have to trust, and that the server trusts
         * @param server the server's certificate; for {@code 127.0.0.1} if its host is to be checked
         */
        public Builder tls(TestAuthority authority, TestCertificate server) {
            tls = new TlsServer(authority, server, false);
            return this;
        }

        /** Lets the server accept only TLS connections with a client certificate of the authority. */
        public Builder tlsWithClientCertificates(TestAuthority authority, TestCertificate server) {
            tls = new TlsServer(authority, server, true);
            return this;
        }

        /** The name by which the server is known, which leads to {@code 127.0.0.1}. */
        Builder host(String name) {
            host = name;
            return this;
        }

        /** Supplies candidates for the port; one that is in use is skipped. */
        Builder ports(IntSupplier candidates) {
            ports = candidates;
            return this;
        }

        /**
         * Starts the server and waits until it accepts connections.
         *
         * @return the running server
         * @throws IllegalStateException if there is no mongod on this machine, or it does not start within 60 seconds;
         *     the message contains the end of its log
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
            if (authentication) {
                command.add("--auth");
            }
            command.addAll(arguments);
            return List.copyOf(command);
        }
    }
}
