package dev.morelia.benchmarks.limit;

import dev.morelia.benchmarks.harness.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The limit of a row: repeatedly sends the bytes that Morelia sent for one operation, and reads the replies. Patches
 * what must differ: the request id, the cursor id of a getMore, and the fields given by the row.
 */
public final class Replay implements Side {
    /** Changes one operation's first request before it is sent. */
    public interface Patch {
        /** Changes the request of an operation, by its number. */
        void apply(Exchange exchange, int operation);
    }

    /** For operations that can be repeated as they are. */
    public static final Patch AS_RECORDED = (exchange, operation) -> {};

    private final BareSocket socket;
    private final List<Exchange> exchanges;
    private final IdentityHashMap<Exchange, Cursor> cursors = new IdentityHashMap<>();
    private final Patch patch;
    private final Side before;
    private int requestId;
    private int operation;

    /**
     * Prepares a replay.
     *
     * @param exchanges the messages of one operation, in order
     * @param patch the row's patch of the first request
     * @param before prepares a slice
     */
    public Replay(BareSocket socket, List<Exchange> exchanges, Patch patch, Side before) {
        if (exchanges.isEmpty()) {
            throw new IllegalStateException("nothing was recorded for the row");
        }
        this.socket = socket;
        this.exchanges = exchanges;
        this.patch = patch;
        this.before = before;
        for (var getMore : exchanges) {
            if (getMore.isGetMore()) {
                cursorOf(getMore).getMores().add(getMore);
            }
        }
    }

    /** A cursor that an exchange opens: where its reply has the id, and the requests that must have the same id. */
    private record Cursor(int idInReply, List<Exchange> getMores) {}

    private Cursor cursorOf(Exchange getMore) {
        var opened = exchanges.stream()
                .filter(exchange -> exchange.cursorIdInReply(getMore) >= 0)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the cursor of a getMore was not opened by the row"));
        return cursors.computeIfAbsent(
                opened, exchange -> new Cursor(exchange.cursorIdInReply(getMore), new ArrayList<>()));
    }

    @Override
    public void before() throws Exception {
        before.before();
    }

    @Override
    public void run(int operations) throws IOException {
        for (int count = 0; count < operations; count++) {
            patch.apply(exchanges.get(0), operation++);
            for (var next : exchanges) {
                exchange(next);
                var cursor = cursors.get(next);
                if (cursor != null) {
                    cursor.getMores().forEach(it -> it.patchCursorId(socket.buffer(), cursor.idInReply()));
                }
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
