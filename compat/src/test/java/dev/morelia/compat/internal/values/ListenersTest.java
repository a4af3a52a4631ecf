package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoSocketReadException;
import com.mongodb.RequestContext;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerType;
import com.mongodb.event.ClusterClosedEvent;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import com.mongodb.event.ClusterOpeningEvent;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionReadyEvent;
import com.mongodb.event.ServerClosedEvent;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatStartedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerListener;
import com.mongodb.event.ServerMonitorListener;
import com.mongodb.event.ServerOpeningEvent;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ReplicaSetMember;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import dev.morelia.topology.TopologyVersion;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final ServerAddress SERVER = new ServerAddress("localhost", 27018);
    private static final Duration TOOK = Duration.ofMillis(3);
    private static final ObjectId TOPOLOGY = new ObjectId();
    private static final ConnectionId CONNECTION = new ConnectionId(SERVER, 7, 70L, new ObjectId());
    private static final RawDocument COMMAND = RawDocument.encode(new Document("ping", 1));

    private final RuntimeException lost = new ConnectionLostException(SERVER, "ping on a", true, TOOK, null);
    private final List<Object> events = new ArrayList<>();
    private final EventOrigin origin =
            new EventOrigin(MongoClientSettings.builder().applicationName("app").build());

    /** Every listener of the official driver, each method of which adds its event. */
    private final class Everything
            implements CommandListener, ConnectionPoolListener, ClusterListener, ServerListener, ServerMonitorListener {
        @Override
        public void commandStarted(CommandStartedEvent event) {
            events.add(event);
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            events.add(event);
        }

        @Override
        public void commandFailed(CommandFailedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionPoolCreated(ConnectionPoolCreatedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionPoolCleared(com.mongodb.event.ConnectionPoolClearedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionPoolReady(com.mongodb.event.ConnectionPoolReadyEvent event) {
            events.add(event);
        }

        @Override
        public void connectionPoolClosed(com.mongodb.event.ConnectionPoolClosedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionCheckOutStarted(com.mongodb.event.ConnectionCheckOutStartedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionCheckedOut(com.mongodb.event.ConnectionCheckedOutEvent event) {
            events.add(event);
        }

        @Override
        public void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionCheckedIn(com.mongodb.event.ConnectionCheckedInEvent event) {
            events.add(event);
        }

        @Override
        public void connectionCreated(com.mongodb.event.ConnectionCreatedEvent event) {
            events.add(event);
        }

        @Override
        public void connectionReady(ConnectionReadyEvent event) {
            events.add(event);
        }

        @Override
        public void connectionClosed(ConnectionClosedEvent event) {
            events.add(event);
        }

        @Override
        public void clusterOpening(ClusterOpeningEvent event) {
            events.add(event);
        }

        @Override
        public void clusterClosed(ClusterClosedEvent event) {
            events.add(event);
        }

        @Override
        public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
            events.add(event);
        }

        @Override
        public void serverOpening(ServerOpeningEvent event) {
            events.add(event);
        }

        @Override
        public void serverClosed(ServerClosedEvent event) {
            events.add(event);
        }

        @Override
        public void serverDescriptionChanged(ServerDescriptionChangedEvent event) {
            events.add(event);
        }

        @Override
        public void serverHearbeatStarted(ServerHeartbeatStartedEvent event) {
            events.add(event);
        }

        @Override
        public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
            events.add(event);
        }

        @Override
        public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
            events.add(event);
        }
    }

    private <T> T only(Class<T> type) {
        assertThat(events).hasSize(1);
        return type.cast(events.removeFirst());
    }

    @Test
    void commands() {
        var listener = new CommandEvents(new Everything(), origin);
        var context = new Context();
        origin.descriptions(() -> topology(primary()));
        listener.started(new dev.morelia.event.CommandStartedEvent("a", "ping", 3, 4, CONNECTION, COMMAND, context));
        var started = only(CommandStartedEvent.class);
        assertThat(started.getCommand()).isEqualTo(BsonDocument.parse("{ping: 1}"));
        assertThat(started.getDatabaseName()).isEqualTo("a");
        assertThat(started.getCommandName()).isEqualTo("ping");
        assertThat(started.getRequestId()).isEqualTo(3);
        assertThat(started.getOperationId()).isEqualTo(4);
        assertThat(started.getRequestContext()).isSameAs(context);
        var connection = started.getConnectionDescription();
        assertThat(connection.getServerType()).isEqualTo(ServerType.REPLICA_SET_PRIMARY);
        assertThat(connection.getMaxWireVersion()).isEqualTo(21);
        assertThat(connection.getConnectionId().getLocalValue()).isEqualTo(7);
        assertThat(connection.getConnectionId().getServerValue()).isEqualTo(70);
        assertThat(connection.getServiceId()).isNotNull();
        listener.succeeded(
                new dev.morelia.event.CommandSucceededEvent("a", "ping", 3, 4, CONNECTION, TOOK, COMMAND, "other"));
        var succeeded = only(CommandSucceededEvent.class);
        assertThat(succeeded.getElapsedTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
        assertThat(succeeded.getResponse()).isEqualTo(BsonDocument.parse("{ping: 1}"));
        assertThat(succeeded.getRequestContext()).isNull();
        listener.failed(new dev.morelia.event.CommandFailedEvent("a", "ping", 3, 4, CONNECTION, TOOK, lost, null));
        assertThat(only(CommandFailedEvent.class).getThrowable()).isInstanceOf(MongoSocketReadException.class);
    }

    @Test
    void commandsBeforeTheServerIsKnown() {
        new CommandEvents(new Everything(), origin)
                .started(new dev.morelia.event.CommandStartedEvent("a", "ping", 3, 4, CONNECTION, COMMAND, null));
        assertThat(only(CommandStartedEvent.class).getConnectionDescription().getServerType())
                .isEqualTo(ServerType.UNKNOWN);
    }

    @Test
    void pools() {
        var listener = new PoolEvents(new Everything(), origin);
        listener.poolCreated(new PoolEvent.PoolCreated(SERVER, PoolSettings.defaults()));
        var created = only(ConnectionPoolCreatedEvent.class);
        assertThat(created.getSettings()).isEqualTo(origin.settings().getConnectionPoolSettings());
        assertThat(created.getServerId().getAddress()).isEqualTo(Addresses.official(SERVER));
        listener.poolReady(new PoolEvent.PoolReady(SERVER));
        assertThat(only(com.mongodb.event.ConnectionPoolReadyEvent.class).getServerId())
                .as("equal, as metrics are kept by it")
                .isEqualTo(created.getServerId());
        listener.poolCleared(new PoolEvent.PoolCleared(SERVER, TOPOLOGY, false));
        assertThat(only(com.mongodb.event.ConnectionPoolClearedEvent.class).getServiceId())
                .isEqualTo(Descriptions.official(TOPOLOGY));
        listener.poolClosed(new PoolEvent.PoolClosed(SERVER));
        only(com.mongodb.event.ConnectionPoolClosedEvent.class);
        listener.connectionCreated(new PoolEvent.ConnectionCreated(SERVER, 7));
        assertThat(only(com.mongodb.event.ConnectionCreatedEvent.class)
                        .getConnectionId()
                        .getLocalValue())
                .isEqualTo(7);
        listener.connectionReady(new PoolEvent.ConnectionReady(SERVER, 7, TOOK));
        assertThat(only(ConnectionReadyEvent.class).getElapsedTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        listener.checkOutStarted(new PoolEvent.CheckOutStarted(SERVER));
        only(com.mongodb.event.ConnectionCheckOutStartedEvent.class);
        listener.checkedOut(new PoolEvent.CheckedOut(SERVER, 7, TOOK));
        assertThat(only(com.mongodb.event.ConnectionCheckedOutEvent.class).getElapsedTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        listener.checkedIn(new PoolEvent.CheckedIn(SERVER, 7));
        only(com.mongodb.event.ConnectionCheckedInEvent.class);
    }

    @Test
    void reasonsOfPools() {
        var listener = new PoolEvents(new Everything(), origin);
        for (var reason : PoolEvent.CloseReason.values()) {
            listener.connectionClosed(new PoolEvent.ConnectionClosed(SERVER, 7, reason, null));
            assertThat(only(ConnectionClosedEvent.class).getReason().name()).isEqualTo(reason.name());
        }
        for (var reason : PoolEvent.CheckOutFailure.values()) {
            listener.checkOutFailed(new PoolEvent.CheckOutFailed(SERVER, reason, TOOK, lost));
            assertThat(only(ConnectionCheckOutFailedEvent.class).getReason().name())
                    .isEqualTo(reason.name());
        }
    }

    @Test
    void clusters() {
        var listener = new ClusterEvents(new Everything(), origin);
        listener.topologyOpening(new TopologyEvent.TopologyOpening(TOPOLOGY));
        assertThat(only(ClusterOpeningEvent.class).getClusterId()).isEqualTo(origin.clusterId());
        listener.topologyDescriptionChanged(
                new TopologyEvent.TopologyDescriptionChanged(TOPOLOGY, TopologyDescription.EMPTY, topology(primary())));
        var changed = only(ClusterDescriptionChangedEvent.class);
        assertThat(changed.getPreviousDescription().getServerDescriptions()).isEmpty();
        assertThat(changed.getNewDescription().getType()).isEqualTo(ClusterType.REPLICA_SET);
        assertThat(changed.getNewDescription().hasWritableServer()).isTrue();
        listener.topologyClosed(new TopologyEvent.TopologyClosed(TOPOLOGY));
        only(ClusterClosedEvent.class);
    }

    @Test
    void servers() {
        var listener = new ServerEvents(new Everything(), origin);
        listener.serverOpening(new TopologyEvent.ServerOpening(TOPOLOGY, SERVER));
        only(ServerOpeningEvent.class);
        listener.serverDescriptionChanged(new TopologyEvent.ServerDescriptionChanged(
                TOPOLOGY, SERVER, ServerDescription.unknown(SERVER, 0), primary()));
        var changed = only(ServerDescriptionChangedEvent.class);
        assertThat(changed.getPreviousDescription().getType()).isEqualTo(ServerType.UNKNOWN);
        assertThat(changed.getNewDescription().isPrimary()).isTrue();
        listener.serverClosed(new TopologyEvent.ServerClosed(TOPOLOGY, SERVER));
        only(ServerClosedEvent.class);
    }

    @Test
    void heartbeats() {
        var listener = new MonitorEvents(new Everything(), origin);
        listener.heartbeatStarted(new TopologyEvent.HeartbeatStarted(CONNECTION, true));
        assertThat(only(ServerHeartbeatStartedEvent.class).isAwaited()).isTrue();
        listener.heartbeatSucceeded(new TopologyEvent.HeartbeatSucceeded(CONNECTION, true, TOOK, COMMAND));
        assertThat(only(ServerHeartbeatSucceededEvent.class).getReply()).isEqualTo(BsonDocument.parse("{ping: 1}"));
        listener.heartbeatFailed(new TopologyEvent.HeartbeatFailed(CONNECTION, false, TOOK, lost));
        assertThat(only(ServerHeartbeatFailedEvent.class).getThrowable()).isInstanceOf(MongoSocketReadException.class);
    }

    /** A listener of a later version would miss its events in silence. */
    @Test
    void everyMethodOfTheOfficialListenersIsCalled() {
        assertThat(Stream.of(
                                CommandListener.class,
                                ConnectionPoolListener.class,
                                ClusterListener.class,
                                ServerListener.class,
                                ServerMonitorListener.class)
                        .flatMap(type -> Arrays.stream(type.getMethods()))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Everything.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(Method::getName)
                        .toList());
    }

    private static TopologyDescription topology(ServerDescription server) {
        return new TopologyDescription(
                TopologyType.REPLICA_SET_WITH_PRIMARY, "rs", null, null, List.of(server), 30, null);
    }

    private static ServerDescription primary() {
        var other = new ServerAddress("other", 27017);
        var member = new ReplicaSetMember(
                "rs", SERVER, List.of(SERVER, other), List.of(), List.of(), SERVER, Map.of("dc", "ny"), TOPOLOGY, 3L);
        return new ServerDescription(
                SERVER,
                dev.morelia.topology.ServerType.RS_PRIMARY,
                member,
                8,
                21,
                30,
                new TopologyVersion(TOPOLOGY, 5),
                Instant.ofEpochMilli(1000),
                TOOK,
                TOOK,
                99,
                98,
                null,
                null);
    }

    @Test
    void descriptionsOfServers() {
        var official = Descriptions.server(primary());
        assertThat(official.getAddress()).isEqualTo(Addresses.official(SERVER));
        assertThat(official.isOk()).isTrue();
        assertThat(official.getState()).isEqualTo(ServerConnectionState.CONNECTED);
        assertThat(official.getHosts()).containsExactlyInAnyOrder("localhost:27018", "other:27017");
        assertThat(official.getPrimary()).isEqualTo("localhost:27018");
        assertThat(official.getCanonicalAddress()).isEqualTo("localhost:27018");
        assertThat(official.getSetName()).isEqualTo("rs");
        assertThat(official.getSetVersion()).isEqualTo(3);
        assertThat(official.getElectionId()).isEqualTo(Descriptions.official(TOPOLOGY));
        assertThat(official.getTagSet()).isEqualTo(new com.mongodb.TagSet(new com.mongodb.Tag("dc", "ny")));
        assertThat(official.getTopologyVersion())
                .isEqualTo(new com.mongodb.connection.TopologyVersion(Descriptions.official(TOPOLOGY), 5));
        assertThat(official.getLastWriteDate()).isEqualTo(Instant.ofEpochMilli(1000));
        assertThat(official.getRoundTripTimeNanos()).isEqualTo(TOOK.toNanos());
        assertThat(official.getMaxWireVersion()).isEqualTo(21);
        assertThat(official.isCompatibleWithDriver()).isTrue();
        assertThat(official.getLogicalSessionTimeoutMinutes()).isEqualTo(30);
        var failed = Descriptions.server(ServerDescription.failed(SERVER, 0, "lost", lost, null));
        assertThat(failed.isOk()).isFalse();
        assertThat(failed.getException()).isInstanceOf(MongoSocketReadException.class);
    }

    @Test
    void typesOfServersAndClusters() {
        for (var type : dev.morelia.topology.ServerType.values()) {
            assertThat(Descriptions.type(type)
                            .name()
                            .replace("REPLICA_SET", "RS")
                            .replace("SHARD_ROUTER", "MONGOS"))
                    .isEqualTo(type.name());
        }
        var single = new TopologyDescription(TopologyType.SINGLE, null, null, null, List.of(primary()), 30, null);
        ClusterDescription official = origin.cluster(single);
        assertThat(official.getType()).isEqualTo(ClusterType.REPLICA_SET);
        assertThat(official.getConnectionMode()).isEqualTo(ClusterConnectionMode.SINGLE);
        assertThat(official.getClusterSettings()).isEqualTo(origin.settings().getClusterSettings());
    }

    /** The selector of a program sees the suitable servers and decides among them. */
    @Test
    void serverSelectors() {
        var other = ServerDescription.unknown(new ServerAddress("other", 27017), 0);
        var settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelector(
                        seen -> seen.getServerDescriptions().subList(1, 2)))
                .build();
        var selector = Objects.requireNonNull(Settings.from(settings).topology().serverSelector());
        assertThat(selector.apply(List.of(primary(), other))).containsExactly(other);
    }

    /** A context as a program has it. */
    private static final class Context implements RequestContext {
        private final Map<Object, Object> values = new HashMap<>();

        @Override
        @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // as the interface has it
        public <T> T get(Object key) {
            return (T) values.get(key);
        }

        @Override
        public boolean hasKey(Object key) {
            return values.containsKey(key);
        }

        @Override
        public boolean isEmpty() {
            return values.isEmpty();
        }

        @Override
        public void put(Object key, Object value) {
            values.put(key, value);
        }

        @Override
        public void delete(Object key) {
            values.remove(key);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public Stream<Map.Entry<Object, Object>> stream() {
            return values.entrySet().stream();
        }
    }
}
