package dev.morelia.live.srv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.event.PoolUse;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.dns.DnsServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A load balancer that the client learns of from a TXT record, when its first operation has begun already. */
@Timeout(60)
class SrvLoadBalancerTest {
    private static final ObjectId SERVICE = new ObjectId();

    private final DnsServer dns = DnsServer.start();
    private final ScriptedServer server = ScriptedServer.start(
            hello -> hello.append("msg", "isdbgrid").append("serviceId", SERVICE), SrvLoadBalancerTest::reply);

    @AfterEach
    void close() {
        server.close();
        dns.close();
    }

    private static void reply(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "find" -> exchange.reply(batch("firstBatch", 7));
            case "getMore" -> exchange.reply(batch("nextBatch", 0));
            default -> exchange.replyOk();
        }
    }

    private static Document batch(String name, long id) {
        return Document.of(
                "ok",
                1,
                "cursor",
                Document.of("id", id, "ns", "app.things").append(name, List.of(new Document("x", 1))));
    }

    private static PoolUse use(MongoClient client) {
        return client.poolUse().values().iterator().next();
    }

    @Test
    void aCursorKeepsItsConnection() {
        dns.zone().txt(Srv.HOST, "loadBalanced=true");
        Srv.add(dns, "a.example.org", server);
        try (var client = Srv.client(dns, "")) {
            for (int i = 0; i < 2; i++) {
                try (var cursor =
                        client.database("app").collection("things").find().cursor()) {
                    assertThat(cursor.next()).containsEntry("x", 1);
                    assertThat(use(client).inUse()).isEqualTo(1);
                    assertThat(cursor.next()).containsEntry("x", 1);
                    assertThat(use(client).inUse()).isZero();
                }
            }
        }
    }

    @Test
    void withoutLoadBalancerItDoesNot() {
        Srv.add(dns, "a.example.org", server);
        try (var client = Srv.client(dns, "")) {
            for (int i = 0; i < 2; i++) {
                try (var cursor =
                        client.database("app").collection("things").find().cursor()) {
                    assertThat(cursor.next()).containsEntry("x", 1);
                    assertThat(use(client).inUse()).isZero();
                    assertThat(cursor.next()).containsEntry("x", 1);
                }
            }
        }
    }
}
