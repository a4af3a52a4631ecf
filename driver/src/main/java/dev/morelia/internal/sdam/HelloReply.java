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
 * Parses a server's reply to {@code hello} or its predecessor {@code isMaster}. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#parsing-a-hello-or-legacy-hello-response">Server Discovery and Monitoring: parsing a hello response</a>
 */
public final class HelloReply {
    /**
     * The maximum number of distinct members in a reply. A replica set has at most 50; a reply with more is not from a
     * server, and must not make the client monitor thousands of hosts.
     */
    public static final int MAXIMUM_MEMBERS = 50;

    private HelloReply() {}

    /**
     * Returns the server's description of itself. Never fails: an error reply, a malformed one, or one with too many
     * members results in a server of unknown state with that error.
     *
     * @param address where the client reached the server
     * @param reply the reply
     * @param roundTripTimes the round-trip times of the checks, including this one
     * @param nanos the current time on the client's monotonic clock
     */
    public static ServerDescription describe(
            ServerAddress address, RawDocument reply, RoundTripTimes roundTripTimes, long nanos) {
        try {
            RawDocument hello = HelloFields.present(reply);
            if (hello.float64("ok", 0) != 1) {
                return unknown(address, nanos, "hello failed: " + message(hello), topologyVersion(hello));
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
                    address, nanos, "its reply to hello is malformed: " + malformed.getMessage(), malformed, null);
        }
    }

    private static ServerDescription unknown(
            ServerAddress address, long nanos, String error, @Nullable TopologyVersion topologyVersion) {
        return ServerDescription.failed(address, nanos, error, null, topologyVersion);
    }

    private static String message(RawDocument hello) {
        String message = hello.stringOrNull("errmsg");
        return (message == null ? "no error message" : message)
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
            throw new IllegalArgumentException("it reports " + named + " members of its replica set, but the maximum"
                    + " is " + MAXIMUM_MEMBERS + ": check that this is a MongoDB server");
        }
    }

    private static @Nullable ServerAddress address(RawDocument hello, String name) {
        String text = hello.stringOrNull(name);
        return text == null || text.isEmpty() ? null : ServerAddress.parse(text);
    }

    /** A path in another machine's file system cannot be connected to: here it may be another file. */
    private static List<ServerAddress> members(ServerAddress server, RawDocument hello, String name) {
        List<ServerAddress> named = addresses(hello, name);
        return server.isUnixSocket()
                ? named
                : named.stream().filter(member -> !member.isUnixSocket()).toList();
    }

    /**
     * The Unix domain sockets that a server reports as members of its replica set although it was reached over the
     * network; its description does not include them.
     *
     * @throws RuntimeException if the reply is malformed, which its description reports
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
        // Checked before they are parsed, and again without duplicates once all are known.
        if (values.size() > 2 * MAXIMUM_MEMBERS) {
            checkMembers(values.size());
        }
        var addresses = new ArrayList<ServerAddress>(values.size());
        for (Object value : values) {
            if (value instanceof String member) {
                addresses.add(ServerAddress.parse(member));
            } else if (value != null) {
                throw new IllegalArgumentException(name + " contains a member that is not a string: " + value);
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

    /** The topology version of a reply or an error; null if there is none. */
    static @Nullable TopologyVersion topologyVersion(RawDocument reply) {
        RawDocument version = reply.documentOrNull("topologyVersion");
        return version != null && version.valueOrNull("processId") instanceof ObjectId processId
                ? new TopologyVersion(processId, version.int64("counter", 0))
                : null;
    }
}
