package dev.morelia.testkit.message;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.topology.ServerAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends commands to one server, without a handshake and with nothing of the driver but its codec. Not thread-safe. */
public final class BareConnection implements AutoCloseable {

    private final MessageSocket socket;
    private int requestId;

    private BareConnection(MessageSocket socket) {
        this.socket = socket;
    }

    /** Connects, with a timeout for connecting and for each reply. */
    public static BareConnection open(ServerAddress server, Duration timeout) throws IOException {
        return new BareConnection(MessageSocket.connect(server, timeout, timeout));
    }

    /** Connects with TLS, or without if the context is null. */
    public static BareConnection open(ServerAddress server, Duration timeout, @Nullable SSLContext tls)
            throws IOException {
        return tls == null ? open(server, timeout) : new BareConnection(MessageSocket.connect(server, timeout, tls));
    }

    /** Sends a command and returns the reply to it, success or not. */
    public Document command(String database, Document command) throws IOException {
        return command(database, command, 0, List.of()).toDocument();
    }

    /**
     * Sends a command with flags and document sequences and returns the reply.
     *
     * @throws IOException also when the reply is to another request
     */
    public RawDocument command(String database, Document command, int flags, List<OpMsg.Sequence> sequences)
            throws IOException {
        send(database, command, flags, sequences);
        byte[] reply = receive();
        int responseTo = MessageHeader.decode(reply, 0, reply.length).responseTo();
        if (responseTo != requestId) {
            throw new IOException("reply to " + responseTo + " instead of " + requestId);
        }
        return OpMsg.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES)
                .body();
    }

    /** Sends a command without waiting for the reply; see {@link #receive}. */
    public void send(String database, Document command, int flags, List<OpMsg.Sequence> sequences) throws IOException {
        var output = new BsonOutput();
        var body = RawDocument.encode(Document.copyOf(command).append("$db", database));
        new OpMsg(flags, body, sequences).encode(output, ++requestId, 0);
        send(output);
    }

    /** Sends a message unchanged. */
    public void send(BsonOutput message) throws IOException {
        socket.write(message);
    }

    /** Receives the next message, including its header. */
    public byte[] receive() throws IOException {
        byte[] message = socket.read();
        if (message == null) {
            throw new EOFException("closed by the server");
        }
        return message;
    }

    /** Waits until the server closes the connection; returns false if it sends a message instead. */
    public boolean isClosedByServer() throws IOException {
        try {
            return socket.read() == null;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
