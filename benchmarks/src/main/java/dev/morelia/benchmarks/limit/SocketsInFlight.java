package dev.morelia.benchmarks.limit;

import dev.morelia.benchmarks.harness.Side;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The limit of a row with operations in flight: one thread keeps a recorded request on each of a number of connections,
 * and only detects the end of the replies. No driver can exchange the same bytes on as many connections with less work.
 */
public final class SocketsInFlight implements Side, AutoCloseable {
    private final Exchange exchange;
    private final Replay.Patch patch;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private int operation;
    private int started;
    private int ended;
    private int wanted;

    /**
     * Connects to a server.
     *
     * @param connections their number, which is that of the operations in flight
     * @param exchange what is sent, and the reply to it
     * @param patch the row's patch of the request
     */
    public SocketsInFlight(InetSocketAddress server, int connections, Exchange exchange, Replay.Patch patch)
            throws IOException {
        this.exchange = exchange;
        this.patch = patch;
        this.selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            this.connections.add(new Connection(server));
        }
    }

    @Override
    public void run(int operations) throws IOException {
        started = 0;
        ended = 0;
        wanted = operations;
        for (var connection : connections) {
            connection.send();
        }
        while (ended < operations) {
            selector.select();
            for (var key : selector.selectedKeys()) {
                ((Connection) key.attachment()).receive();
            }
            selector.selectedKeys().clear();
        }
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer reply = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

        Connection(InetSocketAddress server) throws IOException {
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send() throws IOException {
            if (started == wanted) {
                return;
            }
            started++;
            patch.apply(exchange, operation++);
            exchange.patchRequestId(operation);
            // A request is small, and the buffer of the socket is empty.
            channel.write(ByteBuffer.wrap(exchange.request()));
        }

        void receive() throws IOException {
            if (channel.read(reply) < 0) {
                throw new EOFException("the peer closed the connection");
            }
            if (reply.position() < Integer.BYTES || reply.position() < reply.getInt(0)) {
                return;
            }
            if (reply.position() != exchange.reply().length) {
                throw new IOException("the server sent " + reply.position() + " bytes where " + exchange.reply().length
                        + " were recorded: the replay is not the same work");
            }
            reply.clear();
            ended++;
            send();
        }
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
