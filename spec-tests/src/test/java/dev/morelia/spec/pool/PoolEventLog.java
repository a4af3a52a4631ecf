package dev.morelia.spec.pool;

import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events of a pool in order, with the specification's names. Thread-safe. */
final class PoolEventLog implements PoolListener {
    private static final Map<Class<? extends PoolEvent>, String> NAMES = Map.ofEntries(
            Map.entry(PoolEvent.PoolCreated.class, "ConnectionPoolCreated"),
            Map.entry(PoolEvent.PoolReady.class, "ConnectionPoolReady"),
            Map.entry(PoolEvent.PoolCleared.class, "ConnectionPoolCleared"),
            Map.entry(PoolEvent.PoolClosed.class, "ConnectionPoolClosed"),
            Map.entry(PoolEvent.ConnectionCreated.class, "ConnectionCreated"),
            Map.entry(PoolEvent.ConnectionReady.class, "ConnectionReady"),
            Map.entry(PoolEvent.ConnectionClosed.class, "ConnectionClosed"),
            Map.entry(PoolEvent.CheckOutStarted.class, "ConnectionCheckOutStarted"),
            Map.entry(PoolEvent.CheckOutFailed.class, "ConnectionCheckOutFailed"),
            Map.entry(PoolEvent.CheckedOut.class, "ConnectionCheckedOut"),
            Map.entry(PoolEvent.CheckedIn.class, "ConnectionCheckedIn"));

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<PoolEvent> events = new ArrayList<>();

    static String name(PoolEvent event) {
        return Objects.requireNonNull(NAMES.get(event.getClass()));
    }

    /** A field of an event by its name in the files; null if the event does not have it. */
    static @Nullable Object field(PoolEvent event, String field) {
        return switch (field) {
            case "type" -> name(event);
            case "address" -> event.server().toString();
            case "options" -> event instanceof PoolEvent.PoolCreated created ? created.settings() : null;
            case "interruptInUseConnections" ->
                event instanceof PoolEvent.PoolCleared cleared ? cleared.interruptInUseConnections() : null;
            case "connectionId" ->
                switch (event) {
                    case PoolEvent.ConnectionCreated it -> it.driverConnectionId();
                    case PoolEvent.ConnectionReady it -> it.driverConnectionId();
                    case PoolEvent.ConnectionClosed it -> it.driverConnectionId();
                    case PoolEvent.CheckedOut it -> it.driverConnectionId();
                    case PoolEvent.CheckedIn it -> it.driverConnectionId();
                    default -> null;
                };
            case "duration" ->
                switch (event) {
                    case PoolEvent.ConnectionReady it -> it.duration();
                    case PoolEvent.CheckedOut it -> it.duration();
                    case PoolEvent.CheckOutFailed it -> it.duration();
                    default -> null;
                };
            case "reason" ->
                switch (event) {
                    case PoolEvent.ConnectionClosed it -> camelCase(it.reason());
                    case PoolEvent.CheckOutFailed it -> camelCase(it.reason());
                    default -> null;
                };
            default -> throw new AssertionError("event field " + field);
        };
    }

    private static String camelCase(Enum<?> reason) {
        var words = reason.name().toLowerCase(Locale.ROOT).split("_", -1);
        return words[0]
                + Stream.of(words)
                        .skip(1)
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .reduce("", String::concat);
    }

    List<PoolEvent> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    void await(String name, int count, long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (events.stream().filter(event -> name(event).equals(name)).count() < count) {
                if (leftNanos <= 0) {
                    throw new AssertionError("no " + count + " of " + name + " in " + events);
                }
                leftNanos = more.awaitNanos(leftNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(PoolEvent event) {
        lock.lock();
        try {
            events.add(event);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void poolCreated(PoolEvent.PoolCreated event) {
        add(event);
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        add(event);
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        add(event);
    }

    @Override
    public void poolClosed(PoolEvent.PoolClosed event) {
        add(event);
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        add(event);
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        add(event);
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        add(event);
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        add(event);
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        add(event);
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        add(event);
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        add(event);
    }
}
