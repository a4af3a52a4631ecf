package dev.morelia.embedded;

import dev.morelia.testkit.junit.EmbeddedServerProvider;
import dev.morelia.topology.ServerAddress;

/** Provides the embedded server to {@code @MongoTest}; created by the service loader. */
public final class ServerForJUnit implements EmbeddedServerProvider {

    /** For the service loader. */
    public ServerForJUnit() {}

    @Override
    public ServerAddress start() {
        return EmbeddedServer.start().address();
    }
}
