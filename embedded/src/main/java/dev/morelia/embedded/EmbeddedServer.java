package dev.morelia.embedded;

import dev.morelia.embedded.command.Listener;
import dev.morelia.topology.ServerAddress;
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
 *   <li>replica sets, and so transactions, retryable writes, change streams and causal consistency ({@code lsid},
 *       {@code $clusterTime} and a bare {@code txnNumber} are ignored); authentication, TLS, compression, the stable
 *       API ({@code apiVersion} is ignored);
 *   <li>collations other than {@code simple}; capped and time series collections, tailable cursors, views,
 *       validators;
 *   <li>{@code explain}, {@code mapReduce}, fail points and whatever {@code listCommands} does not list; the options
 *       {@code returnKey} and {@code showRecordId} of a find;
 *   <li>the query operators {@code $where}, {@code $text}, {@code $jsonSchema}, the bitwise and the geographic ones,
 *       and {@code $type} for regular expressions, JavaScript, symbols, DBPointers and undefined; the update operator
 *       {@code $bit};
 *   <li>the stages {@code $bucketAuto}, {@code $collStats}, {@code $currentOp}, {@code $densify}, {@code $fill},
 *       {@code $geoNear}, {@code $listLocalSessions}, {@code $search}, {@code $setWindowFields}; the accumulators
 *       beyond {@code $sum}, {@code $avg}, {@code $min}, {@code $max}, {@code $first}, {@code $last}, {@code $push},
 *       {@code $addToSet}, {@code $mergeObjects} and {@code $count}; some expressions, among them {@code $dateAdd},
 *       {@code $dateDiff}, {@code $dateTrunc}, {@code $dateFromString}, {@code $regexFind},
 *       {@code $sortArray}, {@code $zip};
 *   <li>text, 2d and 2dsphere indexes.
 * </ul>
 *
 * <p>Some differences are silent. Indexes that are not unique are remembered, and checked when a hint names them, but
 * speed nothing up; a hint leaves out no documents that a sparse or partial index lacks; a TTL index removes nothing.
 * {@code maxTimeMS} and the timeout of a write concern have no effect. Statistics tell the sizes of documents, not of
 * files. A cursor shows its results as they were when it was opened. Without a sort, documents come in the order of
 * their insertion. Regular expressions are Java's, and {@code $not} of one looks at numbers and dates, too. NaN is the
 * greatest number, not the smallest. A number that is set to an equal one of another type keeps its type. JavaScript,
 * symbols, DBPointers and undefined, like values of all types, are stored and returned unchanged and can be compared
 * for equality, but not be sorted by. One command runs at a time.
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
        return new EmbeddedServer(new Listener());
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
