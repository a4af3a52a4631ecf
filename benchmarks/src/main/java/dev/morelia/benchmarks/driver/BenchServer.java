package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.SpecificationData;
import dev.morelia.benchmarks.limit.SocketsInFlight;
import dev.morelia.testkit.Mongod;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A server with the documents of the find rows, for the benchmarks of other packages. */
public final class BenchServer implements AutoCloseable {
    /** The name of the database. */
    public static final String DATABASE = DriverTask.DATABASE;

    /** The name of the collection. */
    public static final String COLLECTION = DriverTask.COLLECTION;

    /** The documents have the ids 1, 2 and so on, up to this. */
    public static final int DOCUMENTS = DriverTask.TWEETS;

    private final Closeable server;
    private final String uri;
    private final long pid;

    private BenchServer(Closeable server, String uri, long pid) {
        this.server = server;
        this.uri = uri;
        this.pid = pid;
    }

    /** A server that replies to each find with the same document. */
    public static BenchServer canned(SpecificationData data) throws IOException {
        var process = CannedServer.start(data.document("tweet"));
        return new BenchServer(process::close, process.uri(), process.pid());
    }

    /** A mongod. */
    public static BenchServer mongod(SpecificationData data) throws IOException {
        var mongod = Mongod.start();
        var server = new BenchServer(mongod::close, mongod.uri(), mongod.pid());
        try (var official = new OfficialDriver(server.uri)) {
            official.load(data.document("tweet"), true);
        }
        return server;
    }

    /** Empties the collection. */
    public void reset() {
        try (var official = new OfficialDriver(uri)) {
            official.reset();
        }
    }

    /** Prepares a row: fills the collection if the row reads it, and empties it otherwise. */
    public void prepare(DriverTask task, String json) {
        try (var official = new OfficialDriver(uri)) {
            if (task.finds()) {
                official.load(json, task == DriverTask.FIND_ONE);
            } else {
                official.reset();
            }
        }
    }

    /** Fills the collection with the lines of files, with the ids 0, 1 and so on; returns their number. */
    public int loadLines(List<Path> files) throws IOException {
        try (var official = new OfficialDriver(uri)) {
            return official.loadLines(files);
        }
    }

    /** The version of the server; only of a mongod. */
    public String version() {
        try (var official = new OfficialDriver(uri)) {
            return official.serverVersion();
        }
    }

    /** Pins the server to one processor, if that is possible; returns a line that describes the result. */
    public String pin() throws InterruptedException {
        return ServerCore.pin(pid);
    }

    /** The limit of finding one document, with one operation in flight on each of the connections. */
    public SocketsInFlight findOneInFlight(int connections) throws Exception {
        var task = DriverTask.FIND_ONE;
        try (var contenders = new Contenders(uri)) {
            var exchange = contenders
                    .recorded(client -> new DriverSide<>(client, task, "{}", Turn.preparation(Turn.NOTHING)))
                    .getFirst();
            return new SocketsInFlight(contenders.address(), connections, exchange, task.patch(exchange));
        }
    }

    /** The connection string. */
    public String uri() {
        return uri;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
