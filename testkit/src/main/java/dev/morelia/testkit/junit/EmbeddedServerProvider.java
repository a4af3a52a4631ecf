package dev.morelia.testkit.junit;

import dev.morelia.topology.ServerAddress;

/**
 * How {@link MongoTest} finds the embedded server, by {@link java.util.ServiceLoader}: the module that has one provides
 * this.
 */
public interface EmbeddedServerProvider {

    /**
     * Starts a server inside this process that is there until the JVM ends.
     *
     * @return where it listens
     */
    ServerAddress start();
}
