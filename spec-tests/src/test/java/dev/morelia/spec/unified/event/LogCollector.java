package dev.morelia.spec.unified.event;

import dev.morelia.bson.Document;
import dev.morelia.event.LogMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Collects the driver's log messages of the components and levels that a client of a test observes. Open it before the
 * client, which checks its loggers when it is created. Thread-safe.
 */
public final class LogCollector extends Handler {
    /** A message of the driver that is not in the specification. */
    private static final String OUR_OWN = "Server state changed";

    private static final String POOL_CREATED = "Connection pool created";
    private static final String POOL_READY = "Connection pool ready";
    private static final long MAXIMUM_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String FAIL_POINT = "configureFailPoint";

    /** The format requires longer texts than the default, so that documents can be parsed. */
    private static final String LENGTH_PROPERTY = "dev.morelia.log.maxDocumentLength";

    private static final String LENGTH = "10000";
    private static final String PREFIX = "dev.morelia.";

    /** The lane of the calling thread and those it starts; null if it is in none. */
    private static final ThreadLocal<@Nullable String> LANE = new InheritableThreadLocal<>();

    /** How many collectors are open, by the level they require of a logger. */
    private static final Map<Logger, List<Level>> REQUIRED = new HashMap<>();

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** A message in the form of the format. */
    public record Logged(String level, String component, Document data) {}

    private final boolean observesConnections;
    private final AtomicReference<@Nullable Object> ownTopologyId = new AtomicReference<>();
    private volatile boolean hasOwnPool;
    private final Set<String> ownConnectionIds = ConcurrentHashMap.newKeySet();
    private final Map<Logger, Level> loggers = new ConcurrentHashMap<>();
    private final @Nullable String lane = LANE.get();
    private final List<Logged> messages = new CopyOnWriteArrayList<>();

    /** Collects from now on; the document has the components with their minimum levels. */
    public LogCollector(Document observed) {
        observesConnections = observed.containsKey("connection");
        observed.forEach(
                (component, level) -> loggers.put(Logger.getLogger(PREFIX + component), level(String.valueOf(level))));
        LOCK.lock();
        try {
            loggers.forEach((logger, level) -> {
                REQUIRED.computeIfAbsent(logger, none -> new ArrayList<>()).add(level);
                adjust(logger);
                logger.addHandler(this);
            });
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * What the calling thread and the threads that it starts from now on log is for collectors that they open, and
     * nothing else is: tests in different lanes run at the same time, and loggers belong to all of them.
     */
    public static void enter(String lane) {
        LANE.set(lane);
    }

    /** Sets the level of a logger to the lowest that is required, and the length of documents. */
    private static void adjust(Logger logger) {
        var levels = REQUIRED.getOrDefault(logger, List.of());
        logger.setLevel(
                levels.stream().min(Comparator.comparingInt(Level::intValue)).orElse(null));
        if (REQUIRED.values().stream().allMatch(List::isEmpty)) {
            System.clearProperty(LENGTH_PROPERTY);
        } else {
            System.setProperty(LENGTH_PROPERTY, LENGTH);
        }
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
     * If connections are observed, waits at most two seconds until a pool is ready. That message comes from the
     * monitoring thread, and an operation that starts at the same time may log before it.
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

    /** The messages so far, in order. */
    public List<Logged> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void publish(LogRecord record) {
        Object[] parameters = record.getParameters();
        if (parameters != null
                && parameters.length == 1
                && parameters[0] instanceof LogMessage message
                && Objects.equals(lane, LANE.get())
                && isRequired(record)
                && !message.message().equals(OUR_OWN)
                && !isOfTheRunner(message)
                && isOfThisClient(message)) {
            var data = new Document("message", message.message());
            data.putAll(message.fields());
            String component = record.getLoggerName().substring(PREFIX.length());
            messages.add(new Logged(name(record.getLevel()), component, data));
        }
    }

    private boolean isRequired(LogRecord record) {
        var level = loggers.get(Logger.getLogger(record.getLoggerName()));
        return level != null && record.getLevel().intValue() >= level.intValue();
    }

    /**
     * An earlier client may log its last messages late. The first deployment that is opened belongs to this client, and
     * so do the pools and connections that are created from then on.
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
        if (message.equals(POOL_CREATED)) {
            hasOwnPool = true;
        }
        if (message.startsWith("Connection pool ")) {
            return hasOwnPool;
        }
        return connectionId == null
                || !message.startsWith("Connection ")
                || ownConnectionIds.contains(String.valueOf(connectionId));
    }

    /** Fail points are set with clients of the test, but are not part of it. */
    private static boolean isOfTheRunner(LogMessage message) {
        var fields = message.fields();
        return FAIL_POINT.equals(fields.get("commandName")) || FAIL_POINT.equals(fields.get("operation"));
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        LOCK.lock();
        try {
            loggers.forEach((logger, level) -> {
                logger.removeHandler(this);
                REQUIRED.getOrDefault(logger, List.of()).remove(level);
                adjust(logger);
            });
            loggers.clear();
        } finally {
            LOCK.unlock();
        }
    }
}
