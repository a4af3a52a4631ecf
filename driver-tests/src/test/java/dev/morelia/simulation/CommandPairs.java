package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.testkit.simulation.Simulation;
import java.util.HashSet;
import java.util.Set;

/** Follows the events of commands: each that starts ends once, and none ends that has not started. */
final class CommandPairs implements CommandListener {

    private final Simulation simulation;
    private final Set<Integer> underWay = new HashSet<>();

    CommandPairs(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public void started(CommandStartedEvent event) {
        check(underWay.add(event.requestId()), event);
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        check(underWay.remove(event.requestId()), event);
    }

    @Override
    public void failed(CommandFailedEvent event) {
        check(underWay.remove(event.requestId()), event);
    }

    /** The driver would report what a listener throws as a bug of the listener. */
    private void check(boolean fits, Object event) {
        if (!fits) {
            simulation.fail("an event of a command does not fit those before it: " + event, null);
        }
    }

    void assertComplete() {
        assertThat(underWay).as("commands that have not ended").isEmpty();
    }
}
