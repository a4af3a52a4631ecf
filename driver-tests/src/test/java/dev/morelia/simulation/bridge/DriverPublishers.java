package dev.morelia.simulation.bridge;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.bridge.Source;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.ClientSettings;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;

/** The publishers of the driver's bridge. */
final class DriverPublishers implements TestedPublishers {
    private final Bridge bridge;

    DriverPublishers(Env env, int maxInFlight) {
        var settings = ClientSettings.defaults().async(async -> async.maxInFlight(maxInFlight));
        bridge = new Bridge(new Background(env), settings, null, null);
    }

    @Override
    public Flow.Publisher<Integer> publish(Callable<? extends Source<Integer>> open) {
        return bridge.publish(open);
    }

    @Override
    public int pending() {
        return bridge.use().inFlight() + bridge.use().queued();
    }

    @Override
    public void close() {
        bridge.close();
    }
}
