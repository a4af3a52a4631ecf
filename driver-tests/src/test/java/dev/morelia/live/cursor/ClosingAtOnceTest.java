package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that close a cursor at the same time: only one of them sends a command in its session and ends that. */
@Timeout(60)
class ClosingAtOnceTest {
    private static final int CURSORS = Integer.getInteger("closing.cursors", 500);

    private final AtomicLong opened = new AtomicLong();
    private final AtomicInteger killed = new AtomicInteger();

    private void answer(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "find", "aggregate" -> {
                var cursor = Document.of("id", opened.incrementAndGet(), "ns", "app.people", "firstBatch", List.of());
                exchange.reply(Document.of("ok", 1, "cursor", cursor));
            }
            case "killCursors" -> {
                killed.incrementAndGet();
                exchange.replyOk();
            }
            default -> exchange.replyOk();
        }
    }

    private void closeAtOnce(Function<MongoCollection<Document>, AutoCloseable> opening) throws Exception {
        try (var server = ScriptedServer.start(this::answer);
                var client = MongoClient.create(server.uri())) {
            var people = client.database("app").collection("people");
            var arrived = new AtomicInteger();
            var cursors = new AutoCloseable[CURSORS];
            for (int i = 0; i < CURSORS; i++) {
                cursors[i] = opening.apply(people);
            }
            var other = Thread.ofPlatform().start(() -> closeAll(cursors, arrived));
            closeAll(cursors, arrived);
            other.join();
            assertThat(killed).hasValue(CURSORS);
        }
    }

    private static void closeAll(AutoCloseable[] cursors, AtomicInteger arrived) {
        for (int i = 0; i < cursors.length; i++) {
            arrived.incrementAndGet();
            while (arrived.get() < 2 * (i + 1)) {
                // A thread that sleeps wakes up too late.
                Thread.onSpinWait();
            }
            try {
                cursors[i].close();
            } catch (Exception never) {
                throw new AssertionError(never);
            }
        }
    }

    @Test
    void ofAQuery() throws Exception {
        closeAtOnce(people -> people.find().cursor());
    }

    @Test
    void ofAChangeStream() throws Exception {
        closeAtOnce(people -> people.watch().cursor());
    }
}
