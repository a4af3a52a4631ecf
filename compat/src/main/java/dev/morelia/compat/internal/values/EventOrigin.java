package dev.morelia.compat.internal.values;

import com.mongodb.MongoClientSettings;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionDescription;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerId;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.List;
import java.util.function.Supplier;

/** What the events of one client have in common: its id, and what it knows about its servers. Thread-safe. */
final class EventOrigin {
    /** The limits of all servers that exist. */
    private static final int MAX_BATCH_COUNT = 100_000;

    private static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
    private static final int MAX_MESSAGE_BYTES = 48_000_000;

    private final MongoClientSettings settings;
    private final ClusterId clusterId;
    private volatile Supplier<TopologyDescription> descriptions = () -> TopologyDescription.EMPTY;

    EventOrigin(MongoClientSettings settings) {
        this.settings = settings;
        this.clusterId = new ClusterId(settings.getApplicationName());
    }

    /** Sets what gives the current description, as soon as there is a client; its first events may come before. */
    void descriptions(Supplier<TopologyDescription> value) {
        descriptions = value;
    }

    MongoClientSettings settings() {
        return settings;
    }

    ClusterId clusterId() {
        return clusterId;
    }

    ServerId serverId(ServerAddress server) {
        return new ServerId(clusterId, Addresses.official(server));
    }

    ClusterDescription cluster(TopologyDescription topology) {
        return Descriptions.cluster(topology, settings);
    }

    /** The deployment as if it had only these servers. */
    ClusterDescription cluster(List<ServerDescription> servers) {
        TopologyDescription topology = descriptions.get();
        return cluster(new TopologyDescription(
                topology.type(),
                topology.setName(),
                topology.maxElectionId(),
                topology.maxSetVersion(),
                servers,
                topology.logicalSessionTimeoutMinutes(),
                topology.compatibilityError()));
    }

    ConnectionId connectionId(dev.morelia.event.ConnectionId connection) {
        return new ConnectionId(
                serverId(connection.server()), connection.driverConnectionId(), connection.serverConnectionId());
    }

    /** For pool events, which tell only the driver's number of a connection. */
    ConnectionId connectionId(ServerAddress server, long driverConnectionId) {
        return new ConnectionId(serverId(server), driverConnectionId, null);
    }

    ConnectionDescription connection(dev.morelia.event.ConnectionId connection) {
        ServerDescription known = descriptions.get().server(connection.server());
        ServerDescription server = known == null ? ServerDescription.unknown(connection.server(), 0) : known;
        return new ConnectionDescription(
                Descriptions.officialOrNull(connection.serviceId()),
                connectionId(connection),
                server.maxWireVersion(),
                Descriptions.type(server.type()),
                MAX_BATCH_COUNT,
                MAX_DOCUMENT_BYTES,
                MAX_MESSAGE_BYTES,
                List.of(),
                null);
    }
}
