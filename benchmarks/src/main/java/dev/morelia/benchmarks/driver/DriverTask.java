package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.SpecificationData;
import dev.morelia.benchmarks.limit.Exchange;
import dev.morelia.benchmarks.limit.Replay;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code bench driver}: the single- and multi-document tasks of the <a
 * href="https://github.com/mongodb/specifications/blob/master/source/benchmarking/benchmarking.md">benchmarking
 * specification</a>, in slices shorter than the specification's 10,000 operations, so that the sides alternate often.
 * An operation of the multi-document rows is a whole cursor or a whole {@code insertMany} or {@code bulkWrite}. The
 * specification's find many does not access the fields of its documents, and Morelia's documents are decoded on access:
 * two additional rows show the cost for a program that does.
 *
 * <p>The rows of the client's bulk write need server 8.0, so all their sides run against the test kit's front of an
 * older one, which translates the command. The front's share of the time makes the sides look more alike than they are,
 * and closer to the limit; their processor times are those of the drivers alone.
 */
public enum DriverTask {
    RUN_COMMAND("run command", null, 1, 1000),
    FIND_ONE("find one by id", "tweet", 1, 1000),
    SMALL_INSERT("small insert one", "small_doc", 1, 1000),
    LARGE_INSERT("large insert one", "large_doc", 1, 4),
    FIND_MANY("find many", "tweet", 10_000, 1),
    FIND_MANY_READ_ONE("find many, one field read", "tweet", 10_000, 1),
    FIND_MANY_READ_ALL("find many, all fields read", "tweet", 10_000, 1),
    SMALL_BULK("small bulk insert", "small_doc", 10_000, 1),
    LARGE_BULK("large bulk insert", "large_doc", 10, 1),
    SMALL_COLLECTION_BULK("small collection bulk insert", "small_doc", 10_000, 1),
    LARGE_COLLECTION_BULK("large collection bulk insert", "large_doc", 10, 1),
    COLLECTION_BULK_MIXED("small collection bulk mixed", "small_doc", 20_000, 1),
    SMALL_CLIENT_BULK("small client bulk insert, front", "small_doc", 10_000, 1),
    LARGE_CLIENT_BULK("large client bulk insert, front", "large_doc", 10, 1),
    CLIENT_BULK_MIXED("small client bulk mixed, front", "small_doc", 20_000, 1);

    /** The number of documents in the collection for the find rows. */
    public static final int TWEETS = 10_000;

    static final String DATABASE = "perftest";
    static final String COLLECTION = "corpus";

    /** The collections of the client's mixed bulk write, which uses them in turn. */
    static final List<String> NUMBERED_COLLECTIONS = IntStream.rangeClosed(1, 10)
            .mapToObj(number -> COLLECTION + "_" + number)
            .toList();

    private static final int HELLO_BYTES = 13;

    private final String row;
    private final @Nullable String document;
    private final int documentsPerOperation;
    private final int operationsPerSlice;

    DriverTask(String row, @Nullable String document, int documentsPerOperation, int operationsPerSlice) {
        this.row = row;
        this.document = document;
        this.documentsPerOperation = documentsPerOperation;
        this.operationsPerSlice = operationsPerSlice;
    }

    /** Its name in the table. */
    public String row() {
        return row;
    }

    /** Whether the row is in the specification. */
    boolean isStandard() {
        return this != FIND_MANY_READ_ONE && this != FIND_MANY_READ_ALL;
    }

    /** Whether it is a bulk write of a collection. */
    boolean isCollectionBulk() {
        return this == SMALL_COLLECTION_BULK || this == LARGE_COLLECTION_BULK || this == COLLECTION_BULK_MIXED;
    }

    /** Whether half of the documents replace the other half. */
    public boolean isMixed() {
        return this == COLLECTION_BULK_MIXED || this == CLIENT_BULK_MIXED;
    }

    /** Whether it is a bulk write of a client, for which the server needs a front. */
    public boolean needsFront() {
        return this == SMALL_CLIENT_BULK || this == LARGE_CLIENT_BULK || this == CLIENT_BULK_MIXED;
    }

    /** Whether it reads a collection with documents. */
    public boolean finds() {
        return "tweet".equals(document);
    }

    /** Whether it inserts documents into an empty collection. */
    public boolean inserts() {
        return document != null && !finds();
    }

    /** How many documents an operation reads or writes. */
    public int documentsPerOperation() {
        return documentsPerOperation;
    }

    /** The row's document as JSON; for run command an empty one. */
    public String json(SpecificationData data) throws IOException {
        return document == null ? "{}" : data.document(document);
    }

    /** The specification uses the size of the source file, and 13 bytes for run command. */
    Contest contest(String json) {
        return contest(row, json);
    }

    /** The same under another name. */
    public Contest contest(String name, String json) {
        double bytes = document == null ? HELLO_BYTES : (double) json.length() * documentsPerOperation;
        return new Contest(name, "MB/s", bytes / 1e6, operationsPerSlice);
    }

    /** What the limit patches from one operation to the next. */
    Replay.Patch patch(Exchange recorded) {
        return switch (this) {
            case FIND_ONE -> {
                int at = recorded.int32IdInRequest();
                yield (exchange, operation) -> exchange.patchInt32(at, 1 + operation % TWEETS);
            }
            case SMALL_INSERT, LARGE_INSERT -> {
                int counter = recorded.objectIdInRequest() + 8;
                yield (exchange, operation) -> exchange.patchInt32(counter, operation);
            }
            default -> Replay.AS_RECORDED;
        };
    }
}
