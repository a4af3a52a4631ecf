package dev.morelia.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Commands of a transaction for which no connection could be opened at first: they were not sent, so what the
 * transaction has sent before still counts, and the server gets it as one transaction.
 */
@Timeout(60)
class UnsentCommandTest {
    private static final Script OK = exchange -> exchange.reply(Document.of("ok", 1, "n", 1, "nModified", 1));

    private final ScriptedServer server =
            ScriptedServer.start(hello -> hello.append("setName", "rs0").append("hosts", List.of("a:1")), OK);
    private final FaultProxy proxy = FaultProxy.start(server.address());
    private final AtomicInteger refused = new AtomicInteger();
    private MongoClient client;
    private ClientSession session;

    @BeforeEach
    void open() {
        client = MongoClient.builder()
                .uri(proxy.uri() + "&maxIdleTimeMS=10")
                .poolListener(new PoolListener() {
                    @Override
                    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
                        refused.incrementAndGet();
                        proxy.heal();
                    }
                })
                .build();
        client.database("bank").runCommand(new Document("ping", 1));
        session = client.startSession();
        session.startTransaction();
    }

    @AfterEach
    void close() {
        session.close();
        client.close();
        proxy.close();
        server.close();
    }

    /** An update whose first attempt finds nothing listening. */
    private void updateWhileRefused() throws InterruptedException {
        // A connection that was idle for so long is not used any more.
        Thread.sleep(20);
        proxy.refuse();
        update();
        assertThat(refused).as("failed attempts").hasPositiveValue();
    }

    private void update() {
        MongoCollection<Document> accounts = client.database("bank").collection("accounts");
        accounts.with(session).updateOne(new Document("_id", 1), new Document("$inc", new Document("balance", 1)));
    }

    private List<RawDocument> received(String... names) {
        return server.received().stream()
                .map(request -> request.command())
                .filter(command -> List.of(names).stream().anyMatch(command::has))
                .toList();
    }

    @Test
    void aLaterCommandDoesNotBeginTheTransactionAgain() throws InterruptedException {
        update();
        updateWhileRefused();
        session.commitTransaction();
        var sent = received("update", "commitTransaction");
        assertThat(sent).hasSize(3);
        assertThat(sent).extracting(command -> command.has("startTransaction")).containsExactly(true, false, false);
        assertThat(sent).extracting(command -> command.int64("txnNumber")).containsOnly(1L);
    }

    @Test
    void aTransactionOfOneCommandIsCommitted() throws InterruptedException {
        updateWhileRefused();
        session.commitTransaction();
        assertThat(received("commitTransaction")).hasSize(1);
    }
}
