package dev.morelia.testkit.message;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.topology.ServerAddress;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A socket that transfers whole messages. Used by one thread at a time, except {@link #close}. */
public final class MessageSocket implements AutoCloseable {

    private final Socket socket;
    private final InputStream input;

    /** Wraps a connected socket. */
    public MessageSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a server, with a timeout for connecting and for each read; zero for none. */
    public static MessageSocket connect(ServerAddress server, Duration connectTimeout, Duration readTimeout)
            throws IOException {
        var socket = new Socket();
        try {
            int connectTimeoutMillis = Math.toIntExact(connectTimeout.toMillis());
            socket.connect(new InetSocketAddress(server.host(), server.port()), connectTimeoutMillis);
            socket.setSoTimeout(Math.toIntExact(readTimeout.toMillis()));
            return new MessageSocket(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to a server that speaks TLS. */
    static MessageSocket connect(ServerAddress server, Duration timeout, SSLContext tls) throws IOException {
        var plain = new Socket();
        try {
            int timeoutMillis = Math.toIntExact(timeout.toMillis());
            plain.connect(new InetSocketAddress(server.host(), server.port()), timeoutMillis);
            plain.setSoTimeout(timeoutMillis);
            return new MessageSocket(tls.getSocketFactory().createSocket(plain, server.host(), server.port(), true));
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /**
     * Reads the next message.
     *
     * @return the message with its header; null if the other side has closed the connection between two messages
     */
    public byte @Nullable [] read() throws IOException {
        byte[] header = input.readNBytes(MessageHeader.BYTES);
        if (header.length == 0) {
            return null;
        }
        if (header.length < MessageHeader.BYTES) {
            throw new EOFException("closed in the middle of a header");
        }
        int length = MessageHeader.decode(header, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES)
                .length();
        byte[] message = Arrays.copyOf(header, length);
        if (input.readNBytes(message, header.length, length - header.length) < length - header.length) {
            throw new EOFException("closed in the middle of a message");
        }
        return message;
    }

    /**
     * Waits for some time, unless the other side closes the connection.
     *
     * @throws EOFException if it does
     */
    public void pause(Duration time) throws IOException, InterruptedException {
        if (time.toMillis() == 0) {
            return;
        }
        int readTimeoutMillis = socket.getSoTimeout();
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        input.mark(1);
        try {
            if (input.read() < 0) {
                throw new EOFException("closed while a reply was awaited");
            }
            input.reset();
            Thread.sleep(time);
        } catch (SocketTimeoutException open) {
            // Nothing has happened in this time.
        } finally {
            socket.setSoTimeout(readTimeoutMillis);
        }
    }

    /** Writes a message. */
    public void write(BsonOutput message) throws IOException {
        socket.getOutputStream().write(message.buffer(), 0, message.position());
    }

    /** Writes a message. */
    public void write(byte[] message) throws IOException {
        socket.getOutputStream().write(message);
    }

    /** Closes the connection; a blocked read or write fails at once. Never throws. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is unusable in any case.
        }
    }
}
