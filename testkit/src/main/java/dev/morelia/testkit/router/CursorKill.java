package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code killCursors} whose cursors may be on several members: each member gets its own, and the client gets one
 * reply. Like a mongos, the front knows the open cursors, and does not forward unknown ones. Used by one thread.
 */
final class CursorKill {
    private final Request request;
    private final Map<ServerAddress, List<Long>> byMember = new LinkedHashMap<>();
    private final List<Long> unknown = new ArrayList<>();

    /**
     * Looks up the cursors, and removes them.
     *
     * @param known the open cursors
     */
    CursorKill(Request request, List<Long> cursors, Map<Long, OpenCursor> known) {
        this.request = request;
        for (Long cursor : cursors) {
            OpenCursor open = known.remove(cursor);
            if (open == null) {
                unknown.add(cursor);
            } else {
                byMember.computeIfAbsent(open.member(), ignored -> new ArrayList<>())
                        .add(cursor);
            }
        }
    }

    /** Kills the cursors on their members and returns the reply for the client. */
    Document carryOut(Upstream upstream) {
        var killed = new ArrayList<Long>();
        byMember.forEach((member, cursors) -> {
            try {
                upstream.exchange(member, message(cursors));
            } catch (IOException gone) {
                // The member's cursors are gone with it.
            }
            killed.addAll(cursors);
        });
        return Document.of("cursorsKilled", killed, "cursorsNotFound", unknown)
                .append("cursorsAlive", List.of())
                .append("cursorsUnknown", List.of())
                .append("ok", 1.0);
    }

    private byte[] message(List<Long> cursors) {
        var output = new BsonOutput();
        var command = request.body.toDocument();
        command.put("cursors", cursors);
        new OpMsg(0, RawDocument.encode(command), List.of()).encode(output, request.requestId, 0);
        return output.toByteArray();
    }
}
