package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.testkit.message.WireCompression;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The hello reply of a mongos: with the limits of the members and a topology version of its own, which never changes.
 */
final class MongosHello {
    private static final List<String> LIMITS = List.of(
            "maxBsonObjectSize",
            "maxMessageSizeBytes",
            "maxWriteBatchSize",
            "logicalSessionTimeoutMinutes",
            "minWireVersion",
            "maxWireVersion");

    private final ObjectId processId = new ObjectId();

    /** The id of this run, which is that of the service behind a load balancer as well. */
    ObjectId processId() {
        return processId;
    }

    /** Whether the client waits for a change. */
    boolean isAwaitable(Request request) {
        return request.body.has("topologyVersion") && request.body.has("maxAwaitTimeMS");
    }

    /** How long to wait: for a client that knows this process nothing ever changes. */
    Duration maximumWait(Request request) {
        var known = isAwaitable(request) ? request.body.documentOrNull("topologyVersion") : null;
        return known != null && processId.equals(known.valueOrNull("processId"))
                ? Duration.ofMillis(request.body.int64("maxAwaitTimeMS", 0))
                : Duration.ZERO;
    }

    /** The reply, sent after the wait. */
    Document reply(Request request, int connectionId, Document memberHello) {
        var hello =
                Document.of(request.name.equals("hello") ? "isWritablePrimary" : "ismaster", true, "msg", "isdbgrid");
        if (request.body.bool("helloOk", false)) {
            hello.append("helloOk", true);
        }
        hello.append("topologyVersion", Document.of("processId", processId, "counter", 0L));
        for (var limit : LIMITS) {
            hello.append(limit, memberHello.get(limit));
        }
        if (request.body.valueOrNull("compression") instanceof List<?> offered) {
            var accepted =
                    WireCompression.names().stream().filter(offered::contains).toList();
            if (!accepted.isEmpty()) {
                hello.append("compression", accepted);
            }
        }
        return hello.append("localTime", Instant.now())
                .append("connectionId", connectionId)
                .append("ok", 1.0);
    }
}
