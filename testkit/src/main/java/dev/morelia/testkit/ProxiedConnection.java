package dev.morelia.testkit;

import dev.morelia.testkit.FaultProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection through a {@link FaultProxy}: two sockets and a line in each direction.
 *
 * <p>Each line is a queue between two virtual threads. One reads and notes the time; the other lets each piece wait for
 * as long as the latency of the moment says, and then passes it on in whatever way the faults of the moment allow. So
 * latency delays bytes without thinning them out, and a fault that is lifted lets those go on that wait for it.
 */
final class ProxiedConnection {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PIECES_UNDERWAY = 16;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final List<Line> lines;
    private final AtomicInteger linesOpen = new AtomicInteger(2);

    /** What one read has brought; nothing is the end. */
    private static final class Piece {
        final byte[] bytes;
        final long readNanos = System.nanoTime();

        Piece(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        lines = List.of(new Line(Direction.TO_SERVER, client, server), new Line(Direction.TO_CLIENT, server, client));
    }

    void start() {
        lines.forEach(Line::start);
    }

    boolean isOpen() {
        return !client.isClosed();
    }

    /** One whose end was swallowed on its way may still be open on the server's side. */
    boolean isOver() {
        return client.isClosed() && server.isClosed();
    }

    /** Ends both sides: with a reset, or as a program would that closes its socket. */
    void end(boolean reset) {
        end(client, reset);
        end(server, reset);
        lines.forEach(Line::interrupt);
    }

    /** The server loses the connection, the client does not learn of it. */
    void halfOpen() {
        lines.forEach(line -> line.dark = true);
        end(server, false);
    }

    static void end(Socket socket, boolean reset) {
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private final class Line {
        private final Direction direction;
        private final Socket from;
        private final Socket to;
        private final BlockingQueue<Piece> underway = new ArrayBlockingQueue<>(PIECES_UNDERWAY);
        private final Thread reader;
        private final Thread writer;
        private volatile boolean dark;
        private Faults.@Nullable Cut cut;
        private long bytesUntilCut;

        Line(Direction direction, Socket from, Socket to) {
            this.direction = direction;
            this.from = from;
            this.to = to;
            reader = Thread.ofVirtual().unstarted(this::read);
            writer = Thread.ofVirtual().unstarted(this::write);
        }

        void start() {
            reader.start();
            writer.start();
        }

        void interrupt() {
            reader.interrupt();
            writer.interrupt();
        }

        private void read() {
            try {
                pieces(from.getInputStream());
                underway.put(new Piece(new byte[0]));
            } catch (IOException e) {
                if (!dark) {
                    end(true);
                }
            } catch (InterruptedException e) {
                // The connection has ended.
            }
        }

        private void pieces(InputStream in) throws IOException, InterruptedException {
            byte[] buffer = new byte[PIECE_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                underway.put(new Piece(Arrays.copyOf(buffer, count)));
            }
        }

        private void write() {
            try {
                var out = to.getOutputStream();
                var piece = underway.take();
                while (piece.bytes.length > 0) {
                    pass(piece, out);
                    piece = underway.take();
                }
                awaitLatency(piece);
                passEnd();
            } catch (IOException e) {
                if (!dark) {
                    end(true);
                }
            } catch (InterruptedException e) {
                // The connection has ended.
            }
        }

        private void pass(Piece piece, OutputStream out) throws IOException, InterruptedException {
            awaitLatency(piece);
            byte[] bytes = piece.bytes;
            for (int done = 0; done < bytes.length; ) {
                var faults = proxy.faults();
                // Who has missed bytes would take what follows for something else.
                dark |= faults.dark().contains(direction);
                if (dark) {
                    return;
                }
                int count = Math.min(bytes.length - done, allowed(faults));
                out.write(bytes, done, count);
                done += count;
                bytesUntilCut -= count;
                if (cut != null && bytesUntilCut == 0) {
                    end(false);
                    return;
                }
                awaitPace();
            }
        }

        private int allowed(Faults faults) {
            int allowed = faults.pace() == null ? PIECE_BYTES : faults.pace().bytes();
            if (faults.cut() == null || faults.cut().direction != direction) {
                cut = null;
                return allowed;
            }
            if (faults.cut() != cut) {
                cut = faults.cut();
                bytesUntilCut = cut.bytes;
            }
            return (int) Math.min(allowed, bytesUntilCut);
        }

        private void awaitLatency(Piece piece) throws InterruptedException {
            proxy.awaitUntil(faults -> piece.readNanos + faults.latencyNanos());
        }

        private void awaitPace() throws InterruptedException {
            long written = System.nanoTime();
            proxy.awaitUntil(faults ->
                    written + (faults.pace() == null ? 0 : faults.pace().pauseNanos()));
        }

        private void passEnd() throws IOException {
            dark |= proxy.faults().dark().contains(direction);
            if (!dark) {
                to.shutdownOutput();
                if (linesOpen.decrementAndGet() == 0) {
                    end(false);
                }
            } else if (direction == Direction.TO_SERVER) {
                client.close();
            }
        }
    }
}
