package dev.morelia.embedded;

import dev.morelia.testkit.junit.EmbeddedServerProvider;
import dev.morelia.topology.ServerAddress;

/** For {@code @MongoTest}; its service loader makes it. */
public final class ServerForJUnit implements EmbeddedServerProvider {

    /** For the service loader. */
    public ServerForJUnit() {}

    @Override
    public ServerAddress start() {
        return EmbeddedServer.start().address();
    }
}
