package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.internal.wire.WireException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client of a server or router: splits received bytes into messages, replies to them one after another, and
 * holds an awaitable {@code hello} until there is a change or its time is up.
 */
final class ServedClient implements ServedLink.Receiver, ServedProcess.Requester {

    /** A {@code hello} that waits, or the last one of a stream of replies. */
    private final class Waiting {
        final int responseTo;
        final long awaitNanos;
        final boolean stream;
        final Timer timeIsUp;

        Waiting(int responseTo, long awaitNanos, boolean stream) {
            this.responseTo = responseTo;
            this.awaitNanos = awaitNanos;
            this.stream = stream;
            this.timeIsUp = kernel.after(awaitNanos, "hello has waited long enough", this::reply);
        }

        void reply() {
            timeIsUp.cancel();
            waiting = null;
            int id = nextMessageId++;
            write(id, responseTo, stream ? OpMsg.MORE_TO_COME : 0, server.hello(link));
            if (stream) {
                waiting = new Waiting(id, awaitNanos, true);
            } else {
                readNext();
            }
        }
    }

    private final Kernel kernel;
    private final ServedProcess server;
    private final ServedLink link;
    private byte[] buffer = {};
    private int nextMessageId = 1_000_000;
    private boolean busy;
    private boolean over;
    private @Nullable Waiting waiting;

    ServedClient(Kernel kernel, ServedProcess server, ServedLink link) {
        this.kernel = kernel;
        this.server = server;
        this.link = link;
    }

    ServedLink link() {
        return link;
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public void reset() {
        link.reset();
    }

    @Override
    public void received(byte[] bytes) {
        int length = buffer.length;
        buffer = Arrays.copyOf(buffer, length + bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        readNext();
    }

    @Override
    public void ended() {
        over = true;
        if (waiting != null) {
            waiting.timeIsUp.cancel();
            waiting = null;
        }
        server.disconnected(this);
    }

    /** Called when the content of the {@code hello} reply has changed. */
    void helloChanged() {
        if (waiting != null) {
            waiting.reply();
        }
    }

    private void readNext() {
        try {
            while (!over && !busy && waiting == null && buffer.length >= MessageHeader.BYTES) {
                var header = MessageHeader.decode(buffer, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES);
                if (buffer.length < header.length()) {
                    return;
                }
                byte[] message = Arrays.copyOf(buffer, header.length());
                buffer = Arrays.copyOfRange(buffer, header.length(), buffer.length);
                take(header, message);
            }
        } catch (WireException e) {
            link.reset();
        }
    }

    private void take(MessageHeader header, byte[] message) {
        int length = message.length - MessageHeader.BYTES;
        if (header.opCode() == OpCode.QUERY) {
            OpQuery.decode(message, MessageHeader.BYTES, length);
            var output = new BsonOutput();
            var hello = RawDocument.encode(server.hello(link));
            OpReply.of(hello).encode(output, nextMessageId++, header.requestId());
            link.send(output.toByteArray());
            return;
        }
        var request = OpMsg.decode(message, MessageHeader.BYTES, length);
        var command = request.folded();
        String name = command.toDocument().firstEntry().getKey();
        if (ServedProcess.isHello(name) && mustWait(command)) {
            boolean stream = (request.flags() & OpMsg.EXHAUST_ALLOWED) != 0;
            waiting = new Waiting(header.requestId(), command.int64("maxAwaitTimeMS", 0) * 1_000_000, stream);
            if (!server.isKnown(command.documentOrNull("topologyVersion"))) {
                waiting.reply();
            }
            return;
        }
        busy = true;
        kernel.after(
                server.replyNanos(),
                "server replies",
                () -> reply(header.requestId(), request.moreToCome(), name, command));
    }

    private static boolean mustWait(RawDocument hello) {
        return hello.documentOrNull("topologyVersion") != null && hello.has("maxAwaitTimeMS");
    }

    private void reply(int requestId, boolean unacknowledged, String name, RawDocument command) {
        if (over) {
            return;
        }
        if (server.isFrozen()) {
            server.atThaw(() -> reply(requestId, unacknowledged, name, command));
            return;
        }
        if (ServedProcess.isHello(name)) {
            answer(requestId, unacknowledged, server.hello(link));
        } else {
            server.execute(name, command, this, reply -> answer(requestId, unacknowledged, reply));
        }
    }

    private void answer(int requestId, boolean unacknowledged, Document reply) {
        if (over) {
            return;
        }
        if (!unacknowledged) {
            write(nextMessageId++, requestId, 0, reply);
        }
        busy = false;
        readNext();
    }

    private void write(int id, int responseTo, int flags, Document reply) {
        var output = new BsonOutput();
        int start = OpMsg.begin(output, id, responseTo, flags);
        output.document(RawDocument.encode(reply));
        MessageHeader.end(output, start);
        link.send(output.toByteArray());
    }
}
