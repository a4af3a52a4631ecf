package dev.morelia.simulation.fault;

import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;

/** Forwards all events except some. */
public final class ForgetfulListener implements TopologyListener {

    private final TopologyListener target;
    private int count;

    public ForgetfulListener(TopologyListener target) {
        this.target = target;
    }

    @Override
    public void topologyOpening(TopologyEvent.TopologyOpening event) {
        target.topologyOpening(event);
    }

    @Override
    public void topologyClosed(TopologyEvent.TopologyClosed event) {
        target.topologyClosed(event);
    }

    @Override
    public void serverOpening(TopologyEvent.ServerOpening event) {
        target.serverOpening(event);
    }

    @Override
    public void serverClosed(TopologyEvent.ServerClosed event) {
        target.serverClosed(event);
    }

    @Override
    public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
        target.serverDescriptionChanged(event);
    }

    @Override
    public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
        if (++count % 5 != 0) {
            target.topologyDescriptionChanged(event);
        }
    }
}
