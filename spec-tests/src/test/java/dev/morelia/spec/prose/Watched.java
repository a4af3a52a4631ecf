package dev.morelia.spec.prose;

import dev.morelia.MongoClient;
import dev.morelia.spec.unified.event.CommandEvents;
import dev.morelia.spec.unified.event.DiscoveryEvents;
import dev.morelia.spec.unified.event.EventLog;
import dev.morelia.spec.unified.event.Observed;
import dev.morelia.spec.unified.event.PoolEvents;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A client and all events that it publishes, until it is closed. */
final class Watched implements AutoCloseable {
    /** Far longer than any of the awaited events takes. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Set<String> NAMES = Set.of(
            "commandStartedEvent",
            "commandSucceededEvent",
            "commandFailedEvent",
            "poolCreatedEvent",
            "poolReadyEvent",
            "poolClearedEvent",
            "connectionCreatedEvent",
            "connectionClosedEvent",
            "connectionReadyEvent",
            "connectionCheckedOutEvent",
            "connectionCheckOutFailedEvent",
            "serverDescriptionChangedEvent",
            "topologyDescriptionChangedEvent",
            "serverHeartbeatStartedEvent",
            "serverHeartbeatSucceededEvent",
            "serverHeartbeatFailedEvent");

    private final EventLog log;
    private final MongoClient client;

    private Watched(String uri, UnaryOperator<MongoClient.Builder> change) {
        this.log = new EventLog(NAMES);
        this.client = change.apply(MongoClient.builder()
                        .uri(uri)
                        .commandListener(new CommandEvents(log, Set.of(), false))
                        .poolListener(new PoolEvents(log))
                        .topologyListener(new DiscoveryEvents(log)))
                .build();
    }

    static Watched open(String uri) {
        return open(uri, UnaryOperator.identity());
    }

    static Watched open(String uri, UnaryOperator<MongoClient.Builder> change) {
        return new Watched(uri, change);
    }

    MongoClient client() {
        return client;
    }

    /** Drops the events so far. */
    void forget() {
        log.forget();
    }

    List<Observed> events() {
        return log.events();
    }

    /** The events of one type, in order. */
    <E> List<E> events(Class<E> type) {
        return log.events().stream()
                .map(Observed::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /**
     * Waits until the given number of events of a type satisfy a condition; an error if they do not within the limit.
     */
    <E> void await(Class<E> type, int count, Predicate<E> condition) throws InterruptedException {
        boolean seen = log.await(
                observed -> type.isInstance(observed.event()) && condition.test(type.cast(observed.event())),
                count,
                LIMIT);
        if (!seen) {
            throw new AssertionError("no " + count + " " + type.getSimpleName() + " in " + LIMIT + ": " + events());
        }
    }

    <E> void await(Class<E> type, int count) throws InterruptedException {
        await(type, count, Objects::nonNull);
    }

    @Override
    public void close() {
        client.close();
    }
}
