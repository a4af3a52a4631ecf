package dev.morelia.live.publisher;

import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.env.SystemEnv;
import java.util.concurrent.Flow;

/** The TCK for a source in memory. */
class MemoryTckTest extends PublisherTck {
    private final Bridge bridge = new Bridge(SystemEnv.INSTANCE);

    @Override
    protected Flow.Publisher<?> publisher(int elements) {
        return bridge.publish(() -> new MemorySource(elements, 2));
    }

    @Override
    protected Flow.Publisher<?> failingPublisher() {
        return bridge.publish(() -> {
            throw new IllegalStateException("there is no source");
        });
    }
}
