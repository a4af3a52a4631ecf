package dev.morelia.testkit;

import dev.morelia.settings.ServerAddress;
import dev.morelia.testkit.embedded.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A MongoDB look-alike inside this process, in memory, for tests and demos that shall start in milliseconds.
 *
 * {@snippet :
 * try (var server = EmbeddedServer.start();
 *         var client = MongoClient.create(server.uri())) {
 *     client.database("app").collection("people").insertOne(Document.of("name", "Ada"));
 * }
 * }
 *
 * <p>It speaks the real protocol over a socket, so any driver can talk to it, and answers as a standalone server of
 * version 6.0. Filters, update operators and expressions are those of the mongo-java-server library; the wire, cursors,
 * unique indexes and the shape of replies and errors are our own.
 *
 * <p><b>What it lacks.</b> It would rather refuse than answer wrongly: an unknown command is an error of code 59, a
 * known feature that is missing is one of code 238 ({@code NotImplemented}), and both say so. Use a real server for:
 *
 * <ul>
 *   <li>replica sets, and so transactions, retryable writes, change streams and causal consistency; {@code lsid},
 *       {@code $clusterTime} and a bare {@code txnNumber} are ignored; authentication, TLS and compression; the stable
 *       API ({@code apiVersion} is ignored);
 *   <li>collations other than {@code simple}; capped and time series collections, tailable cursors, views, validators;
 *   <li>{@code explain}, {@code mapReduce}, fail points and whatever {@code listCommands} does not list; query options
 *       {@code returnKey} and {@code showRecordId};
 *   <li>the query operators {@code $where}, {@code $text}, {@code $jsonSchema}, the bitwise and the geographic ones,
 *   and
 *       {@code $type} for regular expressions, JavaScript, symbols, DBPointers and undefined; the update operator
 *       {@code $bit};
 *   <li>the stages {@code $bucketAuto}, {@code $collStats}, {@code $currentOp}, {@code $densify}, {@code $fill},
 *       {@code $geoNear}, {@code $listSessions}, {@code $search}, {@code $setWindowFields}; the accumulators beyond
 *       {@code $sum}, {@code $avg}, {@code $min}, {@code $max}, {@code $first}, {@code $last}, {@code $push},
 *       {@code $addToSet}, {@code $mergeObjects} and {@code $count}; expressions that the library does not know, among
 *       them {@code $let}, {@code $round}, {@code $type}, {@code $trim}, {@code $regexMatch}, {@code $dateTrunc};
 *   <li>text, 2d and 2dsphere indexes. Indexes that are not unique are remembered and checked by {@code hint}, but
 *   speed
 *       nothing up; documents with a TTL index never expire; hints do not change which documents a sparse or partial
 *       index would leave out.
 * </ul>
 *
 * <p>Some differences are silent: {@code maxTimeMS} and write concern timeouts have no effect; statistics tell sizes of
 * documents, not of files; a cursor shows its results as they were when it was opened; the order of documents without a
 * sort is that of insertion; a regular expression is Java's; a value replaced by an equal number of another type keeps
 * its old type. Values of every BSON type are stored and returned unchanged; JavaScript, symbols, DBPointers and
 * undefined can be compared for equality but not sorted by. One command runs at a time.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedServer implements AutoCloseable {

    private final Listener listener;

    private EmbeddedServer(Listener listener) {
        this.listener = listener;
    }

    /**
     * Starts an empty server on a free port of the loopback interface.
     *
     * @throws UncheckedIOException when no port can be opened
     */
    public static EmbeddedServer start() {
        try {
            return new EmbeddedServer(new Listener());
        } catch (IOException e) {
            throw new UncheckedIOException("no port of the loopback interface can be opened", e);
        }
    }

    /** The connection string, such as {@code mongodb://127.0.0.1:40123}. */
    public String uri() {
        return "mongodb://" + address();
    }

    /** Where it listens. */
    public ServerAddress address() {
        var address = listener.address();
        return new ServerAddress(address.getAddress().getHostAddress(), address.getPort());
    }

    /** Closes all connections and forgets all data. Returns at once; a second call does nothing. */
    @Override
    public void close() {
        listener.close();
    }
}
