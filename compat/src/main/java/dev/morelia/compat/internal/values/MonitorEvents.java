package dev.morelia.compat.internal.values;

import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatStartedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** Publishes the heartbeats of servers to a listener of the official driver. */
record MonitorEvents(ServerMonitorListener listener, EventOrigin origin) implements TopologyListener {
    @Override
    public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
        listener.serverHearbeatStarted(
                new ServerHeartbeatStartedEvent(origin.connectionId(event.connection()), event.awaited()));
    }

    @Override
    public void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {
        listener.serverHeartbeatSucceeded(new ServerHeartbeatSucceededEvent(
                origin.connectionId(event.connection()),
                CommandEvents.undecoded(event.reply()),
                event.duration().toNanos(),
                event.awaited()));
    }

    @Override
    public void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {
        listener.serverHeartbeatFailed(new ServerHeartbeatFailedEvent(
                origin.connectionId(event.connection()),
                event.duration().toNanos(),
                event.awaited(),
                CommandEvents.throwable(event.failure())));
    }
}
