package dev.morelia.benchmarks.limit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A proxy in front of the server that records the messages of a driver to one database, and bulk writes of the client,
 * with their replies. Each connection has two threads, one for each direction; a reply is matched to its request by the
 * header's {@code responseTo}.
 */
public final class Recorder implements AutoCloseable {
    private static final int HEADER_BYTES = 16;
    private static final int REQUEST_ID = 4;
    private static final int RESPONSE_TO = 8;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String host;
    private final int port;
    private final String database;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Exchange> exchanges = Collections.synchronizedList(new ArrayList<>());

    /**
     * Starts to listen.
     *
     * @param host of the server
     * @param port of the server
     * @param database of which messages are recorded
     */
    public Recorder(String host, int port, String database) throws IOException {
        this.host = host;
        this.port = port;
        this.database = database;
        start(this::accept);
    }

    /** The port to which the driver must connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Discards the recorded messages. */
    public void restart() {
        exchanges.clear();
    }

    /** The recorded messages, in the order of the replies. */
    public List<Exchange> exchanges() {
        return List.of(exchanges.toArray(Exchange[]::new));
    }

    private void accept() throws IOException {
        while (true) {
            var client = listener.accept();
            var server = new Socket(host, port);
            open.addAll(List.of(client, server));
            var pending = new ConcurrentHashMap<Integer, byte[]>();
            start(() -> forward(client, server, request -> keep(request, pending)));
            start(() -> forward(server, client, reply -> pair(reply, pending)));
        }
    }

    private void keep(byte[] request, Map<Integer, byte[]> pending) {
        if (Exchange.isBulkWrite(request) || Exchange.names(request, database)) {
            pending.put(int32(request, REQUEST_ID), request);
        }
    }

    private void pair(byte[] reply, Map<Integer, byte[]> pending) {
        byte[] request = pending.remove(int32(reply, RESPONSE_TO));
        if (request != null) {
            exchanges.add(new Exchange(request, reply));
        }
    }

    /**
     * Forwards whole messages. A reply is recorded before it is forwarded, so the record is complete when the driver
     * receives it.
     */
    private static void forward(Socket from, Socket to, Consumer<byte[]> seen) throws IOException {
        try (from;
                to) {
            while (true) {
                byte[] message = message(from.getInputStream());
                seen.accept(message);
                to.getOutputStream().write(message);
            }
        }
    }

    private static byte[] message(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES) {
            throw new EOFException("the peer closed the connection");
        }
        int length = int32(header, 0);
        byte[] message = Arrays.copyOf(header, length);
        in.readNBytes(message, HEADER_BYTES, length - HEADER_BYTES);
        return message;
    }

    private static int int32(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    /** Runs one direction or the listener until its socket is closed. */
    private static void start(Loop loop) {
        Thread.ofPlatform().daemon().name("recorder").start(() -> {
            try {
                loop.run();
            } catch (IOException closed) {
                // The normal end of these loops: the driver, the server or close() closed the socket.
            }
        });
    }

    private interface Loop {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
