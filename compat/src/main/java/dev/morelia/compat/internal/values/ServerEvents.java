package dev.morelia.compat.internal.values;

import com.mongodb.event.ServerClosedEvent;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerListener;
import com.mongodb.event.ServerOpeningEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** Publishes the events of single servers to a listener of the official driver. */
record ServerEvents(ServerListener listener, EventOrigin origin) implements TopologyListener {
    @Override
    public void serverOpening(TopologyEvent.ServerOpening event) {
        listener.serverOpening(new ServerOpeningEvent(origin.serverId(event.server())));
    }

    @Override
    public void serverClosed(TopologyEvent.ServerClosed event) {
        listener.serverClosed(new ServerClosedEvent(origin.serverId(event.server())));
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        listener.serverDescriptionChanged(new ServerDescriptionChangedEvent(
                origin.serverId(event.server()),
                Descriptions.server(event.current()),
                Descriptions.server(event.previous())));
    }
}
