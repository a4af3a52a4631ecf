package dev.morelia.live.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.spi.OidcCallback;
import dev.morelia.spi.OidcToken;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/**
 * What the prose tests of OIDC have in common: a scripted server that accepts the tokens {@code canary-1} to {@code
 * canary-3}, and the requests that the callback has received.
 */
abstract class OidcProse {
    final OidcServer script = new OidcServer("canary-1", "canary-2", "canary-3");
    final List<OidcCallback.Request> requests = new CopyOnWriteArrayList<>();
    private final ScriptedServer server = ScriptedServer.start(script);

    @AfterEach
    void closeServer() {
        server.close();
    }

    /** The connection string, with a user such as {@code ada@}. */
    String uri(String user) {
        return server.uri().replace("mongodb://", "mongodb://" + user) + "&authMechanism=MONGODB-OIDC&retryReads=false";
    }

    /** A callback that returns another token each time. */
    OidcToken numbered(OidcCallback.Request request) {
        requests.add(request);
        return OidcToken.of("canary-" + requests.size());
    }

    static MongoCollection<Document> collection(MongoClient client) {
        return client.database("test").collection("test");
    }

    static void find(MongoClient client) {
        assertThat(collection(client).find().toList()).hasSize(1);
    }
}
