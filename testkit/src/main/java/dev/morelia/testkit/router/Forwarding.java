package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the commands of one client to a member, and the replies back. Like a mongos, it retries reads and retryable
 * writes once if the member is down or no longer primary. Used by one thread.
 */
final class Forwarding {
    private static final String RECOVERY_TOKEN = "recoveryToken";

    private final Front front;
    private final Upstream upstream;
    private Map<Long, OpenCursor> cursors;
    private boolean balanced;
    private int nextReply = 1_000_000;

    Forwarding(Front front, Upstream upstream) {
        this.front = front;
        this.upstream = upstream;
        this.cursors = front.cursors();
    }

    /** The client is behind a load balancer: from now on its cursors belong to its connection. */
    void ownCursors() {
        if (!balanced) {
            balanced = true;
            cursors = new HashMap<>();
        }
    }

    /** The client has disconnected: closes the cursors that belong to its connection. */
    void closeOwnCursors() {
        if (balanced) {
            cursors.forEach((id, cursor) -> {
                try {
                    upstream.exchange(cursor.member(), cursor.killMessage(id));
                } catch (IOException gone) {
                    // The front is being stopped, or the member's cursors are gone with it.
                }
            });
        }
    }

    /** The whole message for the client, null if it expects none. */
    byte @Nullable [] reply(Request request, FailCommand fault) throws IOException, InterruptedException {
        var victims = request.name.equals("killCursors") ? cursorsToKill(request) : null;
        if (victims != null) {
            return kill(request, victims, fault);
        }
        return balanced
                        && cursor(request)
                                .filter(id -> !cursors.containsKey(id))
                                .isPresent()
                ? errorReply(request, ErrorCode.CURSOR_NOT_FOUND, "this connection has no such cursor")
                : forwarded(request, fault);
    }

    private byte @Nullable [] forwarded(Request request, FailCommand fault) throws IOException, InterruptedException {
        boolean mayRetry = request.isRetryableWrite() || request.endsTransaction() || mayReadAgain(request);
        boolean first = true;
        while (true) {
            var member = member(request);
            if (member.isEmpty()) {
                return withoutMember(request);
            }
            try {
                if (!request.expectsReply()) {
                    upstream.send(member.get(), request.forMember());
                    return null;
                }
                if (front.transactions().isOfAnother(request)) {
                    upstream.exchange(member.get(), BegunTransactions.abortMessage(request));
                }
                byte[] message = upstream.exchange(member.get(), request.forMember());
                front.transactions().sent(request);
                var reply = OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES)
                        .body();
                int code = reply.int32("code", 0);
                // Rejected before execution: any command may be tried on another member.
                boolean notExecuted = first && code == ErrorCode.NOT_WRITABLE_PRIMARY.number();
                boolean deposed = RouterErrors.isNotPrimary(code);
                if (!deposed || !(mayRetry || notExecuted)) {
                    if (deposed) {
                        front.members().forget();
                    }
                    noteCursor(request, reply, member.get());
                    return changed(request, reply, fault)
                            .map(it -> encode(request, it))
                            .orElse(message);
                }
            } catch (IOException e) {
                if (!mayRetry) {
                    front.members().forget();
                    return errorReply(request, ErrorCode.HOST_UNREACHABLE, member.get() + ": " + e.getMessage());
                }
            }
            front.members().forget();
            mayRetry = false;
            first = false;
        }
    }

    private byte @Nullable [] withoutMember(Request request) {
        var mode = request.body.documentOrNull("$readPreference");
        return errorReply(
                request,
                ErrorCode.FAILED_TO_SATISFY_READ_PREFERENCE,
                "could not find a member for read preference " + (mode == null ? "primary" : mode));
    }

    private static boolean mayReadAgain(Request request) {
        return request.isRead() && !request.inTransaction();
    }

    private byte @Nullable [] errorReply(Request request, ErrorCode code, String message) {
        return request.expectsReply() ? encode(request, Replies.error(request, code, message)) : null;
    }

    private Optional<ServerAddress> member(Request request) throws InterruptedException {
        var pinned = cursor(request).map(cursors::get).map(OpenCursor::member);
        if (pinned.isPresent()) {
            return pinned;
        }
        boolean anywhere = request.isRead() && !request.inTransaction();
        return front.members().choose(anywhere ? request.body.documentOrNull("$readPreference") : null);
    }

    private static @Nullable List<Long> cursorsToKill(Request request) {
        return request.body.toDocument().listOrNull("cursors", Long.class);
    }

    private byte @Nullable [] kill(Request request, List<Long> victims, FailCommand fault) {
        var reply = new CursorKill(request, victims, cursors).carryOut(upstream);
        fault.addTo(reply);
        return request.expectsReply() ? encode(request, reply) : null;
    }

    /** The cursor that a command refers to. */
    private static Optional<Long> cursor(Request request) {
        return request.name.equals("getMore") ? Optional.of(request.body.int64("getMore", 0)) : Optional.empty();
    }

    private void noteCursor(Request request, RawDocument reply, ServerAddress member) {
        var before = cursor(request);
        var cursor = reply.documentOrNull("cursor");
        long open = cursor == null ? 0 : cursor.int64("id", 0);
        before.filter(number -> number != open).ifPresent(cursors::remove);
        if (cursor != null && open != 0) {
            cursors.put(open, new OpenCursor(member, cursor.string("ns")));
        }
    }

    /** Empty if a router would return the member's reply unchanged. */
    private static Optional<Document> changed(Request request, RawDocument reply, FailCommand fault) {
        boolean ok = reply.float64("ok", 0) == 1;
        boolean adds = ok && fault.addsToReplies();
        boolean transaction = ok && request.inTransaction();
        boolean othersVersion = reply.has("topologyVersion");
        if (!adds && !transaction && !othersVersion) {
            return Optional.empty();
        }
        var changed = reply.toDocument();
        changed.remove("topologyVersion");
        if (transaction) {
            changed.append(RECOVERY_TOKEN, Document.of("recoveryShardId", "set"));
        }
        if (adds) {
            fault.addTo(changed);
        }
        return Optional.of(changed);
    }

    private byte[] encode(Request request, Document reply) {
        var output = new BsonOutput();
        new OpMsg(0, RawDocument.encode(reply), List.of()).encode(output, nextReply++, request.requestId);
        return output.toByteArray();
    }
}
