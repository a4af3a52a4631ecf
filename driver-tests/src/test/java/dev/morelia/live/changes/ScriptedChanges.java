package dev.morelia.live.changes;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A server of change streams that replies as told, and with empty batches when it is told nothing more. */
final class ScriptedChanges implements AutoCloseable {
    /** Replies to a request. */
    interface Step {
        void reply(Exchange exchange) throws IOException, InterruptedException;
    }

    private static final Duration WAIT = Duration.ofMillis(20);

    final ConcurrentLinkedQueue<Step> openings = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Step> more = new ConcurrentLinkedQueue<>();
    private final AtomicLong cursors = new AtomicLong();
    final ScriptedServer server;
    final MongoClient client;

    private ScriptedChanges(int maxWireVersion, String options) {
        server = ScriptedServer.start(hello -> hello.append("maxWireVersion", maxWireVersion), this::handle);
        client = MongoClient.create(server.uri() + options);
    }

    static ScriptedChanges start() {
        return start(21, "");
    }

    /** @param options of the connection string, each with a leading {@code &} */
    static ScriptedChanges start(int maxWireVersion, String options) {
        return new ScriptedChanges(maxWireVersion, options);
    }

    private void handle(Exchange exchange) throws IOException, InterruptedException {
        switch (exchange.commandName()) {
            case "aggregate" -> {
                cursors.incrementAndGet();
                reply(openings.poll(), exchange);
            }
            case "getMore" -> reply(more.poll(), exchange);
            default -> exchange.replyOk();
        }
    }

    private void reply(@Nullable Step step, Exchange exchange) throws IOException, InterruptedException {
        if (step == null) {
            exchange.pause(WAIT);
            batch(null).reply(exchange);
        } else {
            step.reply(exchange);
        }
    }

    MongoCollection<Document> orders() {
        return client.database("app").collection("orders");
    }

    /** @param token the {@code postBatchResumeToken}, or null */
    Step batch(@Nullable String token, Document... events) {
        return exchange -> {
            var cursor = new Document("id", cursors.get())
                    .append("ns", "app.orders")
                    .append(exchange.commandName().equals("aggregate") ? "firstBatch" : "nextBatch", List.of(events));
            if (token != null) {
                cursor.append("postBatchResumeToken", token(token));
            }
            exchange.reply(Document.of("ok", 1, "cursor", cursor));
        };
    }

    static Step error(int code, String... labels) {
        return exchange -> exchange.reply(
                Document.of("ok", 0, "code", code, "errmsg", "scripted", "errorLabels", List.of(labels)));
    }

    static Document token(String data) {
        return new Document("_data", data);
    }

    static Document insert(String data) {
        return Document.of("_id", token(data), "operationType", "insert", "fullDocument", new Document("name", data));
    }

    static Document fragment(String data, int number, int of, String field, Object value) {
        return Document.of("_id", token(data), "splitEvent", Document.of("fragment", number, "of", of), field, value);
    }

    /** The commands of this name that have arrived. */
    List<Document> received(String command) {
        return server.received().stream()
                .filter(request -> request.commandName().equals(command))
                .map(ReceivedRequest::command)
                .map(raw -> raw.toDocument())
                .toList();
    }

    /** The options of the first stage of the last aggregation. */
    Document lastStage() {
        return received("aggregate")
                .getLast()
                .list("pipeline", Document.class)
                .getFirst()
                .document("$changeStream");
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
