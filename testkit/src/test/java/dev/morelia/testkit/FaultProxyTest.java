package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.FaultProxy.Direction;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class FaultProxyTest {
    private static final int SILENCE_MILLIS = 200;
    private static final int ANSWER_MILLIS = 20_000;

    private Echo echo;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new Echo();
        proxy = FaultProxy.start(echo.address());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void carriesBytesBothWaysAndCounts() throws Exception {
        var large = new byte[3_000_000];
        large[2_999_999] = 7;
        try (var first = connect();
                var second = connect()) {
            assertThat(exchange(first, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
            assertThat(exchange(second, large)).isEqualTo(large);
            assertThat(proxy.connectionsAccepted()).isEqualTo(2);
            assertThat(proxy.connectionsOpen()).isEqualTo(2);
        }
        assertThat(echo.nextEnd()).isTrue();
        assertThat(echo.nextEnd()).isTrue();
        awaitOpen(0);
        assertThat(proxy.connectionsAccepted()).isEqualTo(2);
    }

    @Test
    void delaysBytesAndReleasesThemWhenHealed() throws Exception {
        try (var socket = connect()) {
            proxy.latency(Duration.ofMillis(50));
            long begun = System.nanoTime();
            exchange(socket, new byte[1_000_000]);
            assertThat(System.nanoTime() - begun)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
            proxy.latency(Duration.ofHours(1));
            socket.getOutputStream().write(1);
            assertSilent(socket);
            proxy.heal();
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void limitsTheBandwidth() throws Exception {
        try (var socket = connect()) {
            proxy.bandwidth(500_000);
            long begun = System.nanoTime();
            exchange(socket, new byte[100_000]);
            assertThat(System.nanoTime() - begun)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(150).toNanos());
        }
        assertThatThrownBy(() -> proxy.bandwidth(49)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dripsByteForByte() throws Exception {
        try (var socket = connect()) {
            proxy.drip(Duration.ofMillis(5));
            long begun = System.nanoTime();
            assertThat(exchange(socket, new byte[20])).hasSize(20);
            assertThat(System.nanoTime() - begun)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(95).toNanos());
        }
    }

    @Test
    void resetsOpenConnections() throws Exception {
        try (var socket = connect()) {
            exchange(socket, new byte[10]);
            proxy.reset();
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(echo.nextEnd()).isFalse();
        }
        try (var socket = connect()) {
            exchange(socket, new byte[10]);
        }
    }

    @Test
    void dropsRepliesForGood() throws Exception {
        try (var socket = connect()) {
            exchange(socket, new byte[10]);
            proxy.blackHole(Direction.TO_CLIENT);
            socket.getOutputStream().write(new byte[5]);
            echo.awaitReceived(15);
            assertSilent(socket);
            proxy.heal();
            socket.getOutputStream().write(1);
            echo.awaitReceived(16);
            assertSilent(socket);
            try (var fresh = connect()) {
                exchange(fresh, new byte[10]);
            }
        }
    }

    @Test
    void dropsRequestsAndTheEndOfTheStream() throws Exception {
        var socket = connect();
        exchange(socket, new byte[10]);
        proxy.blackHole(Direction.TO_SERVER, Direction.TO_CLIENT);
        socket.getOutputStream().write(new byte[5]);
        socket.close();
        awaitOpen(0);
        assertThat(echo.received.get()).isEqualTo(10);
        assertThat(echo.ends).isEmpty();
        proxy.close();
        echo.nextEnd();
    }

    @Test
    void doesNotNotifyTheClientWhenHalfOpen() throws Exception {
        try (var socket = connect()) {
            exchange(socket, new byte[10]);
            proxy.halfOpen();
            echo.nextEnd();
            socket.getOutputStream().write(new byte[5]);
            assertSilent(socket);
            assertThat(echo.received.get()).isEqualTo(10);
            assertThat(proxy.connectionsOpen()).isEqualTo(1);
            try (var fresh = connect()) {
                exchange(fresh, new byte[10]);
            }
        }
    }

    @Test
    void cutsAfterTheExactNumberOfBytes() throws Exception {
        try (var socket = connect()) {
            exchange(socket, new byte[10]);
            proxy.cutAfter(Direction.TO_CLIENT, 7);
            socket.getOutputStream().write(new byte[20]);
            assertThat(socket.getInputStream().readAllBytes()).hasSize(7);
        }
        proxy.cutAfter(Direction.TO_SERVER, 3);
        int before = echo.received.get();
        try (var socket = connect()) {
            socket.getOutputStream().write(new byte[20]);
            echo.nextEnd();
            echo.nextEnd();
            assertThat(echo.received.get()).isEqualTo(before + 3);
        }
        assertThatThrownBy(() -> proxy.cutAfter(Direction.TO_SERVER, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNewConnections() throws Exception {
        try (var old = connect()) {
            exchange(old, new byte[10]);
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            exchange(old, new byte[10]);
            proxy.heal();
            try (var fresh = connect()) {
                exchange(fresh, new byte[10]);
            }
        }
    }

    @Test
    void leavesNewConnectionsPending() throws Exception {
        proxy.pauseAccept();
        try (var socket = connect()) {
            socket.getOutputStream().write(1);
            assertSilent(socket);
            assertThat(proxy.connectionsAccepted()).isZero();
            proxy.heal();
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void resetsClientsOfAServerThatIsNotThere() throws Exception {
        try (var toNobody = FaultProxy.start(new ServerAddress("127.0.0.1", Mongod.freePort()));
                var socket = connect(toNobody)) {
            assertThatThrownBy(() -> {
                        socket.getOutputStream().write(1);
                        assertThat(socket.getInputStream().read()).isNotNegative();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void forwardsToARealServer() {
        try (var real = FaultProxy.start(Mongod.shared().address());
                var client = MongoClient.create(real.uri())) {
            var things = client.database("proxied").collection("things");
            things.drop();
            things.insertOne(Document.of("_id", 1));
            real.drip(Duration.ofMillis(1));
            assertThat(things.find()).containsExactly(Document.of("_id", 1));
            assertThat(real.connectionsAccepted()).isPositive();
        }
    }

    private Socket connect() throws IOException {
        return connect(proxy);
    }

    private static Socket connect(FaultProxy to) throws IOException {
        var socket = new Socket(to.address().host(), to.address().port());
        socket.setSoTimeout(ANSWER_MILLIS);
        return socket;
    }

    private static byte[] exchange(Socket socket, byte[] bytes) throws Exception {
        var writer = Thread.ofVirtual().start(() -> {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                // The reader checks what was received.
            }
        });
        byte[] reply = socket.getInputStream().readNBytes(bytes.length);
        writer.join();
        assertThat(reply).hasSize(bytes.length);
        return reply;
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(ANSWER_MILLIS);
    }

    private void awaitOpen(int count) throws InterruptedException {
        for (long begun = System.nanoTime(); proxy.connectionsOpen() != count; Thread.sleep(5)) {
            assertThat(System.nanoTime() - begun)
                    .as("%d open instead of %d", proxy.connectionsOpen(), count)
                    .isLessThan(Duration.ofMillis(ANSWER_MILLIS).toNanos());
        }
    }

    /** Echoes and counts what it receives, and records whether connections end in an orderly way or with an error. */
    private static final class Echo implements AutoCloseable {
        final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();
        final AtomicInteger received = new AtomicInteger();

        Echo() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        ServerAddress address() {
            return new ServerAddress("127.0.0.1", listener.getLocalPort());
        }

        boolean nextEnd() throws InterruptedException {
            var end = ends.poll(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(end).as("end of a connection").isNotNull();
            return end;
        }

        void awaitReceived(int count) throws InterruptedException {
            for (long begun = System.nanoTime(); received.get() < count; Thread.sleep(5)) {
                assertThat(System.nanoTime() - begun)
                        .isLessThan(Duration.ofMillis(ANSWER_MILLIS).toNanos());
            }
            assertThat(received.get()).isEqualTo(count);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    // Closed.
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                byte[] buffer = new byte[65_536];
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    received.addAndGet(n);
                    socket.getOutputStream().write(buffer, 0, n);
                }
                ends.add(true);
            } catch (IOException e) {
                ends.add(false);
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
