package dev.morelia.compat.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.mongodb.client.MongoClient;
import dev.morelia.compat.CompatClients;
import dev.morelia.testkit.ReplicaSet;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What frameworks look for beyond the interfaces. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class PitfallsLiveTest {
    private static MongoClient client;

    @BeforeAll
    static void start() {
        client = CompatClients.create(ReplicaSet.shared().uri());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void nothingIsAProxy() {
        var database = client.getDatabase("compat_pitfalls");
        try (var session = client.startSession()) {
            for (Object each : new Object[] {client, database, database.getCollection("c"), session}) {
                assertThat(Proxy.isProxyClass(each.getClass())).isFalse();
            }
        }
    }

    @Test
    void errorsOfSessionsAreRecognizedByAClassInTheirStackTrace() {
        var collection = client.getDatabase("compat_pitfalls").getCollection("c");
        var session = client.startSession();
        session.close();
        Throwable used = catchThrowable(() -> collection.find(session).first());
        assertThat(used).isInstanceOf(IllegalStateException.class);
        assertThat(Arrays.stream(used.getStackTrace()).map(StackTraceElement::getClassName))
                .anyMatch(name -> name.contains("ClientSession"));
    }

    @Test
    void aWrappedSessionKeepsItsTransaction() {
        var collection = client.getDatabase("compat_pitfalls").getCollection("wrapped");
        collection.drop();
        collection.insertOne(new Document("_id", 0));
        try (var session = client.startSession()) {
            session.startTransaction();
            collection.insertOne(new WrappedSession(session), new Document("_id", 1));
            session.abortTransaction();
        }
        assertThat(collection.countDocuments()).isEqualTo(1);
    }
}
