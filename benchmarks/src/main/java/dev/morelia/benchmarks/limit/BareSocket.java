package dev.morelia.benchmarks.limit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A plain socket that only detects the end of messages. It is the limit: no driver can exchange the same bytes in less
 * time. Not thread-safe.
 */
public final class BareSocket implements AutoCloseable {
    private static final int HEADER_BYTES = 16;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[1 << 16];

    /** Connects to a server. */
    public BareSocket(String host, int port) throws IOException {
        this(connected(host, port));
    }

    BareSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
    }

    private static Socket connected(String host, int port) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
    }

    /** Reads one whole message into {@link #buffer()}, with one read if it arrives at once; returns its length. */
    int readMessage() throws IOException {
        int size = read(0, HEADER_BYTES);
        int length = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (length > buffer.length) {
            buffer = Arrays.copyOf(buffer, length);
        }
        if (size < length) {
            size = read(size, length);
        }
        if (size != length) {
            throw new IOException("a message of " + length + " bytes was followed by " + (size - length) + " more");
        }
        return length;
    }

    /** Reads until at least {@code enough} bytes are in the buffer; returns the actual number. */
    private int read(int present, int enough) throws IOException {
        int size = present;
        while (size < enough) {
            int count = in.read(buffer, size, buffer.length - size);
            if (count < 0) {
                throw new EOFException("the peer closed the connection");
            }
            size += count;
        }
        return size;
    }

    /** The last message read, from index 0. */
    byte[] buffer() {
        return buffer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
