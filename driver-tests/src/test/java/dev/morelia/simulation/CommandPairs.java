package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.testkit.simulation.Simulation;
import java.util.HashSet;
import java.util.Set;

/** Checks the events of commands: each started command ends once, and none ends that has not started. */
public final class CommandPairs implements CommandListener {

    private final Simulation simulation;
    private final Set<Integer> underWay = new HashSet<>();

    public CommandPairs(Simulation simulation) {
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

    /** The driver would log an exception as a bug of the listener. */
    private void check(boolean fits, Object event) {
        if (!fits) {
            simulation.fail("a command event does not fit the previous ones: " + event, null);
        }
    }

    public void assertComplete() {
        assertThat(underWay).as("commands that have not ended").isEmpty();
    }
}
