package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.topology.ServerAddress;
import java.util.List;

/**
 * A cursor that is open on a member.
 *
 * @param member the member
 * @param namespace what it reads, as the member names it
 */
record OpenCursor(ServerAddress member, String namespace) {
    /** The message that closes it. */
    byte[] killMessage(long id) {
        int dot = namespace.indexOf('.');
        var command = Document.of("killCursors", namespace.substring(dot + 1), "cursors", List.of(id))
                .append("$db", namespace.substring(0, dot));
        var output = new BsonOutput();
        new OpMsg(0, RawDocument.encode(command), List.of()).encode(output, 1, 0);
        return output.toByteArray();
    }
}
