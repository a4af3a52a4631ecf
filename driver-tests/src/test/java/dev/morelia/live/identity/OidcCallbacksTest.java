package dev.morelia.live.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callbacks that misbehave: each operation ends in time with an exception of the driver, and the client recovers. */
@Timeout(60)
class OidcCallbacksTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final OidcServer script = new OidcServer("canary");
    private final ScriptedServer server = ScriptedServer.start(script);
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        server.close();
    }

    private MongoClient client(OidcCallback callback) {
        return MongoClient.builder()
                .uri(server.uri() + "&authMechanism=MONGODB-OIDC")
                .oidcCallback(callback)
                .build();
    }

    private static void find(MongoClient client) {
        assertThat(client.database("test").collection("test").find().toList()).hasSize(1);
    }

    private @Nullable OidcToken hang(OidcCallback.Request request) throws InterruptedException {
        called.countDown();
        end.await();
        return OidcToken.of("canary");
    }

    enum Misbehaviour implements OidcCallback {
        HANGS {
            @Override
            public OidcToken token(Request request) throws InterruptedException {
                Thread.sleep(60_000);
                return OidcToken.of("canary");
            }
        },
        IGNORES_INTERRUPTS {
            @Override
            public OidcToken token(Request request) {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(1500)) {
                    Thread.onSpinWait();
                }
                return OidcToken.of("canary");
            }
        },
        OVERFLOWS {
            @SuppressWarnings("InfiniteRecursion")
            @Override
            public OidcToken token(Request request) {
                return token(request);
            }
        },
        THROWS_ERROR {
            @Override
            public OidcToken token(Request request) {
                throw new LinkageError("broken");
            }
        },
        RETURNS_NULL {
            @Override
            public @Nullable OidcToken token(Request request) {
                return null;
            }
        },
        RETURNS_HUGE_TOKEN {
            @Override
            public OidcToken token(Request request) {
                return OidcToken.of("x".repeat(1_000_000));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Misbehaviour.class)
    void misbehaves(Misbehaviour misbehaviour) throws InterruptedException {
        var well = new AtomicBoolean();
        try (var client = client(request -> well.get() ? OidcToken.of("canary") : misbehaviour.token(request))) {
            long begun = System.nanoTime();
            var failure = catchThrowable(() -> find(client.with(TIMEOUT)));
            var elapsed = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(failure).isInstanceOf(MongoException.class);
            assertThat(elapsed).isLessThan(TIMEOUT.plusMillis(250));
            assertThat(TestClients.everything(failure)).doesNotContain("canary");
            well.set(true);
            if (misbehaviour == Misbehaviour.IGNORES_INTERRUPTS) {
                assertThat(catchThrowable(() -> find(client)))
                        .as("one call at a time")
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("the OIDC callback has not returned for");
                Thread.sleep(1500);
            }
            find(client);
        }
    }

    @Test
    void timeoutNamesTheOperation() {
        try (var client = client(this::hang)) {
            assertThat(catchThrowable(() -> find(client.with(TIMEOUT)))).isInstanceOf(OperationTimeoutException.class);
        }
    }

    @Test
    void interruptEndsTheWait() throws InterruptedException {
        try (var client = client(this::hang)) {
            var failure = new AtomicReference<@Nullable Throwable>();
            var thread = Thread.ofPlatform().start(() -> {
                failure.set(catchThrowable(() -> find(client)));
                if (!Thread.currentThread().isInterrupted()) {
                    failure.set(new AssertionError("the flag is not set"));
                }
            });
            called.await();
            thread.interrupt();
            thread.join();
            assertThat(failure.get()).isInstanceOf(InterruptedOperationException.class);
        }
    }

    @Test
    void closeEndsTheWait() throws InterruptedException {
        var failure = new AtomicReference<@Nullable Throwable>();
        Thread thread;
        try (var client = client(this::hang)) {
            thread = Thread.ofPlatform().start(() -> failure.set(catchThrowable(() -> find(client))));
            called.await();
        }
        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        assertThat(failure.get()).isInstanceOfAny(ClientClosedException.class, MongoException.class);
    }
}
