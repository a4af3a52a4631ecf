package dev.morelia.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.TransportException.Reason;
import dev.morelia.settings.SocketSettings;
import dev.morelia.settings.TlsSettings;
import dev.morelia.topology.ServerAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TransportFactoryTest {

    private static final ServerAddress SERVER = new ServerAddress("db.example", 5000);
    private static final long MILLISECOND = 1_000_000;

    private final List<String> tried = new ArrayList<>();
    private InetAddress v6;
    private InetAddress v4;

    @BeforeEach
    void addresses() throws UnknownHostException {
        v6 = InetAddress.getByName("2001:db8::1");
        v4 = InetAddress.getByName("192.0.2.1");
    }

    private StubEnv env(Map<InetAddress, StubLink> links) {
        return new StubEnv(host -> List.of(v6, v4), address -> link(links, address));
    }

    private StubLink link(Map<InetAddress, StubLink> links, SocketAddress address) {
        tried.add(address.toString());
        return Objects.requireNonNull(links.get(((InetSocketAddress) address).getAddress()));
    }

    private static StubLink refusing() {
        return new StubLink().fails(new ConnectException("Connection refused"));
    }

    private static TransportFactory factory(Env env) {
        return new TransportFactory(new Background(env), SocketSettings.defaults(), TlsSettings.disabled());
    }

    @Test
    void triesTheNextAddressIfOneRefuses() throws Exception {
        var good = new StubLink();
        try (var factory = factory(env(Map.of(v6, refusing(), v4, good)))) {
            try (var transport = factory.open(SERVER, Deadline.NONE, CancelToken.NONE)) {
                assertThat(transport.isOpen()).isTrue();
            }
        }
        assertThat(tried).containsExactly("/[2001:db8:0:0:0:0:0:1]:5000", "/192.0.2.1:5000");
        assertThat(good.isClosed()).isTrue();
    }

    @Test
    void aSilentAddressGetsOnlyItsShareOfTheTime() throws Exception {
        var silent = new StubLink().blocksOnConnect();
        var env = env(Map.of(v6, silent, v4, new StubLink()));
        try (var factory = factory(env)) {
            long start = env.nanoTime();
            var deadline = Deadline.after(start, 4_000 * MILLISECOND);
            factory.open(SERVER, deadline, CancelToken.NONE).close();
            assertThat(env.nanoTime() - start).isGreaterThanOrEqualTo(2_000 * MILLISECOND);
        }
        assertThat(silent.isClosed()).isTrue();
    }

    @Test
    void reportsTheFailureOfEachAddress() {
        try (var factory = factory(env(Map.of(v6, refusing(), v4, refusing())))) {
            assertThatThrownBy(() -> factory.open(SERVER, Deadline.NONE, CancelToken.NONE))
                    .hasMessage("/[2001:db8:0:0:0:0:0:1]:5000: Connection refused; /192.0.2.1:5000: Connection refused")
                    .hasRootCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void timeoutsOfAllAddressesAreATimeout() {
        var links = Map.of(v6, new StubLink().blocksOnConnect(), v4, new StubLink().blocksOnConnect());
        var env = env(links);
        try (var factory = factory(env)) {
            var deadline = Deadline.after(env.nanoTime(), 400 * MILLISECOND);
            var failure = catchThrowableOfType(
                    TransportException.class, () -> factory.open(SERVER, deadline, CancelToken.NONE));
            assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(failure).hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void cancellingStopsImmediatelyAndTriesNoOtherAddress() {
        var token = new CancelToken();
        var silent = new StubLink().blocksOnConnect();
        var env = new StubEnv(host -> List.of(v6, v4), address -> {
            tried.add(address.toString());
            Thread.ofVirtual().start(() -> {
                while (!silent.isClosed()) {
                    token.cancel();
                }
            });
            return silent;
        });
        try (var factory = factory(env)) {
            var failure =
                    catchThrowableOfType(TransportException.class, () -> factory.open(SERVER, Deadline.NONE, token));
            assertThat(failure.reason()).isEqualTo(Reason.CANCELLED);
        }
        assertThat(tried).hasSize(1);
    }

    @Test
    void theErrorOfAnUnknownHostContainsItsName() {
        var env = new StubEnv(
                host -> {
                    throw new UnknownHostException(host);
                },
                address -> new StubLink());
        try (var factory = factory(env)) {
            assertThatThrownBy(() -> factory.open(SERVER, Deadline.NONE, CancelToken.NONE))
                    .hasMessage("no address found for host db.example")
                    .hasRootCauseInstanceOf(UnknownHostException.class);
        }
    }

    @Test
    void aSlowLookupIsAbandonedAtTheDeadlineOrOnCancelOrInterrupt() throws Exception {
        var resolved = new CountDownLatch(1);
        var env = new StubEnv(
                host -> {
                    try {
                        resolved.await();
                    } catch (InterruptedException e) {
                        throw new UnknownHostException(host);
                    }
                    return List.of(v4);
                },
                address -> new StubLink());
        try (var factory = factory(env)) {
            var deadline = Deadline.after(env.nanoTime(), 20 * MILLISECOND);
            assertThat(catchThrowableOfType(
                                    TransportException.class, () -> factory.open(SERVER, deadline, CancelToken.NONE))
                            .reason())
                    .isEqualTo(Reason.TIMED_OUT);

            var token = new CancelToken();
            Thread.ofVirtual().start(token::cancel);
            assertThat(catchThrowableOfType(TransportException.class, () -> factory.open(SERVER, Deadline.NONE, token))
                            .reason())
                    .isEqualTo(Reason.CANCELLED);

            Thread.currentThread().interrupt();
            assertThat(catchThrowableOfType(
                                    TransportException.class,
                                    () -> factory.open(SERVER, Deadline.NONE, CancelToken.NONE))
                            .reason())
                    .isEqualTo(Reason.INTERRUPTED);
            assertThat(Thread.interrupted()).isTrue();
        }
        resolved.countDown();
        for (var worker : env.workers()) {
            assertThat(worker.join(Long.MAX_VALUE)).isTrue();
        }
    }

    /** A context that has been shut down, for example; it works once, when the factory checks it. */
    @Test
    void noLinkIsOpenedWithoutAnEngine() throws Exception {
        var engines = new AtomicInteger();
        var context = SSLContext.getDefault();
        var failing = new SSLContext(
                new SSLContextSpi() {
                    @Override
                    protected SSLEngine engineCreateSSLEngine() {
                        return context.createSSLEngine();
                    }

                    @Override
                    protected SSLEngine engineCreateSSLEngine(String host, int port) {
                        engines.incrementAndGet();
                        throw new IllegalStateException("mine");
                    }

                    @Override
                    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

                    @Override
                    protected SSLSocketFactory engineGetSocketFactory() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    protected SSLServerSocketFactory engineGetServerSocketFactory() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    protected SSLSessionContext engineGetServerSessionContext() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    protected SSLSessionContext engineGetClientSessionContext() {
                        throw new UnsupportedOperationException();
                    }
                },
                context.getProvider(),
                "TLS") {};
        var env = new StubEnv(host -> List.of(InetAddress.getByName(host)), address -> {
            tried.add(address.toString());
            return new StubLink();
        });
        var settings = TlsSettings.disabled().enabled(true).context(failing);
        try (var factory = new TransportFactory(new Background(env), SocketSettings.defaults(), settings)) {
            for (var server : List.of(new ServerAddress("127.0.0.1", 1), ServerAddress.of("/tmp/a.sock"))) {
                assertThatThrownBy(() -> factory.open(server, Deadline.NONE, CancelToken.NONE))
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("mine");
            }
        }
        assertThat(engines).hasValue(2);
        assertThat(tried).isEmpty();
    }

    @Test
    void literalAddressesAndPathsNeedNoLookupAndNoThread() throws Exception {
        var env = new StubEnv(host -> List.of(InetAddress.getByName(host)), address -> {
            tried.add(address.toString());
            assertThat(address).isInstanceOfAny(InetSocketAddress.class, UnixDomainSocketAddress.class);
            return new StubLink();
        });
        try (var factory = factory(env)) {
            for (var host : List.of("127.0.0.1", "::1", "/tmp/mongodb-27017.sock")) {
                factory.open(new ServerAddress(host, 1), Deadline.NONE, CancelToken.NONE)
                        .close();
            }
        }
        assertThat(env.workers()).isEmpty();
        assertThat(tried).containsExactly("/127.0.0.1:1", "/[0:0:0:0:0:0:0:1]:1", "/tmp/mongodb-27017.sock");
    }
}
