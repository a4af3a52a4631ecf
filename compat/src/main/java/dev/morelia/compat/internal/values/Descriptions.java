package dev.morelia.compat.internal.values;

import com.mongodb.MongoClientSettings;
import com.mongodb.Tag;
import com.mongodb.TagSet;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import com.mongodb.connection.TopologyVersion;
import dev.morelia.MongoClient;
import dev.morelia.bson.ObjectId;
import dev.morelia.topology.ReplicaSetMember;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Descriptions of deployments and servers as values of the official driver. */
public final class Descriptions {
    private Descriptions() {}

    /** What a client knows about its deployment now, without settings. */
    public static ClusterDescription cluster(MongoClient client) {
        TopologyDescription topology = client.description();
        return new ClusterDescription(mode(topology.type()), type(topology), servers(topology.servers()));
    }

    /** What a client with these settings knows about its deployment now. */
    public static ClusterDescription cluster(MongoClient client, MongoClientSettings settings) {
        return cluster(client.description(), settings);
    }

    static ClusterDescription cluster(TopologyDescription topology, MongoClientSettings settings) {
        return new ClusterDescription(
                settings.getClusterSettings().getMode(),
                type(topology),
                servers(topology.servers()),
                settings.getClusterSettings(),
                settings.getServerSettings());
    }

    private static List<ServerDescription> servers(List<dev.morelia.topology.ServerDescription> servers) {
        return servers.stream().map(Descriptions::server).toList();
    }

    private static ClusterConnectionMode mode(TopologyType type) {
        return switch (type) {
            case SINGLE -> ClusterConnectionMode.SINGLE;
            case LOAD_BALANCED -> ClusterConnectionMode.LOAD_BALANCED;
            case UNKNOWN, REPLICA_SET_WITH_PRIMARY, REPLICA_SET_NO_PRIMARY, SHARDED -> ClusterConnectionMode.MULTIPLE;
        };
    }

    /** A single server tells by its own type what it is part of. */
    private static ClusterType type(TopologyDescription topology) {
        return switch (topology.type()) {
            case UNKNOWN -> ClusterType.UNKNOWN;
            case SINGLE ->
                topology.servers().isEmpty()
                        ? ClusterType.UNKNOWN
                        : type(topology.servers().getFirst().type()).getClusterType();
            case REPLICA_SET_WITH_PRIMARY, REPLICA_SET_NO_PRIMARY -> ClusterType.REPLICA_SET;
            case SHARDED -> ClusterType.SHARDED;
            case LOAD_BALANCED -> ClusterType.LOAD_BALANCED;
        };
    }

    static ServerType type(dev.morelia.topology.ServerType type) {
        return switch (type) {
            case UNKNOWN -> ServerType.UNKNOWN;
            case STANDALONE -> ServerType.STANDALONE;
            case MONGOS -> ServerType.SHARD_ROUTER;
            case RS_PRIMARY -> ServerType.REPLICA_SET_PRIMARY;
            case RS_SECONDARY -> ServerType.REPLICA_SET_SECONDARY;
            case RS_ARBITER -> ServerType.REPLICA_SET_ARBITER;
            case RS_OTHER -> ServerType.REPLICA_SET_OTHER;
            case RS_GHOST -> ServerType.REPLICA_SET_GHOST;
            case LOAD_BALANCER -> ServerType.LOAD_BALANCER;
        };
    }

    static ServerDescription server(dev.morelia.topology.ServerDescription server) {
        ReplicaSetMember member = server.member();
        var official = ServerDescription.builder()
                .address(Addresses.official(server.address()))
                .type(type(server.type()))
                .ok(server.isKnown())
                .state(server.isKnown() ? ServerConnectionState.CONNECTED : ServerConnectionState.CONNECTING)
                .canonicalAddress(text(member.me()))
                .hosts(texts(member.hosts()))
                .passives(texts(member.passives()))
                .arbiters(texts(member.arbiters()))
                .primary(text(member.primary()))
                .setName(member.setName())
                .tagSet(tags(member))
                .electionId(officialOrNull(member.electionId()))
                .setVersion(setVersion(member.setVersion()))
                .minWireVersion(server.minWireVersion())
                .maxWireVersion(server.maxWireVersion())
                .lastUpdateTimeNanos(server.lastUpdateNanos())
                .logicalSessionTimeoutMinutes(server.logicalSessionTimeoutMinutes())
                .minRoundTripTime(server.minRoundTripTime().toNanos(), TimeUnit.NANOSECONDS)
                .helloOk(server.isKnown());
        return withOptional(server, official).build();
    }

    private static ServerDescription.Builder withOptional(
            dev.morelia.topology.ServerDescription server, ServerDescription.Builder official) {
        Duration roundTripTime = server.roundTripTime();
        if (roundTripTime != null) {
            official.roundTripTime(roundTripTime.toNanos(), TimeUnit.NANOSECONDS);
        }
        Instant lastWrite = server.lastWriteDate();
        if (lastWrite != null) {
            official.lastWriteDate(Date.from(lastWrite));
        }
        var version = server.topologyVersion();
        if (version != null) {
            official.topologyVersion(new TopologyVersion(official(version.processId()), version.counter()));
        }
        Throwable cause = server.cause();
        if (cause != null && !(cause instanceof Error)) {
            official.exception(Failures.official(cause));
        }
        return official;
    }

    private static @Nullable Integer setVersion(@Nullable Long version) {
        return version == null ? null : version.intValue();
    }

    private static TagSet tags(ReplicaSetMember member) {
        var tags = new ArrayList<Tag>();
        member.tags().forEach((name, value) -> tags.add(new Tag(name, value)));
        return new TagSet(tags);
    }

    private static @Nullable String text(@Nullable ServerAddress address) {
        return address == null ? null : address.toString();
    }

    private static Set<String> texts(Collection<ServerAddress> addresses) {
        var texts = new LinkedHashSet<String>();
        addresses.forEach(address -> texts.add(address.toString()));
        return texts;
    }

    static org.bson.types.ObjectId official(ObjectId id) {
        return new org.bson.types.ObjectId(id.toByteArray());
    }

    static org.bson.types.@Nullable ObjectId officialOrNull(@Nullable ObjectId id) {
        return id == null ? null : official(id);
    }
}
