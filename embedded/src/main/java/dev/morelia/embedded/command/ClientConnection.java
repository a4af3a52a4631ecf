package dev.morelia.embedded.command;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.internal.wire.WireException;
import dev.morelia.testkit.message.MessageSocket;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One client connection: reads a message, replies to it, reads the next. Runs on a thread of its own until the client
 * disconnects or sends an invalid message, or {@link #close} is called from another thread.
 */
final class ClientConnection implements Runnable, AutoCloseable {

    private static final int RETAINED_BYTES = 64 * 1024;

    private final int id;
    private final MessageSocket socket;
    private final Dispatcher dispatcher;
    private final Consumer<ClientConnection> atEnd;
    private final BsonOutput output = new BsonOutput();
    private int nextRequestId;

    ClientConnection(int id, MessageSocket socket, Dispatcher dispatcher, Consumer<ClientConnection> atEnd) {
        this.id = id;
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.atEnd = atEnd;
    }

    @Override
    public void run() {
        try (socket) {
            for (byte[] message = socket.read(); message != null; message = socket.read()) {
                output.reset();
                handle(message);
                socket.write(output);
                output.trim(RETAINED_BYTES);
            }
        } catch (IOException | WireException | BsonException e) {
            // The client disconnected or sent garbage: the connection is closed in either case.
        } finally {
            atEnd.accept(this);
        }
    }

    private void handle(byte[] message) {
        var header = MessageHeader.decode(message, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES);
        int length = message.length - MessageHeader.BYTES;
        switch (header.opCode()) {
            case OpCode.MSG -> handleCommand(header.requestId(), OpMsg.decode(message, MessageHeader.BYTES, length));
            case OpCode.QUERY -> handleQuery(header.requestId(), OpQuery.decode(message, MessageHeader.BYTES, length));
            default -> throw new WireException("unexpected op code " + header.opCode());
        }
    }

    private void handleCommand(int requestId, OpMsg message) {
        var body = message.folded();
        var database = body.stringOrNull("$db");
        if (database == null) {
            throw new WireException("OP_MSG requests require a $db argument");
        }
        int start = OpMsg.begin(output, nextRequestId++, requestId, 0);
        dispatcher.run(id, database, body, output);
        MessageHeader.end(output, start);
        if (message.moreToCome()) {
            output.reset();
        }
    }

    /** Only the handshake may still use OP_QUERY. */
    private void handleQuery(int requestId, OpQuery query) {
        var database =
                query.collection().substring(0, Math.max(0, query.collection().indexOf('.')));
        var reply = new BsonOutput();
        dispatcher.runLegacy(id, database, query.query(), reply);
        OpReply.of(RawDocument.of(reply.toByteArray())).encode(output, nextRequestId++, requestId);
    }

    /** Unblocks a thread that waits for this client. */
    @Override
    public void close() {
        socket.close();
    }
}
