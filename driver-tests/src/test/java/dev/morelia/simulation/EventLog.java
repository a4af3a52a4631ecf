package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.testkit.simulation.Simulation;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records the events of a topology and checks that each fits the previous ones. */
final class EventLog implements TopologyListener {

    private final Simulation simulation;
    private final Map<ServerAddress, ServerType> servers = new LinkedHashMap<>();
    private List<String> last = List.of();
    private boolean open;
    private int newestTerm;
    private int primaries;

    EventLog(Simulation simulation) {
        this.simulation = simulation;
    }

    /** How often the primary changed. */
    int primaries() {
        return primaries;
    }

    @Override
    public void topologyOpening(TopologyEvent.TopologyOpening event) {
        check(this::opening);
    }

    private void opening() {
        assertThat(open).as("open before").isFalse();
        assertThat(servers).isEmpty();
        open = true;
    }

    @Override
    public void topologyClosed(TopologyEvent.TopologyClosed event) {
        check(this::closed);
    }

    private void closed() {
        assertThat(open).as("open").isTrue();
        assertThat(servers.keySet()).as("servers that were not closed").isEmpty();
        open = false;
        last = List.of();
        newestTerm = 0;
    }

    @Override
    public void serverOpening(TopologyEvent.ServerOpening event) {
        check(() -> opening(event));
    }

    private void opening(TopologyEvent.ServerOpening event) {
        simulation.note("opening " + event.server());
        assertThat(open).as("open").isTrue();
        assertThat(servers).as("servers").doesNotContainKey(event.server());
        servers.put(event.server(), ServerType.UNKNOWN);
    }

    @Override
    public void serverClosed(TopologyEvent.ServerClosed event) {
        check(() -> closed(event));
    }

    private void closed(TopologyEvent.ServerClosed event) {
        simulation.note("closed " + event.server());
        assertThat(open).as("open").isTrue();
        assertThat(servers).as("servers").containsKey(event.server());
        servers.remove(event.server());
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        check(() -> changed(event));
    }

    private void changed(TopologyEvent.ServerDescriptionChanged event) {
        simulation.note(event.server() + " is " + event.current().type());
        assertThat(open).as("open").isTrue();
        if (servers.containsKey(event.server())) {
            assertThat(servers)
                    .as("servers")
                    .containsEntry(event.server(), event.previous().type());
            servers.put(event.server(), event.current().type());
        }
    }

    @Override
    public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
        check(() -> changed(event));
    }

    private void changed(TopologyEvent.TopologyDescriptionChanged event) {
        assertThat(open).as("open").isTrue();
        assertThat(shape(event.previous())).as("description before").isEqualTo(last);
        last = shape(event.current());
        simulation.note("now " + last);
        var writable = event.current().servers().stream()
                .filter(server -> server.type() == ServerType.RS_PRIMARY)
                .toList();
        assertThat(writable).as("primaries at a time").hasSizeLessThan(2);
        if (!writable.isEmpty()) {
            int term = Integer.parseInt(writable.getFirst().member().tags().getOrDefault("term", "0"));
            assertThat(term).as("term of the primary, which never decreases").isGreaterThanOrEqualTo(newestTerm);
            primaries += term > newestTerm ? 1 : 0;
            newestTerm = term;
        }
    }

    /** A listener is called on the driver's threads, which would log an exception as a bug of the listener. */
    private void check(Runnable assertions) {
        try {
            assertions.run();
        } catch (AssertionError e) {
            simulation.fail("an event does not fit the previous ones: " + e.getMessage(), e);
        }
    }

    private static List<String> shape(TopologyDescription description) {
        List<String> shape = new ArrayList<>();
        shape.add(description.type().toString());
        for (ServerDescription server : description.servers()) {
            shape.add(server.address() + " " + server.type());
        }
        return shape.size() == 1 ? List.of() : shape;
    }
}
