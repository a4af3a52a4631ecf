package dev.morelia.embedded;

import dev.morelia.embedded.command.Listener;
import dev.morelia.topology.ServerAddress;
import java.io.UncheckedIOException;

/**
 * An in-memory server inside this process that behaves like MongoDB, for tests and demos that start in milliseconds.
 *
 * {@snippet :
 * try (var server = EmbeddedServer.start();
 *         var client = MongoClient.create(server.uri())) {
 *     client.database("app").collection("people").insertOne(Document.of("name", "Ada"));
 * }
 * }
 *
 * <p>It speaks the MongoDB wire protocol over a socket, so any driver can use it, and behaves like a standalone server
 * of version 6.0. Filters, update operators and expressions are evaluated by the mongo-java-server library; the wire
 * protocol, cursors, unique indexes, replies and errors are implemented here.
 *
 * <p><b>Limitations.</b> It returns an error rather than a wrong result: code 59 for an unknown command, and code 238
 * ({@code NotImplemented}) for a known feature that is not supported. Use a real server for:
 *
 * <ul>
 *   <li>replica sets, and so transactions, retryable writes, change streams and causal consistency ({@code lsid},
 *       {@code $clusterTime} and a bare {@code txnNumber} are ignored); authentication, TLS, compression, the stable
 *       API ({@code apiVersion} is ignored);
 *   <li>collations other than {@code simple}; capped and time series collections, tailable cursors, views, validators;
 *   <li>{@code explain}, {@code mapReduce}, fail points and any command that {@code listCommands} does not list; the
 *       options {@code returnKey} and {@code showRecordId} of a find;
 *   <li>the query operators {@code $where}, {@code $text}, {@code $jsonSchema}, the bitwise and the geographic ones,
 *       and {@code $type} for regular expressions, JavaScript, symbols, DBPointers and undefined; the update operator
 *       {@code $bit};
 *   <li>the stages {@code $bucketAuto}, {@code $collStats}, {@code $currentOp}, {@code $densify}, {@code $fill},
 *       {@code $geoNear}, {@code $listLocalSessions}, {@code $search}, {@code $setWindowFields}; the accumulators
 *       beyond {@code $sum}, {@code $avg}, {@code $min}, {@code $max}, {@code $first}, {@code $last}, {@code $push},
 *       {@code $addToSet}, {@code $mergeObjects} and {@code $count}; some expressions, such as {@code $dateAdd},
 *       {@code $dateDiff}, {@code $dateTrunc}, {@code $dateFromString}, {@code $regexFind}, {@code $sortArray},
 *       {@code $zip};
 *   <li>text, 2d and 2dsphere indexes.
 * </ul>
 *
 * <p>Some differences are silent. Non-unique indexes are stored, and checked when a hint names them, but do not speed
 * up anything; a hint does not exclude the documents that a sparse or partial index lacks; a TTL index does not remove
 * documents. {@code maxTimeMS} and the timeout of a write concern have no effect. Statistics report the sizes of
 * documents, not of files. A cursor returns its results as they were when it was opened. Without a sort, documents are
 * returned in insertion order. Regular expressions are Java's, and {@code $not} with one also matches against numbers
 * and dates. NaN is the greatest number, not the smallest. A number that is set to an equal one of another type keeps
 * its type. JavaScript, symbols, DBPointers and undefined are stored and returned unchanged, like values of all types,
 * and can be compared for equality, but not sorted. Only one command runs at a time.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {

    private final Listener listener;

    private EmbeddedServer(Listener listener) {
        this.listener = listener;
    }

    /**
     * Starts an empty server on a free port of the loopback interface.
     *
     * @throws UncheckedIOException if no port can be opened
     */
    public static EmbeddedServer start() {
        return new EmbeddedServer(new Listener());
    }

    /** The connection string, such as {@code mongodb://127.0.0.1:40123}. */
    public String uri() {
        return "mongodb://" + address();
    }

    /** The address of the server. */
    public ServerAddress address() {
        var address = listener.address();
        return new ServerAddress(address.getAddress().getHostAddress(), address.getPort());
    }

    /** Closes all connections and discards all data. Returns immediately; a second call does nothing. */
    @Override
    public void close() {
        listener.close();
    }
}
