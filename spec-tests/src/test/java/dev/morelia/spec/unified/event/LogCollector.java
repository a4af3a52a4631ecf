package dev.morelia.spec.unified.event;

import dev.morelia.bson.Document;
import dev.morelia.event.LogMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the driver logs from the moment this is opened, of the components and levels that a client of a test observes.
 * Open it before the client: a client looks at its loggers when it is built. Thread-safe.
 */
public final class LogCollector extends Handler {
    /** The driver tells this besides what the specification has it tell. */
    private static final String OUR_OWN = "Server state changed";

    private static final String POOL_READY = "Connection pool ready";
    private static final long MAXIMUM_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String FAIL_POINT = "configureFailPoint";

    /** The format asks for longer texts than usual, so that documents can be read back. */
    private static final String LENGTH_PROPERTY = "dev.morelia.log.maxDocumentLength";

    private static final String LENGTH = "10000";
    private static final String PREFIX = "dev.morelia.";

    /** A message as the format describes it. */
    public record Logged(String level, String component, Document data) {}

    private final boolean observesConnections;
    private final AtomicReference<@Nullable Object> ownTopologyId = new AtomicReference<>();
    private final Set<String> ownConnectionIds = ConcurrentHashMap.newKeySet();
    private final List<Logger> loggers = new ArrayList<>();
    private final List<Logged> messages = new CopyOnWriteArrayList<>();

    /** Collects from here on; the document has components with their lowest levels. */
    public LogCollector(Document observed) {
        observesConnections = observed.containsKey("connection");
        if (!observed.isEmpty()) {
            System.setProperty(LENGTH_PROPERTY, LENGTH);
        }
        observed.forEach((component, level) -> {
            var logger = Logger.getLogger(PREFIX + component);
            logger.setLevel(level(String.valueOf(level)));
            logger.addHandler(this);
            loggers.add(logger);
        });
    }

    private static Level level(String name) {
        return switch (name) {
            case "emergency", "alert", "critical", "error" -> Level.SEVERE;
            case "warning" -> Level.WARNING;
            case "notice", "informational", "info" -> Level.INFO;
            case "debug" -> Level.FINE;
            case "trace" -> Level.FINER;
            default -> throw new IllegalArgumentException("Unknown level of a log: " + name);
        };
    }

    private static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warning";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    /**
     * Where connections are observed, waits until a pool says that it is ready, for two seconds at most. That comes
     * from the thread that watches the server, and an operation that begins at the same moment may speak first.
     */
    public void awaitPool() {
        long end = System.nanoTime() + MAXIMUM_WAIT_NANOS;
        while (observesConnections
                && messages.stream()
                        .noneMatch(each -> POOL_READY.equals(each.data().get("message")))
                && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** The messages so far, in their order. */
    public List<Logged> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void publish(LogRecord record) {
        Object[] parameters = record.getParameters();
        if (parameters != null
                && parameters.length == 1
                && parameters[0] instanceof LogMessage message
                && !message.message().equals(OUR_OWN)
                && !isOfTheRunner(message)
                && isOfThisClient(message)) {
            var data = new Document("message", message.message());
            data.putAll(message.fields());
            String component = record.getLoggerName().substring(PREFIX.length());
            messages.add(new Logged(name(record.getLevel()), component, data));
        }
    }

    /**
     * An earlier client may say its last words late. The first deployment that begins is this client's, and so are the
     * connections that are created from now on.
     */
    private boolean isOfThisClient(LogMessage message) {
        var topologyId = message.fields().get("topologyId");
        if (topologyId == null) {
            return isOfThisClients(message.fields().get("driverConnectionId"), message.message());
        }
        if (message.message().equals("Starting topology monitoring")) {
            ownTopologyId.compareAndSet(null, topologyId);
        }
        return topologyId.equals(ownTopologyId.get());
    }

    private boolean isOfThisClients(@Nullable Object connectionId, String message) {
        if (message.equals("Connection created")) {
            ownConnectionIds.add(String.valueOf(connectionId));
        }
        return connectionId == null
                || !message.startsWith("Connection ")
                || ownConnectionIds.contains(String.valueOf(connectionId));
    }

    /** Fail points are set through clients of the test, and are no part of it. */
    private static boolean isOfTheRunner(LogMessage message) {
        var fields = message.fields();
        return FAIL_POINT.equals(fields.get("commandName")) || FAIL_POINT.equals(fields.get("operation"));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        System.clearProperty(LENGTH_PROPERTY);
        for (var logger : loggers) {
            logger.removeHandler(this);
            logger.setLevel(null);
        }
    }
}
