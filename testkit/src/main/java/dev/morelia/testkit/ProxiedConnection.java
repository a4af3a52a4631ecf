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
 * <p>Each line is a queue between two virtual threads. One reads and records the time; the other holds each piece for
 * the current latency and then forwards it as the current faults allow. So latency does not reduce the bandwidth, and
 * bytes held back by a fault are forwarded when it ends.
 */
final class ProxiedConnection {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PIECES_UNDERWAY = 16;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final List<Line> lines;
    private final AtomicInteger linesOpen = new AtomicInteger(2);

    /** The bytes of one read; empty at the end of the stream. */
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

    /** A connection whose end was dropped may still be open on the server's side. */
    boolean isOver() {
        return client.isClosed() && server.isClosed();
    }

    /** Closes both sides: with a reset, or in an orderly way. */
    void end(boolean reset) {
        end(client, reset);
        end(server, reset);
        lines.forEach(Line::interrupt);
    }

    /** Closes the server's side without notifying the client. */
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
            // It is already closed.
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
                // The connection is closed.
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
                // The connection is closed.
            }
        }

        private void pass(Piece piece, OutputStream out) throws IOException, InterruptedException {
            awaitLatency(piece);
            byte[] bytes = piece.bytes;
            for (int done = 0; done < bytes.length; ) {
                var faults = proxy.faults();
                // Bytes that follow dropped ones would be misinterpreted.
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
