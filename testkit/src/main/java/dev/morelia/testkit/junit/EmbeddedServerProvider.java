package dev.morelia.testkit.junit;

import dev.morelia.topology.ServerAddress;

/** Starts the embedded server for {@link MongoTest}. Found with {@link java.util.ServiceLoader}. */
public interface EmbeddedServerProvider {

    /**
     * Starts a server inside this process that runs until the JVM exits.
     *
     * @return the address of the server
     */
    ServerAddress start();
}
