package dev.morelia.live.balanced;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.PoolUse;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Two router fronts behind a load balancer, a client of it, and what that client publishes. */
final class Balanced implements AutoCloseable, CommandListener, PoolListener, TopologyListener {
    static final String DATABASE = "balanced";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    final ReplicaSet set = ReplicaSet.shared();
    final RouterFront first = RouterFront.startBehindLoadBalancer(set);
    final RouterFront second = RouterFront.startBehindLoadBalancer(set);
    final FaultProxy balancer = FaultProxy.balancing(first.address(), second.address());
    final List<CommandStartedEvent> commands = new CopyOnWriteArrayList<>();
    final List<PoolEvent.PoolCleared> cleared = new CopyOnWriteArrayList<>();
    final List<TopologyEvent> topologyEvents = new CopyOnWriteArrayList<>();
    final MongoClient client;

    private Balanced(String options) {
        this.client = MongoClient.builder()
                .uri(balancer.uri() + options)
                .commandListener(this)
                .poolListener(this)
                .topologyListener(this)
                .settings(settings -> settings.async(async -> async.maxInFlight(4)))
                .build();
    }

    /** @param options of the connection string, each with a leading {@code &} */
    static Balanced open(String options) {
        return new Balanced(options);
    }

    MongoCollection<Document> numbers() {
        return client.database(DATABASE).collection("numbers");
    }

    /** Ten documents on all members. */
    Balanced filled() {
        var numbers = numbers();
        numbers.drop();
        numbers.insertMany(
                IntStream.range(0, 10).mapToObj(i -> Document.of("_id", i)).toList());
        commands.clear();
        return this;
    }

    PoolUse use() {
        return client.poolUse().values().iterator().next();
    }

    List<ConnectionId> connectionsOf(String command) {
        return commands.stream()
                .filter(event -> event.commandName().equals(command))
                .map(CommandStartedEvent::connection)
                .toList();
    }

    /** The front that a service id is of. */
    RouterFront front(ObjectId serviceId) {
        return serviceId.equals(first.serviceId()) ? first : second;
    }

    long openCursors() {
        return set.members().stream()
                .mapToLong(member -> member.command("admin", Document.of("serverStatus", 1))
                        .document("metrics")
                        .document("cursor")
                        .document("open")
                        .int64("total"))
                .sum();
    }

    static void await(BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begun).isLessThan(LIMIT.toNanos());
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void started(CommandStartedEvent event) {
        commands.add(event);
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        cleared.add(event);
    }

    @Override
    public void topologyOpening(TopologyEvent.TopologyOpening event) {
        topologyEvents.add(event);
    }

    @Override
    public void topologyClosed(TopologyEvent.TopologyClosed event) {
        topologyEvents.add(event);
    }

    @Override
    public void serverOpening(TopologyEvent.ServerOpening event) {
        topologyEvents.add(event);
    }

    @Override
    public void serverClosed(TopologyEvent.ServerClosed event) {
        topologyEvents.add(event);
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        topologyEvents.add(event);
    }

    @Override
    public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
        topologyEvents.add(event);
    }

    @Override
    public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
        topologyEvents.add(event);
    }

    @Override
    public void close() {
        client.close();
        balancer.close();
        first.close();
        second.close();
    }
}
