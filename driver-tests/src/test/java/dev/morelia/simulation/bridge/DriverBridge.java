package dev.morelia.simulation.bridge;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.ClientSettings;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bridge of the driver. */
final class DriverBridge implements TestedBridge {
    private final Bridge bridge;

    DriverBridge(Env env, int maxInFlight) {
        var settings = ClientSettings.defaults().async(async -> async.maxInFlight(maxInFlight));
        bridge = new Bridge(new Background(env), settings, null, null);
    }

    @Override
    public Result run(Callable<Integer> operation, @Nullable Duration timeout) {
        return new Future(bridge.with(timeout, null).run(operation));
    }

    @Override
    public int pending() {
        return bridge.use().inFlight() + bridge.use().queued();
    }

    @Override
    public void close() {
        bridge.close();
    }

    private record Future(CompletableFuture<Integer> future) implements Result {
        @Override
        public void whenComplete(Consumer<@Nullable Integer> action) {
            var unused = future.whenComplete((result, failure) -> action.accept(result));
        }

        @Override
        public boolean isDone() {
            return future.isDone();
        }

        @Override
        public boolean cancel() {
            return future.cancel(true);
        }
    }
}
