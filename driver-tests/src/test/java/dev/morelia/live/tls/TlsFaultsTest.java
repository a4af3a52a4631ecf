package dev.morelia.live.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.FaultProxy.Direction;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.message.Acceptor;
import dev.morelia.testkit.tls.TestAuthority;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A network that stalls or breaks in the middle of TLS: every wait ends, and the client recovers. {@link WrongTls} has
 * servers that misbehave.
 */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class TlsFaultsTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Faults CA");
    private static final String LARGE = "x".repeat(3_000_000);
    private static Mongod mongod;

    @TempDir
    private static Path folder;

    private FaultProxy proxy;

    @BeforeAll
    static void start() {
        AUTHORITY.own().writeCertificateTo(folder.resolve("ca.pem"));
        mongod = Mongod.builder()
                .tls(
                        AUTHORITY,
                        AUTHORITY.certificate("server").address("127.0.0.1").issue())
                .start();
    }

    @AfterAll
    static void stop() {
        mongod.close();
    }

    @BeforeEach
    void startProxy() {
        proxy = FaultProxy.start(mongod.address());
    }

    @AfterEach
    void stopProxy() {
        proxy.close();
    }

    private static String tls(String uri, String more) {
        return uri + "&tls=true&tlsCAFile=" + folder.resolve("ca.pem") + more;
    }

    private static void insertLarge(MongoClient client) {
        client.database("faults").collection("large").insertOne(new Document("text", LARGE));
    }

    private static void ping(MongoClient client) {
        client.database("faults").runCommand(Document.of("ping", 1));
    }

    /** The exception, and that it came in time. */
    private static Throwable failsWithin(Duration limit, Runnable action) {
        long begin = System.nanoTime();
        var failure = catchThrowable(action::run);
        assertThat(failure).isInstanceOf(MongoException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(limit);
        return failure;
    }

    private static void recovers(MongoClient client) {
        for (int i = 0; ; i++) {
            try {
                ping(client);
                return;
            } catch (MongoException e) {
                assertThat(i).as("attempts: " + e).isLessThan(20);
            }
        }
    }

    @Test
    void aDeadlineHoldsInHandshakeReadAndWrite() {
        try (var client = MongoClient.create(tls(proxy.uri(), "&timeoutMS=700&connectTimeoutMS=2000"))) {
            recovers(client);
            proxy.blackHole(Direction.TO_CLIENT);
            failsWithin(Duration.ofMillis(1_500), () -> ping(client));
            proxy.heal();
            recovers(client);
            proxy.blackHole(Direction.TO_SERVER);
            failsWithin(Duration.ofMillis(1_500), () -> insertLarge(client));
            proxy.heal();
            recovers(client);
            proxy.reset();
            proxy.blackHole(Direction.TO_CLIENT);
            failsWithin(Duration.ofMillis(1_500), () -> ping(client));
            proxy.heal();
            recovers(client);
        }
    }

    @Test
    void anEndInMidRecordIsALostConnection() {
        try (var client = MongoClient.create(tls(proxy.uri(), "&retryWrites=false&retryReads=false"))) {
            recovers(client);
            insertLarge(client);
            proxy.cutAfter(Direction.TO_CLIENT, 100_000);
            failsWithin(
                    Duration.ofSeconds(20),
                    () -> client.database("faults").collection("large").find().toList());
            proxy.heal();
            recovers(client);
            assertThat(client.database("faults").collection("large").find().toList())
                    .isNotEmpty();
        }
    }

    @Test
    void halfASecondForEachByteEndsWithTheDeadline() {
        proxy.drip(Duration.ofMillis(500));
        try (var client = MongoClient.create(tls(proxy.uri(), "&connectTimeoutMS=800&serverSelectionTimeoutMS=1500"))) {
            var failure = failsWithin(Duration.ofMillis(2_500), () -> ping(client));
            assertThat(failure.getCause()).hasMessageContaining("TLS handshake failed");
            proxy.heal();
            recovers(client);
        }
    }

    @Test
    void anInterruptFreesAReadAndAWrite() throws InterruptedException {
        try (var client = MongoClient.create(tls(proxy.uri(), ""))) {
            for (var direction : Direction.values()) {
                recovers(client);
                proxy.blackHole(direction);
                var failure = new Throwable[1];
                var thread = Thread.ofPlatform().start(() -> failure[0] = catchThrowable(() -> insertLarge(client)));
                Thread.sleep(500);
                thread.interrupt();
                assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
                assertThat(failure[0]).isInstanceOf(InterruptedOperationException.class);
                proxy.heal();
            }
        }
    }

    /** What a client waits for when it is closed: the service asked, and how to reach the server through it. */
    enum Stall {
        TLS_HANDSHAKE,
        PROXY,
        REVOCATION_SERVICE,
        DRIPPING_REVOCATION_SERVICE;

        String uri(int silentPort, int serverPort) {
            return switch (this) {
                case TLS_HANDSHAKE -> tls("mongodb://127.0.0.1:" + silentPort + "/?directConnection=true", "");
                case PROXY ->
                    tls("mongodb://127.0.0.1:1/?directConnection=true", "&proxyHost=127.0.0.1&proxyPort=" + silentPort);
                case REVOCATION_SERVICE, DRIPPING_REVOCATION_SERVICE ->
                    tls("mongodb://127.0.0.1:" + serverPort + "/?directConnection=true", "");
            };
        }

        void serve(Socket socket) {
            if (this == DRIPPING_REVOCATION_SERVICE) {
                send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(US_ASCII));
                while (true) {
                    send(socket, new byte[1]);
                    pause();
                }
            }
            readToTheEnd(socket);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheClientFreesAHandshakeAndLeavesNoThreadOrSocket(Stall stall) throws InterruptedException {
        long threadsBefore = threads();
        var open = new AtomicInteger();
        var accepted = new CountDownLatch(1);
        try (var silent = serving(socket -> {
                    open.incrementAndGet();
                    accepted.countDown();
                    try {
                        stall.serve(socket);
                    } finally {
                        open.decrementAndGet();
                    }
                });
                var server = new TlsListener(
                        AUTHORITY.context(AUTHORITY
                                .certificate("server")
                                .address("127.0.0.1")
                                .ocspService(
                                        "http://127.0.0.1:" + silent.address().getPort() + "/")
                                .issue()),
                        false)) {
            long socketsBefore = sockets();
            var client = MongoClient.create(stall.uri(silent.address().getPort(), server.port()));
            var failure = new Throwable[1];
            var thread = Thread.ofPlatform().start(() -> failure[0] = catchThrowable(() -> ping(client)));
            assertThat(accepted.await(10, TimeUnit.SECONDS)).isTrue();
            client.close();
            assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
            assertThat(failure[0]).isInstanceOf(MongoException.class);
            long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            while ((threads() > threadsBefore || open.get() > 0 || sockets() > socketsBefore)
                    && System.nanoTime() < end) {
                pause();
            }
            assertThat(threads()).as("threads").isLessThanOrEqualTo(threadsBefore);
            assertThat(open.get()).as("connections").isZero();
            assertThat(sockets()).as("sockets").isLessThanOrEqualTo(socketsBefore);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Open sockets of this process; 0 where the system does not list them. */
    private static long sockets() {
        File[] files = new File("/proc/self/fd").listFiles();
        return Stream.of(files == null ? new File[0] : files)
                .filter(TlsFaultsTest::isSocket)
                .count();
    }

    private static boolean isSocket(File file) {
        try {
            return Files.readSymbolicLink(file.toPath()).toString().startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    private static void readToTheEnd(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("morelia-"))
                .count();
    }

    private static Acceptor serving(Consumer<Socket> conversation) {
        return Acceptor.open(
                0,
                socket -> Thread.ofVirtual().start(() -> {
                    try (socket) {
                        conversation.accept(socket);
                    } catch (IOException | UncheckedIOException e) {
                        // The client has gone.
                    }
                }));
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
