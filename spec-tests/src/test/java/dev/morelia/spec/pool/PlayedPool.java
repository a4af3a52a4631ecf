package dev.morelia.spec.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.event.PoolEvent;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.PoolSettings;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One file of the format, played against a pool on a real or scripted server. */
final class PlayedPool implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 20_000;

    private final Document test;
    private final PoolEventLog log = new PoolEventLog();
    private final Background background = new Background(SystemEnv.INSTANCE);
    private final ConnectionFactory factory;
    private final ConnectionPool pool;
    private final Map<String, PooledConnection> labels = new ConcurrentHashMap<>();
    private final Map<String, ExecutorService> threads = new LinkedHashMap<>();
    private final Map<String, Future<?>> last = new LinkedHashMap<>();

    PlayedPool(Document test, String uri) {
        this.test = test;
        var options = test.get("poolOptions") instanceof Document given ? given : new Document();
        var settings = ClientSettings.of(ConnectionString.parse(uri));
        if (options.get("appName") instanceof String name) {
            settings = settings.applicationName(name);
        }
        ServerAddress address = settings.topology().hosts().get(0);
        factory = new ConnectionFactory(background, settings);
        pool = new ConnectionPool(
                background,
                address,
                pool(options),
                (id, deadline, token) -> factory.open(address, id, deadline, token),
                this::clear,
                List.of(log));
        pool.announce();
    }

    /** As the discovery specification requires for an error before the end of the handshake. */
    private void clear(ServerAddress server, MongoException failure, long generation, @Nullable ObjectId service) {
        if (generation == pool.generation()) {
            pool.clear(failure, false);
        }
    }

    private static PoolSettings pool(Document options) {
        var settings = PoolSettings.defaults();
        for (String name : options.keySet()) {
            settings = switch (name) {
                case "maxPoolSize" -> settings.maxPoolSize(options.int32(name));
                case "minPoolSize" -> settings.minPoolSize(options.int32(name));
                case "maxConnecting" -> settings.maxConnecting(options.int32(name));
                case "maxIdleTimeMS" -> settings.maxIdleTime(Duration.ofMillis(options.int32(name)));
                case "waitQueueMultiple" -> settings.waitQueueMultiple(options.int32(name));
                case "waitQueueSize" -> throw new SpecSkip(SkipReason.OPTIONAL, name);
                case "waitQueueTimeoutMS" -> settings.waitQueueTimeout(Duration.ofMillis(options.int32(name)));
                // Background maintenance has no interval: it runs whenever there is something to do.
                case "appName", "backgroundThreadIntervalMS" -> settings;
                default -> throw new SpecSkip(SkipReason.NOT_IMPLEMENTED, "pool option " + name);
            };
        }
        return settings;
    }

    void play() throws Exception {
        Exception failure = null;
        try {
            for (Document operation : test.list("operations", Document.class)) {
                if (operation.get("thread") instanceof String thread) {
                    last.put(thread, Objects.requireNonNull(threads.get(thread)).submit(() -> run(operation)));
                } else {
                    run(operation);
                }
            }
        } catch (MongoException e) {
            failure = e;
        }
        background.events().flush();
        check(failure);
    }

    private @Nullable Object run(Document operation) throws Exception {
        switch (operation.string("name")) {
            case "start" ->
                threads.put(
                        operation.string("target"),
                        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory()));
            case "wait" -> TimeUnit.MILLISECONDS.sleep(operation.int32("ms"));
            case "waitForThread" -> join(operation.string("target"));
            case "waitForEvent" ->
                log.await(
                        operation.string("event"),
                        operation.int32("count"),
                        // The files allow one second; a machine under load may need more.
                        PATIENCE_MILLIS);
            case "checkOut" -> {
                var taken = pool.checkOut("find", Target.of("app"), Deadline.NONE, CancelToken.NONE);
                if (operation.get("label") instanceof String label) {
                    labels.put(label, taken);
                }
            }
            case "checkIn" -> pool.checkIn(Objects.requireNonNull(labels.get(operation.string("connection"))));
            case "clear" -> pool.clear(null, Boolean.TRUE.equals(operation.get("interruptInUseConnections")));
            case "close" -> pool.close();
            case "ready" -> pool.ready();
            default -> throw new AssertionError("operation " + operation);
        }
        return null;
    }

    private void join(String thread) throws Exception {
        try {
            Objects.requireNonNull(last.get(thread)).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("thread " + thread + " does not end", e);
        }
    }

    private void check(@Nullable Exception failure) {
        if (test.get("error") instanceof Document error) {
            // The specification does not define the text of messages.
            assertThat(failure)
                    .isInstanceOf(
                            switch (error.string("type")) {
                                case "PoolClosedError" -> ClientClosedException.class;
                                case "PoolClearedError" -> PoolClearedException.class;
                                case "WaitQueueTimeoutError" -> PoolTimeoutException.class;
                                default -> throw new AssertionError("error " + error);
                            });
        } else {
            assertThat(failure).isNull();
        }
        List<?> ignored = test.get("ignore") instanceof List<?> names ? names : List.of();
        var actual = log.events().stream()
                .filter(event -> !ignored.contains(PoolEventLog.name(event)))
                .toList();
        var expected = test.list("events", Document.class);
        assertThat(actual).as("events").hasSizeGreaterThanOrEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            check(expected.get(i), actual.get(i), actual);
        }
    }

    private static void check(Document expected, PoolEvent event, List<PoolEvent> all) {
        expected.forEach((name, value) -> {
            Object actual = PoolEventLog.field(event, name);
            assertThat(actual).as(() -> name + " of " + event + " in " + all).isNotNull();
            if (value instanceof Number number && number.intValue() != 42) {
                assertThat(((Number) Objects.requireNonNull(actual)).longValue())
                        .isEqualTo(number.longValue());
            } else if (!(value instanceof Number) && !"42".equals(value)) {
                assertThat(actual)
                        .as(() -> name + " of " + event + " in " + all)
                        .isEqualTo(value);
            }
        });
    }

    @Override
    public void close() {
        pool.close();
        threads.values().forEach(ExecutorService::shutdownNow);
        factory.close();
    }
}
