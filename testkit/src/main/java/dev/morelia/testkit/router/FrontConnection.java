package dev.morelia.testkit.router;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.internal.wire.WireException;
import dev.morelia.spi.Compressor;
import dev.morelia.testkit.message.MessageSocket;
import dev.morelia.testkit.message.WireCompression;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client of a front. Handles its requests one after the other on its own thread. */
final class FrontConnection implements AutoCloseable {
    private final Front front;
    private final int number;
    private final MessageSocket client;
    private final Upstream upstream = new Upstream();
    private final Forwarding forwarding;
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private @Nullable String application;
    /** That of the current request; its replies are compressed in the same way. */
    private @Nullable Compressor compressor;

    private int nextReply;

    FrontConnection(Front front, int number, Socket socket) throws IOException {
        this.front = front;
        this.number = number;
        this.client = new MessageSocket(socket);
        this.forwarding = new Forwarding(front, upstream);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            for (byte[] message = client.read(); message != null; message = client.read()) {
                byte[] original = WireCompression.original(message);
                compressor = WireCompression.of(message);
                handle(Request.decode(original));
            }
        } catch (IOException | InterruptedException | WireException | BsonException e) {
            // The client disconnected or sent garbage, the front is being stopped, or a fail point requires it.
        } finally {
            client.close();
            forwarding.closeOwnCursors();
            upstream.close();
            front.forget(this);
        }
    }

    private void handle(Request request) throws IOException, InterruptedException {
        if (request.isHello()) {
            hello(request);
            return;
        }
        var fault = fault(request);
        var error = fault.error(request);
        if (error != null) {
            reply(request, error);
            return;
        }
        var own = ownReply(request);
        if (own != null) {
            reply(request, own);
            return;
        }
        byte[] reply = forwarding.reply(request, fault);
        if (reply != null) {
            client.write(WireCompression.compress(compressor, reply));
        }
    }

    /** Applies the delay and the disconnection of a fail point, and returns the fail point for the rest. */
    private FailCommand fault(Request request) throws IOException, InterruptedException {
        Thread.sleep(front.lag());
        var failCommand = front.failCommand();
        if (request.name.equals("configureFailPoint") || !failCommand.hits(request.name, application)) {
            return FailCommand.OFF;
        }
        Thread.sleep(failCommand.block());
        if (failCommand.closesConnection()) {
            throw new IOException("closed by a fail point");
        }
        return failCommand;
    }

    /** Streams replies to a client that allows it until the connection is closed. */
    private void hello(Request request) throws IOException, InterruptedException {
        noteApplication(request.body.documentOrNull("client"));
        boolean balanced = front.isBalanced(request);
        if (balanced) {
            forwarding.ownCursors();
        }
        boolean streams = request.exhaustAllowed() && front.hello().isAwaitable(request);
        var wait = front.hello().maximumWait(request);
        int responseTo = request.requestId;
        while (true) {
            var fault = fault(request);
            var error = fault.error(request);
            if (error != null) {
                reply(request, responseTo, 0, error);
                return;
            }
            // Otherwise the stream of a client that is gone would use up the next client's fail point.
            client.pause(wait);
            var hello = front.hello().reply(request, number, front.members().anyHello());
            if (balanced) {
                hello.append("serviceId", front.hello().processId());
            }
            responseTo = reply(request, responseTo, streams ? OpMsg.MORE_TO_COME : 0, hello);
            if (!streams) {
                return;
            }
            wait = Duration.ofMillis(request.body.int64("maxAwaitTimeMS", 0));
        }
    }

    private void noteApplication(@Nullable RawDocument metadata) {
        var named = metadata == null ? null : metadata.documentOrNull("application");
        if (named != null) {
            application = named.stringOrNull("name");
        }
    }

    /** Null for commands that the members execute. */
    private @Nullable Document ownReply(Request request) throws InterruptedException {
        return switch (request.name) {
            case "configureFailPoint" ->
                "failCommand".equals(request.body.stringOrNull("configureFailPoint")) ? configured(request) : null;
            case "isdbgrid" -> Replies.ok().append("isdbgrid", 1).append("hostname", "router front");
            case "enableSharding", "shardCollection", "flushRouterConfig" -> Replies.ok();
            case "replSetGetStatus", "replSetStepDown", "replSetFreeze", "replSetReconfig", "replSetGetConfig" ->
                Replies.error(request, ErrorCode.COMMAND_NOT_FOUND, "no such command: '" + request.name + "'");
            default -> null;
        };
    }

    private Document configured(Request request) {
        try {
            front.configure(request.body.toDocument());
            return Replies.ok();
        } catch (IllegalArgumentException e) {
            return Replies.error(request, ErrorCode.FAILED_TO_PARSE, String.valueOf(e.getMessage()));
        }
    }

    private void reply(Request request, Document document) throws IOException {
        if (request.expectsReply()) {
            reply(request, request.requestId, 0, document);
        }
    }

    private int reply(Request request, int responseTo, int flags, Document document) throws IOException {
        var output = new BsonOutput();
        int reply = ++nextReply;
        if (request.legacy) {
            OpReply.of(RawDocument.encode(document)).encode(output, reply, responseTo);
        } else {
            new OpMsg(flags, RawDocument.encode(document), List.of()).encode(output, reply, responseTo);
        }
        client.write(WireCompression.compress(compressor, output.toByteArray()));
        return reply;
    }

    /** Unblocks the thread that serves the client, wherever it waits. */
    @Override
    public void close() {
        client.close();
        upstream.close();
        thread.interrupt();
    }
}
