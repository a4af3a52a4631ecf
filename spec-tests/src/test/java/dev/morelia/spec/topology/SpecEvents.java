package dev.morelia.spec.topology;

import dev.morelia.bson.Document;
import dev.morelia.event.TopologyEvent;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts events to the notation of the files. */
final class SpecEvents {
    private SpecEvents() {}

    static Document toDocument(TopologyEvent event) {
        return switch (event) {
            case TopologyEvent.TopologyOpening opening -> named("topology_opening_event");
            case TopologyEvent.TopologyClosed closed -> named("topology_closed_event");
            case TopologyEvent.ServerOpening opening -> named("server_opening_event", address(opening.server()));
            case TopologyEvent.ServerClosed closed -> named("server_closed_event", address(closed.server()));
            case TopologyEvent.ServerDescriptionChanged changed ->
                named(
                        "server_description_changed_event",
                        address(changed.server())
                                .append("previousDescription", server(changed.previous()))
                                .append("newDescription", server(changed.current())));
            case TopologyEvent.TopologyDescriptionChanged changed ->
                named(
                        "topology_description_changed_event",
                        new Document("previousDescription", topology(changed.previous()))
                                .append("newDescription", topology(changed.current())));
            case TopologyEvent.HeartbeatStarted started -> throw new AssertionError(started);
            case TopologyEvent.HeartbeatSucceeded succeeded -> throw new AssertionError(succeeded);
            case TopologyEvent.HeartbeatFailed failed -> throw new AssertionError(failed);
        };
    }

    private static Document named(String name) {
        return named(name, new Document());
    }

    private static Document named(String name, Document body) {
        return new Document(name, sorted(body));
    }

    private static Document address(ServerAddress address) {
        return new Document("address", address.toString());
    }

    private static Document topology(TopologyDescription topology) {
        var servers = topology.servers().stream().map(SpecEvents::server).toList();
        var document = new Document("topologyType", topology.type().specName()).append("servers", servers);
        return topology.setName() == null ? document : document.append("setName", topology.setName());
    }

    private static Document server(ServerDescription server) {
        var member = server.member();
        var document = address(server.address())
                .append("type", server.type().specName())
                .append("hosts", texts(member.hosts()))
                .append("passives", texts(member.passives()))
                .append("arbiters", texts(member.arbiters()));
        if (member.setName() != null) {
            document.append("setName", member.setName());
        }
        return member.primary() == null
                ? document
                : document.append("primary", member.primary().toString());
    }

    private static List<String> texts(List<ServerAddress> addresses) {
        return addresses.stream().map(ServerAddress::toString).toList();
    }

    /** The event without the id of the topology, which is not in the files, and with its fields sorted. */
    static Document normalized(Document event) {
        String name = event.keySet().getFirst();
        var body = Document.copyOf(event.document(name));
        body.remove("topologyId");
        return new Document(name, sorted(body));
    }

    private static Document sorted(Document document) {
        var sorted = new Document();
        document.keySet().stream().sorted().forEach(key -> sorted.append(key, sortedValue(document.get(key))));
        return sorted;
    }

    private static @Nullable Object sortedValue(@Nullable Object value) {
        return switch (value) {
            // The specification: a client that checks servers in parallel has Unknown for PossiblePrimary.
            case String text when text.equals("PossiblePrimary") -> "Unknown";
            case Document nested -> sorted(nested);
            case List<?> list -> {
                var sorted = new ArrayList<@Nullable Object>();
                list.forEach(element -> sorted.add(sortedValue(element)));
                yield sorted;
            }
            case null, default -> value;
        };
    }
}
