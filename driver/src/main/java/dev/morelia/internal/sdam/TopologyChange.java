package dev.morelia.internal.sdam;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.TopologyEvent;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * What the description of one server changed. Immutable.
 *
 * @param previous the deployment before
 * @param description what was learned of one server; with an error that says why, if it was dropped for it
 * @param current the deployment after
 * @param accepted whether the description counted: its server belongs to the deployment, and no fresher one overtook
 *     it. If not, nothing changed, and neither its pool nor those who wait for a server need to hear of it
 */
public record TopologyChange(
        TopologyDescription previous, ServerDescription description, TopologyDescription current, boolean accepted) {

    /** Servers to watch from now on. */
    public List<ServerAddress> added() {
        return missingIn(previous, current);
    }

    /** Servers to watch no more. */
    public List<ServerAddress> removed() {
        return missingIn(current, previous);
    }

    private static List<ServerAddress> missingIn(TopologyDescription one, TopologyDescription other) {
        return other.servers().stream()
                .map(ServerDescription::address)
                .filter(address -> one.server(address) == null)
                .toList();
    }

    /** Primaries that another one has overtaken: check them at once, and leave their pools alone. */
    public List<ServerAddress> overtaken() {
        return previous.servers().stream()
                .filter(server -> server.type() == ServerType.RS_PRIMARY)
                .map(ServerDescription::address)
                .filter(address -> !address.equals(description.address()))
                .filter(address -> {
                    var now = current.server(address);
                    return now != null && now.type() == ServerType.UNKNOWN;
                })
                .toList();
    }

    /** The events to publish, in this order; none if nothing changed that an event tells. */
    public List<TopologyEvent> events(ObjectId topologyId) {
        var events = new ArrayList<TopologyEvent>();
        for (ServerDescription before : previous.servers()) {
            ServerDescription after = current.server(before.address());
            if (after == null && before.address().equals(description.address())) {
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

    /** The events to publish when a client begins. */
    public static List<TopologyEvent> opening(ObjectId topologyId, TopologyDescription initial) {
        var events = new ArrayList<TopologyEvent>();
        events.add(new TopologyEvent.TopologyOpening(topologyId));
        events.add(new TopologyEvent.TopologyDescriptionChanged(topologyId, TopologyDescription.EMPTY, initial));
        initial.servers().forEach(server -> events.add(new TopologyEvent.ServerOpening(topologyId, server.address())));
        return events;
    }

    /** The events to publish when a client ends. */
    public static List<TopologyEvent> closing(ObjectId topologyId, TopologyDescription last) {
        var events = new ArrayList<TopologyEvent>();
        last.servers().forEach(server -> events.add(new TopologyEvent.ServerClosed(topologyId, server.address())));
        events.add(new TopologyEvent.TopologyDescriptionChanged(topologyId, last, TopologyDescription.EMPTY));
        events.add(new TopologyEvent.TopologyClosed(topologyId));
        return events;
    }
}
