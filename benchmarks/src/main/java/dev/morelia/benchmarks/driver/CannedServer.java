package dev.morelia.benchmarks.driver;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The testkit's scripted server, with canned replies, in a process of its own. */
final class CannedServer {
    private CannedServer() {}

    /**
     * The main method of the other process; its arguments are the JSON of the document that a find returns, and whether
     * it is the primary of a replica set.
     */
    public static void main(String... arguments) throws IOException {
        var replies = replies(Document.parse(arguments[0]));
        boolean primary = Boolean.parseBoolean(arguments[1]);
        try (var server = primary
                ? ScriptedServer.canned(CannedServer::ofPrimary, ofPrimary(replies))
                : ScriptedServer.canned(replies)) {
            ServerProcess.serve(server.uri());
        }
    }

    private static Map<String, Document> replies(Document found) {
        var namespace = DriverTask.DATABASE + "." + DriverTask.COLLECTION;
        var cursor = new Document("firstBatch", List.of(found)).append("id", 0L).append("ns", namespace);
        return Map.of("find", Document.of("cursor", cursor, "ok", 1.0), "insert", Document.of("n", 1, "ok", 1.0));
    }

    private static Document ofPrimary(Document hello) {
        return hello.append("setName", "rs0")
                .append("setVersion", 1)
                .append("hosts", List.of("127.0.0.1:27017"))
                .append("secondary", false);
    }

    /** Like those of a real primary, with the times that sessions keep. */
    private static Map<String, Document> ofPrimary(Map<String, Document> replies) {
        var time = new Timestamp(1_764_000_000, 1);
        var signature = Document.of("hash", new Binary(new byte[20]), "keyId", 0L);
        var timed = new HashMap<String, Document>();
        timed.put("commitTransaction", Document.of("ok", 1.0));
        replies.forEach((name, reply) -> timed.put(name, Document.copyOf(reply)));
        timed.values()
                .forEach(reply -> reply.append("$clusterTime", Document.of("clusterTime", time, "signature", signature))
                        .append("operationTime", time));
        return timed;
    }

    /** A standalone server. */
    static ServerProcess start(String json) throws IOException {
        return ServerProcess.start(CannedServer.class, json, "false");
    }

    /** The primary of a replica set, for direct connections. */
    static ServerProcess startPrimary(String json) throws IOException {
        return ServerProcess.start(CannedServer.class, json, "true");
    }
}
