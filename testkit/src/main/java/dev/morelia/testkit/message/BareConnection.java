package dev.morelia.testkit.message;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.settings.ServerAddress;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Commands to one server, without a handshake and without anything of the driver but its codec. For one thread. */
public final class BareConnection implements AutoCloseable {

    private final MessageSocket socket;
    private int requestId;

    private BareConnection(MessageSocket socket) {
        this.socket = socket;
    }

    /** Connects; connecting and each answer may take as long as said. */
    public static BareConnection open(ServerAddress server, Duration timeout) throws IOException {
        return new BareConnection(MessageSocket.connect(server, timeout, timeout));
    }

    /** Sends a command and returns the answer to it, success or not. */
    public Document command(String database, Document command) throws IOException {
        var output = new BsonOutput();
        var body = RawDocument.encode(Document.copyOf(command).append("$db", database));
        new OpMsg(0, body, List.of()).encode(output, ++requestId, 0);
        socket.write(output);
        byte[] reply = socket.read();
        if (reply == null) {
            throw new EOFException("closed by the server");
        }
        return OpMsg.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES)
                .body()
                .toDocument();
    }

    @Override
    public void close() {
        socket.close();
    }
}
