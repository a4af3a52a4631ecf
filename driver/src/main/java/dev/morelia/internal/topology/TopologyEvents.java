package dev.morelia.internal.topology;

import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.Listeners;
import java.util.List;
import java.util.function.Consumer;

/**
 * Publishes events to the topology listeners in order, never on the thread where an event occurs, which is a monitor's
 * or holds the topology's lock. Thread-safe.
 */
public final class TopologyEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.morelia.topology");

    private final Background background;
    private final Listeners<TopologyListener> listeners;

    /** Creates a publisher for the given listeners. */
    public TopologyEvents(Background background, List<TopologyListener> listeners) {
        this.background = background;
        this.listeners = new Listeners<>(listeners, "topology listener", LOGGER);
    }

    /** Publishes an event soon; the caller may hold a lock. */
    public void publish(TopologyEvent event) {
        publish(event, () -> {});
    }

    /** Publishes an event after running an action on the thread of the listeners. */
    void publish(TopologyEvent event, Runnable before) {
        if (!listeners.isEmpty()) {
            Consumer<TopologyListener> call = call(event);
            background.events().add(() -> {
                before.run();
                listeners.publish(call);
            });
        }
    }

    private static Consumer<TopologyListener> call(TopologyEvent event) {
        return switch (event) {
            case TopologyEvent.TopologyOpening opening -> listener -> listener.topologyOpening(opening);
            case TopologyEvent.TopologyClosed closed -> listener -> listener.topologyClosed(closed);
            case TopologyEvent.ServerOpening opening -> listener -> listener.serverOpening(opening);
            case TopologyEvent.ServerClosed closed -> listener -> listener.serverClosed(closed);
            case TopologyEvent.ServerDescriptionChanged changed ->
                listener -> listener.serverDescriptionChanged(changed);
            case TopologyEvent.TopologyDescriptionChanged changed ->
                listener -> listener.topologyDescriptionChanged(changed);
            case TopologyEvent.HeartbeatStarted started -> listener -> listener.heartbeatStarted(started);
            case TopologyEvent.HeartbeatSucceeded succeeded -> listener -> listener.heartbeatSucceeded(succeeded);
            case TopologyEvent.HeartbeatFailed failed -> listener -> listener.heartbeatFailed(failed);
        };
    }
}
