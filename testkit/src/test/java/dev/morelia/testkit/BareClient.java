package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.settings.ServerAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/** Commands over a bare socket, without anything of the driver but the codec. */
final class BareClient implements AutoCloseable {

    private final Socket socket;
    private int requestId;

    BareClient(ServerAddress address) throws IOException {
        socket = new Socket(address.host(), address.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
    }

    Document command(String database, Document command) throws IOException {
        return command(database, command, 0, List.of());
    }

    Document command(String database, Document command, int flags, List<OpMsg.Sequence> sequences) throws IOException {
        return rawCommand(database, command, flags, sequences).toDocument();
    }

    RawDocument rawCommand(String database, Document command, int flags, List<OpMsg.Sequence> sequences)
            throws IOException {
        send(database, command, flags, sequences);
        byte[] reply = receive();
        int responseTo = MessageHeader.decode(reply, 0, reply.length).responseTo();
        if (responseTo != requestId) {
            throw new IOException("answer to " + responseTo + " instead of " + requestId);
        }
        return OpMsg.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES)
                .body();
    }

    void send(String database, Document command, int flags, List<OpMsg.Sequence> sequences) throws IOException {
        var body = Document.copyOf(command).append("$db", database);
        var output = new BsonOutput();
        new OpMsg(flags, RawDocument.encode(body), sequences).encode(output, ++requestId, 0);
        send(output);
    }

    void send(BsonOutput message) throws IOException {
        socket.getOutputStream().write(message.buffer(), 0, message.position());
    }

    /** A whole message with its header. */
    byte[] receive() throws IOException {
        byte[] header = socket.getInputStream().readNBytes(MessageHeader.BYTES);
        if (header.length < MessageHeader.BYTES) {
            throw new EOFException("closed by the server");
        }
        int length =
                MessageHeader.decode(header, 0, MessageHeader.LONGEST_MESSAGE).length();
        byte[] message = java.util.Arrays.copyOf(header, length);
        int read = socket.getInputStream().readNBytes(message, header.length, length - header.length);
        if (read < length - header.length) {
            throw new EOFException("closed by the server in the middle of a message");
        }
        return message;
    }

    /** Waits for the end of the stream; false when bytes come instead. */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
