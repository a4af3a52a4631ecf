package dev.morelia.internal.sdam;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.TopologyEvent;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The effect of one server description, or of a rescan of SRV records, on the topology. Immutable.
 *
 * @param previous the topology before
 * @param description the server description, with an error that says why, if the server was dropped; null for a rescan
 * @param current the topology after
 * @param accepted whether the description was used: its server belongs to the deployment, and no newer one is known. If
 *     not, nothing changed, and neither the server's pool nor operations waiting for a server are notified
 */
public record TopologyChange(
        TopologyDescription previous,
        @Nullable ServerDescription description,
        TopologyDescription current,
        boolean accepted) {

    /** Servers to start monitoring. */
    public List<ServerAddress> added() {
        return missingIn(previous, current);
    }

    /** Servers to stop monitoring. */
    public List<ServerAddress> removed() {
        return missingIn(current, previous);
    }

    private static List<ServerAddress> missingIn(TopologyDescription one, TopologyDescription other) {
        // A deployment may have a thousand servers, and this runs with each heartbeat.
        Set<ServerAddress> known =
                one.servers().stream().map(ServerDescription::address).collect(Collectors.toSet());
        return other.servers().stream()
                .map(ServerDescription::address)
                .filter(address -> !known.contains(address))
                .toList();
    }

    /** Old primaries that a newer one replaced: check them immediately, and do not clear their pools. */
    public List<ServerAddress> overtaken() {
        return previous.servers().stream()
                .filter(server -> server.type() == ServerType.RS_PRIMARY)
                .map(ServerDescription::address)
                .filter(address -> description == null || !address.equals(description.address()))
                .filter(address -> {
                    var now = current.server(address);
                    return now != null && now.type() == ServerType.UNKNOWN;
                })
                .toList();
    }

    /** The events to publish, in order; empty if nothing changed that is published. */
    public List<TopologyEvent> events(ObjectId topologyId) {
        var events = new ArrayList<TopologyEvent>();
        for (ServerDescription before : previous.servers()) {
            ServerDescription after = current.server(before.address());
            if (after == null && description != null && before.address().equals(description.address())) {
                after = description;
            }
            if (after != null && !after.equals(before)) {
                events.add(new TopologyEvent.ServerDescriptionChanged(topologyId, before.address(), before, after));
            }
        }
        added().forEach(server -> events.add(new TopologyEvent.ServerOpening(topologyId, server)));
        removed().forEach(server -> events.add(new TopologyEvent.ServerClosed(topologyId, server)));
        if (!previous.equals(current)) {
            events.add(new TopologyEvent.TopologyDescriptionChanged(topologyId, previous, current));
        }
        return events;
    }

    /** The events to publish after {@link TopologyEvent.TopologyOpening}, when the first servers are known. */
    public static List<TopologyEvent> opening(ObjectId topologyId, TopologyDescription initial) {
        var events = new ArrayList<TopologyEvent>();
        events.add(new TopologyEvent.TopologyDescriptionChanged(topologyId, TopologyDescription.EMPTY, initial));
        initial.servers().forEach(server -> events.add(new TopologyEvent.ServerOpening(topologyId, server.address())));
        return events;
    }

    /** The events to publish when a client is closed. */
    public static List<TopologyEvent> closing(ObjectId topologyId, TopologyDescription last) {
        var events = new ArrayList<TopologyEvent>();
        last.servers().forEach(server -> events.add(new TopologyEvent.ServerClosed(topologyId, server.address())));
        if (!last.equals(TopologyDescription.EMPTY)) {
            events.add(new TopologyEvent.TopologyDescriptionChanged(topologyId, last, TopologyDescription.EMPTY));
        }
        events.add(new TopologyEvent.TopologyClosed(topologyId));
        return events;
    }
}
