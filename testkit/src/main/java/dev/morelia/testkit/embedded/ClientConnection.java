package dev.morelia.testkit.embedded;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.internal.wire.WireException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * One client: reads a message, answers it, reads the next. Runs on a thread of its own until the client goes, sends
 * something that is no message, or {@link #close} is called from another thread.
 */
final class ClientConnection implements Runnable, AutoCloseable {

    private static final int RETAINED_BYTES = 64 * 1024;

    private final int id;
    private final Socket socket;
    private final Dispatcher dispatcher;
    private final Consumer<ClientConnection> atEnd;
    private final BsonOutput output = new BsonOutput();
    private int nextRequestId;

    ClientConnection(int id, Socket socket, Dispatcher dispatcher, Consumer<ClientConnection> atEnd) {
        this.id = id;
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.atEnd = atEnd;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            var input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (answerNext(input, socket.getOutputStream())) {
                output.trim(RETAINED_BYTES);
            }
        } catch (IOException | WireException | BsonException e) {
            // The client is gone, or sent garbage: either way this connection is over, and nobody is left to tell.
        } finally {
            atEnd.accept(this);
        }
    }

    /** Returns false at the end of the stream, when that is between two messages. */
    private boolean answerNext(DataInputStream input, OutputStream replies) throws IOException {
        var headerBytes = new byte[MessageHeader.BYTES];
        int first = input.read();
        if (first < 0) {
            return false;
        }
        headerBytes[0] = (byte) first;
        input.readFully(headerBytes, 1, headerBytes.length - 1);
        var header = MessageHeader.decode(headerBytes, 0, MessageHeader.LONGEST_MESSAGE);
        byte[] message = input.readNBytes(header.length() - MessageHeader.BYTES);
        if (message.length != header.length() - MessageHeader.BYTES) {
            throw new EOFException("message ends after " + message.length + " bytes");
        }
        output.reset();
        answer(header, message);
        replies.write(output.buffer(), 0, output.position());
        replies.flush();
        return true;
    }

    private void answer(MessageHeader header, byte[] message) {
        switch (header.opCode()) {
            case OpCode.MSG -> answerCommand(header.requestId(), OpMsg.decode(message, 0, message.length));
            case OpCode.QUERY -> answerQuery(header.requestId(), OpQuery.decode(message, 0, message.length));
            default -> throw new WireException("unexpected op code " + header.opCode());
        }
    }

    private void answerCommand(int requestId, OpMsg message) {
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

    /** Only the handshake may still come this way. */
    private void answerQuery(int requestId, OpQuery query) {
        var database =
                query.collection().substring(0, Math.max(0, query.collection().indexOf('.')));
        var reply = new BsonOutput();
        dispatcher.runLegacy(id, database, query.query(), reply);
        OpReply.of(RawDocument.of(reply.toByteArray())).encode(output, nextRequestId++, requestId);
    }

    /** Frees a thread that waits for this client. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to close.
        }
    }
}
