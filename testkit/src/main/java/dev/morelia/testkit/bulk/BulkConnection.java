package dev.morelia.testkit.bulk;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.internal.wire.WireException;
import dev.morelia.testkit.message.MessageSocket;
import dev.morelia.testkit.message.WireCompression;
import dev.morelia.testkit.router.FailCommand;
import dev.morelia.testkit.router.Replies;
import dev.morelia.testkit.router.Request;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client of a bulk front. Handles its requests one after the other on its own thread. */
final class BulkConnection implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Commands whose failures only the front can cause: the server does not get them, or not all of them. */
    private static final Set<String> OWN_COMMANDS = Set.of("bulkWrite", "getMore", "killCursors");

    private final BulkServer front;
    private final MessageSocket client;
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile @Nullable MessageSocket server;
    private volatile boolean closed;
    private @Nullable String application;
    private int nextId = 1_000_000;

    BulkConnection(BulkServer front, Socket socket) throws IOException {
        this.front = front;
        this.client = new MessageSocket(socket);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            server = MessageSocket.connect(front.server(), CONNECT_TIMEOUT, Duration.ZERO);
            if (closed) {
                close();
            }
            for (byte[] message = client.read(); message != null; message = client.read()) {
                byte[] original = WireCompression.original(message);
                handle(Request.decode(original), original, message);
            }
        } catch (IOException | InterruptedException | WireException | BsonException e) {
            // One side has disconnected or sent garbage, the front is being stopped, or a fail point requires it.
        } finally {
            close();
            front.forget(this);
        }
    }

    private void handle(Request request, byte[] original, byte[] message) throws IOException, InterruptedException {
        noteApplication(request);
        var fault = fault(request);
        var error = fault.error(request);
        if (error != null) {
            reply(request, error);
            return;
        }
        var own = ownReply(request, original);
        if (own != null) {
            fault.addTo(own);
            reply(request, own);
            return;
        }
        server().write(message);
        if (request.expectsReply()) {
            forwardReplies(request);
        }
    }

    private void noteApplication(Request request) {
        var metadata = request.isHello() ? request.body.documentOrNull("client") : null;
        var named = metadata == null ? null : metadata.documentOrNull("application");
        if (named != null) {
            application = named.stringOrNull("name");
        }
    }

    private MessageSocket server() throws IOException {
        var open = server;
        if (open == null) {
            throw new EOFException("not connected");
        }
        return open;
    }

    private FailCommand fault(Request request) throws IOException, InterruptedException {
        var failCommand = front.failCommand();
        if (!failCommand.hits(request.name, application)) {
            return FailCommand.OFF;
        }
        Thread.sleep(failCommand.block());
        if (failCommand.closesConnection()) {
            throw new IOException("closed by a fail point");
        }
        return failCommand;
    }

    /** Null for commands that the server executes. */
    private @Nullable Document ownReply(Request request, byte[] original) throws IOException {
        return switch (request.name) {
            case "bulkWrite" -> bulkWrite(request, original);
            case "getMore" -> getMore(request);
            case "killCursors" -> killCursors(request);
            case "configureFailPoint" -> isOwnFailPoint(request) ? configured(request) : null;
            default -> null;
        };
    }

    private Document bulkWrite(Request request, byte[] original) throws IOException {
        var message = OpMsg.decode(original, MessageHeader.BYTES, original.length - MessageHeader.BYTES);
        return new Translation(
                        request.body.toDocument(), sequence(message, "ops"), sequence(message, "nsInfo"), this::execute)
                .reply(front.cursors());
    }

    private static List<RawDocument> sequence(OpMsg message, String identifier) {
        return message.sequences().stream()
                .filter(each -> each.identifier().equals(identifier))
                .findFirst()
                .orElseThrow(() -> new WireException("bulkWrite without a document sequence " + identifier))
                .documents();
    }

    private Document execute(String database, Document command, List<RawDocument> inserts) throws IOException {
        var output = new BsonOutput();
        List<OpMsg.Sequence> sequences =
                inserts.isEmpty() ? List.of() : List.of(new OpMsg.Sequence("documents", inserts));
        var body = RawDocument.encode(command.append("$db", database));
        new OpMsg(0, body, sequences).encode(output, ++nextId, 0);
        server().write(output);
        return body(received()).toDocument();
    }

    private byte[] received() throws IOException {
        byte[] reply = server().read();
        if (reply == null) {
            throw new EOFException("closed by the server");
        }
        return WireCompression.original(reply);
    }

    private static RawDocument body(byte[] reply) {
        return OpMsg.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES)
                .body();
    }

    private @Nullable Document getMore(Request request) {
        long id = request.body.int64("getMore", 0);
        return front.cursors().isOpen(id)
                ? Replies.ok().append("cursor", front.cursors().next(id))
                : null;
    }

    private @Nullable Document killCursors(Request request) {
        List<Long> ids = request.body.toDocument().list("cursors", Long.class);
        if (ids.stream().noneMatch(front.cursors()::isOpen)) {
            return null;
        }
        ids.forEach(front.cursors()::kill);
        return Replies.ok()
                .append("cursorsKilled", ids)
                .append("cursorsNotFound", List.of())
                .append("cursorsAlive", List.of())
                .append("cursorsUnknown", List.of());
    }

    private static boolean isOwnFailPoint(Request request) {
        if (!"failCommand".equals(request.body.stringOrNull("configureFailPoint"))) {
            return false;
        }
        var data = request.body.toDocument().documentOrNull("data");
        List<String> commands = data == null ? null : data.listOrNull("failCommands", String.class);
        return commands != null && commands.stream().anyMatch(OWN_COMMANDS::contains);
    }

    private Document configured(Request request) {
        try {
            front.configure(request.body.toDocument());
            return Replies.ok();
        } catch (IllegalArgumentException e) {
            return Replies.error(request, ErrorCode.FAILED_TO_PARSE, String.valueOf(e.getMessage()));
        }
    }

    /** Forwards the reply, or replies where the server streams them, as that of a server of version 8.0. */
    private void forwardReplies(Request request) throws IOException {
        boolean more = true;
        while (more) {
            byte[] message = received();
            if (request.legacy) {
                var reply = OpReply.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES);
                send(
                        request,
                        message,
                        0,
                        newer(request, reply.documents().getFirst().toDocument()));
                return;
            }
            var reply = OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES);
            more = reply.moreToCome();
            if (request.isHello() || request.name.equals("buildInfo")) {
                send(
                        request,
                        message,
                        reply.flags(),
                        newer(request, reply.body().toDocument()));
            } else {
                client.write(message);
            }
            if (request.name.equals("configureFailPoint")) {
                switchOff(request);
            }
        }
    }

    private void switchOff(Request request) {
        if ("off".equals(request.body.valueOrNull("mode"))) {
            front.configure(request.body.toDocument());
        }
    }

    private Document newer(Request request, Document reply) {
        if (!request.isHello()) {
            return reply.append("version", "8.0.0").append("versionArray", List.of(8, 0, 0, 0));
        }
        if (reply.containsKey("maxWireVersion")) {
            reply.append("maxWireVersion", WireVersion.SERVER_8_0);
        }
        for (var name : List.of("hosts", "passives", "arbiters")) {
            if (reply.get(name) instanceof List<?> members) {
                reply.append(name, members.stream().map(front::named).toList());
            }
        }
        for (var name : List.of("me", "primary")) {
            if (reply.get(name) instanceof String member) {
                reply.append(name, front.named(member));
            }
        }
        return reply;
    }

    private void send(Request request, byte[] received, int flags, Document document) throws IOException {
        var header = MessageHeader.decode(received, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES);
        send(request, header.requestId(), header.responseTo(), flags, document);
    }

    private void send(Request request, int id, int responseTo, int flags, Document document) throws IOException {
        var output = new BsonOutput();
        if (request.legacy) {
            OpReply.of(RawDocument.encode(document)).encode(output, id, responseTo);
        } else {
            new OpMsg(flags, RawDocument.encode(document), List.of()).encode(output, id, responseTo);
        }
        client.write(output);
    }

    private void reply(Request request, Document document) throws IOException {
        if (request.expectsReply()) {
            send(request, ++nextId, request.requestId, 0, document);
        }
    }

    /** Unblocks the thread that serves the client, wherever it waits. */
    @Override
    public void close() {
        closed = true;
        client.close();
        var open = server;
        if (open != null) {
            open.close();
        }
    }
}
