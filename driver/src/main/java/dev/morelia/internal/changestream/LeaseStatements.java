package dev.morelia.internal.changestream;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.spi.Checkpoints.Acquired;
import dev.morelia.spi.Checkpoints.Attempt;
import dev.morelia.spi.Checkpoints.Held;
import dev.morelia.spi.Checkpoints.Lease;
import dev.morelia.spi.Checkpoints.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The updates of the collection with the leases and positions of durable consumers. All times are those of the server,
 * by {@code $$NOW}. A document has the name as {@code _id}, and the fields {@code owner}, {@code since}, {@code
 * leaseUntil}, {@code fencing}, {@code position} and {@code savedAt}.
 */
public final class LeaseStatements {
    private static final String ID = "_id";
    private static final String OWNER = "owner";
    private static final String SINCE = "since";
    private static final String UNTIL = "leaseUntil";
    private static final String FENCING = "fencing";
    private static final String POSITION = "position";
    private static final String TOKEN = "token";
    private static final String OPERATION_TIME = "operationTime";
    private static final String SAVED_AT = "savedAt";

    private LeaseStatements() {}

    /** The document of a name. */
    public static Document of(String name) {
        return new Document(ID, name);
    }

    /** The document of a lease that is still the last one of its name. */
    public static Document of(Lease lease) {
        return Document.of(ID, lease.name(), OWNER, lease.owner(), FENCING, lease.fencingNumber());
    }

    /** Gives the lease to this owner if it is free, and changes nothing otherwise. */
    public static List<Document> acquire(String owner, Duration time) {
        var free = new Document(
                "$or",
                List.of(
                        operator("$ne", new Document("$type", field(UNTIL)), "date"),
                        operator("$lte", field(UNTIL), "$$NOW"),
                        operator("$eq", field(OWNER), literal(owner))));
        var number = new Document("$toLong", operator("$ifNull", field(FENCING), 0L));
        var acquired = Document.of(
                OWNER, literal(owner), SINCE, "$$NOW", UNTIL, until(time), FENCING, operator("$add", number, 1L));
        var merged = operator("$mergeObjects", "$$ROOT", acquired);
        return List.of(new Document("$replaceWith", operator("$cond", free, merged, "$$ROOT")));
    }

    /**
     * What has become of an attempt to acquire a lease.
     *
     * @param stored the document after the attempt
     */
    public static Attempt attempt(Document stored, String owner, Duration time) {
        if (!owner.equals(stored.get(OWNER))) {
            return new Held(String.valueOf(stored.get(OWNER)), instant(stored.get(SINCE)));
        }
        var lease = new Lease(stored.string(ID), owner, stored.int64(FENCING), time);
        return new Acquired(lease, position(stored), instant(stored.get(SAVED_AT)));
    }

    private static @Nullable Position position(Document stored) {
        if (!(stored.get(POSITION) instanceof Document position)) {
            return null;
        }
        return position.get(OPERATION_TIME) instanceof Timestamp time
                ? Position.at(time)
                : Position.after(position.document(TOKEN));
    }

    private static @Nullable Instant instant(@Nullable Object value) {
        return value instanceof Instant instant ? instant : null;
    }

    /** Extends a lease. */
    public static List<Document> renew(Duration time) {
        return List.of(new Document("$set", new Document(UNTIL, until(time))));
    }

    /** Stores a position. */
    public static List<Document> save(Position position) {
        var value = position.token() == null
                ? new Document(OPERATION_TIME, position.operationTime())
                : new Document(TOKEN, position.token());
        return List.of(new Document("$set", Document.of(POSITION, literal(value), SAVED_AT, "$$NOW")));
    }

    /** Ends a lease. A renewal that arrives later finds no owner. */
    public static List<Document> release() {
        return List.of(new Document("$unset", List.of(OWNER, SINCE, UNTIL)));
    }

    private static Document until(Duration time) {
        return operator("$add", "$$NOW", time.toMillis());
    }

    private static String field(String name) {
        return "$" + name;
    }

    private static Document literal(Object value) {
        return new Document("$literal", value);
    }

    private static Document operator(String name, Object... operands) {
        return new Document(name, List.of(operands));
    }
}
