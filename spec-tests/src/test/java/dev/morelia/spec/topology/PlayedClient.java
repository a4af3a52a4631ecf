package dev.morelia.spec.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.event.TopologyEvent;
import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.internal.sdam.Discovery;
import dev.morelia.internal.sdam.ErrorHandling;
import dev.morelia.internal.sdam.HelloReply;
import dev.morelia.internal.sdam.RoundTripTimes;
import dev.morelia.internal.sdam.TopologyChange;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies the results of the pure functions as a client would: keeps the description, counts pool generations. */
final class PlayedClient {
    private final Discovery discovery;
    private final ObjectId topologyId = new ObjectId();
    private final Map<ServerAddress, Long> generations = new LinkedHashMap<>();
    private final List<TopologyEvent> events = new ArrayList<>();
    private TopologyDescription topology;
    private long nanos;

    PlayedClient(String uri) {
        var settings = ClientSettings.of(ConnectionString.parse(uri)).topology();
        discovery = new Discovery(settings);
        topology = discovery.initial(nanos);
        events.add(new TopologyEvent.TopologyOpening(topologyId));
        events.addAll(TopologyChange.opening(topologyId, topology));
        if (topology.type() == TopologyType.LOAD_BALANCED) {
            update(ServerDescription.loadBalancer(topology.servers().getFirst().address(), nanos));
        }
    }

    TopologyDescription topology() {
        return topology;
    }

    long poolGeneration(ServerAddress server) {
        return generations.getOrDefault(server, 0L);
    }

    List<TopologyEvent> takeEvents() {
        var taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    void applyHello(ServerAddress server, RawDocument hello) {
        nanos++;
        update(HelloReply.describe(server, hello, RoundTripTimes.NONE.add(1_000_000), nanos));
    }

    void applyFailedHello(ServerAddress server) {
        nanos++;
        update(ServerDescription.failed(server, nanos, "check failed", new IOException("reset"), null));
        clearPool(server);
    }

    void meet(
            ServerAddress server,
            ApplicationError.Phase phase,
            ApplicationError.Kind kind,
            long generation,
            @Nullable RawDocument reply) {
        nanos++;
        var cause = new IOException("played " + kind);
        var failure = new ApplicationError(server, phase, kind, generation, null, reply, false, nanos, cause);
        var decision = ErrorHandling.onError(topology, failure, poolGeneration(server));
        if (decision.description() != null) {
            update(decision.description());
        }
        if (decision.clearPool()) {
            clearPool(server);
        }
    }

    private void clearPool(ServerAddress server) {
        generations.merge(server, 1L, Long::sum);
    }

    private void update(ServerDescription description) {
        var change = discovery.update(topology, description);
        events.addAll(change.events(topologyId));
        topology = change.current();
    }
}
