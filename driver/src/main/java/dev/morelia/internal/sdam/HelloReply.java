package dev.morelia.internal.sdam;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.command.HelloFields;
import dev.morelia.topology.ReplicaSetMember;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server says of itself, in answer to {@code hello} or its predecessor {@code isMaster}. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#parsing-a-hello-or-legacy-hello-response">Server Discovery and Monitoring: parsing a hello response</a>
 */
public final class HelloReply {
    /**
     * As many members as one reply may name, each once. A replica set has at most 50; whoever names more is no server,
     * and must not make us look after thousands of hosts.
     */
    public static final int MAXIMUM_MEMBERS = 50;

    private HelloReply() {}

    /**
     * The server as it describes itself. Never fails: a reply that refuses, is malformed or names too many members
     * gives a server of unknown state with an error that says so.
     *
     * @param address where the client reached the server
     * @param reply the reply
     * @param roundTripTimes durations of the checks, this one included
     * @param nanos now, on the client's monotonic clock
     */
    public static ServerDescription describe(
            ServerAddress address, RawDocument reply, RoundTripTimes roundTripTimes, long nanos) {
        try {
            RawDocument hello = HelloFields.present(reply);
            if (hello.float64("ok", 0) != 1) {
                return unknown(address, nanos, "it refused hello: " + refusal(hello), topologyVersion(hello));
            }
            return new ServerDescription(
                    address,
                    HelloFields.type(hello),
                    member(address, hello),
                    hello.int32("minWireVersion", 0),
                    hello.int32("maxWireVersion", 0),
                    HelloFields.logicalSessionTimeoutMinutes(hello),
                    topologyVersion(hello),
                    lastWriteDate(hello),
                    roundTripTimes.average(),
                    roundTripTimes.minimum(),
                    nanos,
                    nanos,
                    null,
                    null);
        } catch (BsonException | IllegalArgumentException malformed) {
            return ServerDescription.failed(
                    address, nanos, "its reply to hello is not valid: " + malformed.getMessage(), malformed, null);
        }
    }

    private static ServerDescription unknown(
            ServerAddress address, long nanos, String error, @Nullable TopologyVersion topologyVersion) {
        return ServerDescription.failed(address, nanos, error, null, topologyVersion);
    }

    private static String refusal(RawDocument hello) {
        String message = hello.stringOrNull("errmsg");
        return (message == null ? "no reason given" : message)
                + (hello.has("code") ? " (code " + hello.int32("code", 0) + ")" : "");
    }

    private static ReplicaSetMember member(ServerAddress server, RawDocument hello) {
        String setName = hello.stringOrNull("setName");
        if (setName == null && !hello.has("hosts") && !hello.has("tags")) {
            return ReplicaSetMember.NONE;
        }
        var member = new ReplicaSetMember(
                setName,
                address(hello, "me"),
                members(server, hello, "hosts"),
                members(server, hello, "passives"),
                members(server, hello, "arbiters"),
                address(hello, "primary"),
                tags(hello),
                hello.valueOrNull("electionId") instanceof ObjectId electionId ? electionId : null,
                hello.valueOrNull("setVersion") == null ? null : hello.int64("setVersion", 0));
        checkMembers(member.members().size());
        return member;
    }

    private static void checkMembers(int named) {
        if (named > MAXIMUM_MEMBERS) {
            throw new IllegalArgumentException("it names " + named + " members of its replica set, and there can be "
                    + MAXIMUM_MEMBERS + " at most: check that this is a MongoDB server");
        }
    }

    private static @Nullable ServerAddress address(RawDocument hello, String name) {
        String text = hello.stringOrNull(name);
        return text == null || text.isEmpty() ? null : ServerAddress.parse(text);
    }

    /** What lies in another machine's file system is nothing to connect to: there may be another file here. */
    private static List<ServerAddress> members(ServerAddress server, RawDocument hello, String name) {
        List<ServerAddress> named = addresses(hello, name);
        return server.isUnixSocket()
                ? named
                : named.stream().filter(member -> !member.isUnixSocket()).toList();
    }

    /**
     * The Unix domain sockets that a server names as members of its replica set although it was reached over the
     * network; they are no members for its description.
     *
     * @throws RuntimeException if the reply is malformed, of which the description tells
     */
    public static List<ServerAddress> ignoredMembers(ServerAddress server, RawDocument hello) {
        return server.isUnixSocket()
                ? List.of()
                : Stream.of("hosts", "passives", "arbiters")
                        .flatMap(name -> addresses(hello, name).stream())
                        .filter(ServerAddress::isUnixSocket)
                        .distinct()
                        .toList();
    }

    private static List<ServerAddress> addresses(RawDocument hello, String name) {
        if (!(hello.valueOrNull(name) instanceof List<?> values)) {
            return List.of();
        }
        // Counted before they are parsed, and again without repetitions once all are known.
        if (values.size() > 2 * MAXIMUM_MEMBERS) {
            checkMembers(values.size());
        }
        var addresses = new ArrayList<ServerAddress>(values.size());
        for (Object value : values) {
            if (value instanceof String member) {
                addresses.add(ServerAddress.parse(member));
            } else if (value != null) {
                throw new IllegalArgumentException(name + " names a member that is not text: " + value);
            }
        }
        return addresses;
    }

    private static Map<String, String> tags(RawDocument hello) {
        RawDocument document = hello.documentOrNull("tags");
        if (document == null) {
            return Map.of();
        }
        var tags = new LinkedHashMap<String, String>();
        document.toDocument().forEach((name, value) -> tags.put(name, String.valueOf(value)));
        return tags;
    }

    private static @Nullable Instant lastWriteDate(RawDocument hello) {
        RawDocument lastWrite = hello.documentOrNull("lastWrite");
        return lastWrite != null && lastWrite.valueOrNull("lastWriteDate") instanceof Instant date ? date : null;
    }

    /** How fresh a reply or an error is; null if it does not say. */
    static @Nullable TopologyVersion topologyVersion(RawDocument reply) {
        RawDocument version = reply.documentOrNull("topologyVersion");
        return version != null && version.valueOrNull("processId") instanceof ObjectId processId
                ? new TopologyVersion(processId, version.int64("counter", 0))
                : null;
    }
}
