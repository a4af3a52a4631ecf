package dev.morelia.live;

import dev.morelia.MongoClient;
import dev.morelia.embedded.EmbeddedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** On the server inside the JVM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedLiveTest extends CrudLiveTest {
    private EmbeddedServer server;
    private MongoClient client;

    @BeforeAll
    void start() {
        server = EmbeddedServer.start();
        client = MongoClient.create(server.uri());
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @Override
    MongoClient client() {
        return client;
    }
}
