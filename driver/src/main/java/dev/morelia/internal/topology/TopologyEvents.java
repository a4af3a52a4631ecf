package dev.morelia.internal.topology;

import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import java.util.List;
import java.util.function.Consumer;

/** Tells the topology listeners. One that throws disturbs neither the others nor the client. Thread-safe. */
public final class TopologyEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.topology");

    private final List<TopologyListener> listeners;

    /** Tells these listeners. */
    public TopologyEvents(List<TopologyListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    boolean isSilent() {
        return listeners.isEmpty();
    }

    void publish(TopologyEvent event) {
        switch (event) {
            case TopologyEvent.TopologyOpening opening -> tell(listener -> listener.topologyOpening(opening));
            case TopologyEvent.TopologyClosed closed -> tell(listener -> listener.topologyClosed(closed));
            case TopologyEvent.ServerOpening opening -> tell(listener -> listener.serverOpening(opening));
            case TopologyEvent.ServerClosed closed -> tell(listener -> listener.serverClosed(closed));
            case TopologyEvent.ServerDescriptionChanged changed ->
                tell(listener -> listener.serverDescriptionChanged(changed));
            case TopologyEvent.TopologyDescriptionChanged changed ->
                tell(listener -> listener.topologyDescriptionChanged(changed));
            case TopologyEvent.HeartbeatStarted started -> tell(listener -> listener.heartbeatStarted(started));
            case TopologyEvent.HeartbeatSucceeded succeeded -> tell(listener -> listener.heartbeatSucceeded(succeeded));
            case TopologyEvent.HeartbeatFailed failed -> tell(listener -> listener.heartbeatFailed(failed));
        }
    }

    private void tell(Consumer<TopologyListener> event) {
        for (TopologyListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError broken) {
                LOGGER.log(System.Logger.Level.WARNING, "a topology listener failed; watching goes on", broken);
            }
        }
    }
}
