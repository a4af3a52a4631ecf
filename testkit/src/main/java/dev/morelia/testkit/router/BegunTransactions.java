package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.OpMsg;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transactions that clients have begun at a front, the latest of each session. Like a mongos, a front commits only
 * these: of others it tells what has become of them, and ends those that are not committed yet. Thread-safe.
 */
final class BegunTransactions {
    private final Map<Document, Long> numbers = new ConcurrentHashMap<>();

    /** A member has got a command. */
    void sent(Request request) {
        if (request.body.bool("startTransaction", false)) {
            numbers.put(session(request), number(request));
        }
    }

    /** Whether a command commits a transaction that another front has begun. */
    boolean isOfAnother(Request request) {
        return request.name.equals("commitTransaction")
                && numbers.getOrDefault(session(request), -1L) != number(request);
    }

    /** The message that aborts the transaction of a command, unless that is committed. */
    static byte[] abortMessage(Request request) {
        var command = Document.of("abortTransaction", 1, "lsid", session(request))
                .append("txnNumber", number(request))
                .append("autocommit", false)
                .append("$db", "admin");
        var output = new BsonOutput();
        new OpMsg(0, RawDocument.encode(command), List.of()).encode(output, 1, 0);
        return output.toByteArray();
    }

    private static Document session(Request request) {
        return request.body.document("lsid").toDocument();
    }

    private static long number(Request request) {
        return request.body.int64("txnNumber", 0);
    }
}
