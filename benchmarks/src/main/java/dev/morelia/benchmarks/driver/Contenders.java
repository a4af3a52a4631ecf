package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Row;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.benchmarks.limit.BareSocket;
import dev.morelia.benchmarks.limit.Exchange;
import dev.morelia.benchmarks.limit.Recorder;
import dev.morelia.benchmarks.limit.Replay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** Morelia, the official driver and the limit, all on the same server. */
final class Contenders implements AutoCloseable {
    private final URI server;
    private final MoreliaDriver ours;
    private final OfficialDriver peer;

    Contenders(String uri) {
        server = URI.create(uri);
        ours = new MoreliaDriver(uri);
        peer = new OfficialDriver(uri);
    }

    MoreliaDriver ours() {
        return ours;
    }

    OfficialDriver peer() {
        return peer;
    }

    /**
     * Runs a row.
     *
     * @param json the task's document
     * @param reset prepares each slice
     */
    Row run(DriverTask task, Contest contest, Contest.Length length, String json, Side reset) throws Exception {
        var exchanges = recorded(client -> new DriverSide<>(client, task, json, reset));
        try (var socket = socket()) {
            return contest.run(
                    length,
                    new DriverSide<>(ours, task, json, reset),
                    new DriverSide<>(peer, task, json, reset),
                    new Replay(socket, exchanges, task.patch(exchanges.get(0)), reset));
        }
    }

    /** A new connection to the server. */
    BareSocket socket() throws IOException {
        return new BareSocket(server.getHost(), server.getPort());
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getHost(), server.getPort());
    }

    /** Creates a side that uses this client. */
    interface Sides {
        Side of(MoreliaDriver client) throws Exception;
    }

    /** The messages of Morelia for one operation, once it is connected. */
    List<Exchange> recorded(Sides sides) throws Exception {
        try (var recorder = new Recorder(server.getHost(), server.getPort(), DriverTask.DATABASE);
                var client = new MoreliaDriver("mongodb://127.0.0.1:" + recorder.port() + "/?directConnection=true")) {
            var side = sides.of(client);
            for (int turn = 0; turn < 2; turn++) {
                side.before();
                recorder.restart();
                side.run(1);
            }
            return recorder.exchanges();
        }
    }

    @Override
    public void close() {
        try (ours) {
            peer.close();
        }
    }
}
