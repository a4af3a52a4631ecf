package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Side;
import java.io.IOException;
import java.util.List;

/**
 * The limit of a row: repeatedly sends the bytes that Morelia sent for one operation, and reads the replies. Patches
 * what must differ: the request id, the cursor id of a getMore, and the fields given by the row.
 */
final class Replay implements Side {
    /** Changes one operation's first request before it is sent. */
    interface Patch {
        void apply(Exchange exchange, int operation);
    }

    private final BareSocket socket;
    private final Exchange first;
    private final List<Exchange> getMores;
    private final List<Exchange> others;
    private final Patch patch;
    private final Side before;
    private final int cursorIdInReply;
    private int requestId;
    private int operation;

    /**
     * Prepares a replay.
     *
     * @param exchanges the messages of one operation, in order
     * @param patch the row's patch of the first request
     * @param before prepares a slice
     */
    Replay(BareSocket socket, List<Exchange> exchanges, Patch patch, Side before) {
        if (exchanges.isEmpty()) {
            throw new IllegalStateException("nothing was recorded for the row");
        }
        this.socket = socket;
        this.first = exchanges.get(0);
        this.others = exchanges.subList(1, exchanges.size());
        this.getMores = others.stream().filter(Exchange::isGetMore).toList();
        this.patch = patch;
        this.before = before;
        this.cursorIdInReply = getMores.isEmpty() ? -1 : first.cursorIdInReply(getMores.get(0));
    }

    @Override
    public void before() throws Exception {
        before.before();
    }

    @Override
    public void run(int operations) throws IOException {
        for (int count = 0; count < operations; count++) {
            patch.apply(first, operation++);
            exchange(first);
            for (var next : getMores) {
                next.patchCursorId(socket.buffer(), cursorIdInReply);
            }
            for (var next : others) {
                exchange(next);
            }
        }
    }

    private void exchange(Exchange exchange) throws IOException {
        exchange.patchRequestId(++requestId);
        socket.write(exchange.request(), exchange.request().length);
        int length = socket.readMessage();
        if (length != exchange.reply().length) {
            throw new IOException("the server sent " + length + " bytes where " + exchange.reply().length
                    + " were recorded: the replay is not the same work");
        }
    }
}
