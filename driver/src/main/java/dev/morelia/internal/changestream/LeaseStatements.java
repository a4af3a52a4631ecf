package dev.morelia.internal.changestream;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.UnusablePosition;
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
 * leaseUntil}, {@code fencing}, {@code position} and {@code savedAt}. A position has a {@code token} or an {@code
 * operationTime}, and the {@code stream} that it is of.
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
    private static final String STREAM = "stream";
    private static final String SAVED_AT = "savedAt";

    private LeaseStatements() {}

    /** The document of a name. */
    public static Document of(String name) {
        return new Document(ID, name);
    }

    /** The document of a name, if its lease is of this owner. */
    public static Document of(String name, String owner) {
        return Document.of(ID, name, OWNER, owner);
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
     * @throws UnusablePosition if the lease is acquired, but the position is damaged
     */
    public static Attempt attempt(Document stored, String owner, Duration time) {
        if (!owner.equals(stored.get(OWNER))) {
            return new Held(String.valueOf(stored.get(OWNER)), instant(stored.get(SINCE)));
        }
        var lease = new Lease(stored.string(ID), owner, stored.int64(FENCING), time);
        Object position = stored.get(POSITION);
        if (position == null) {
            return new Acquired(lease, null, instant(stored.get(SAVED_AT)));
        }
        Position read = position instanceof Document fields ? position(fields) : null;
        if (read == null) {
            throw new UnusablePosition(lease.name(), "has neither a token nor an operationTime");
        }
        return new Acquired(lease, read, instant(stored.get(SAVED_AT)));
    }

    /** Null if it is damaged. */
    private static @Nullable Position position(Document fields) {
        String stream = fields.get(STREAM) instanceof String text ? text : null;
        if (fields.get(OPERATION_TIME) instanceof Timestamp time) {
            return Position.at(time).of(stream);
        }
        return fields.get(TOKEN) instanceof Document token
                ? Position.after(token).of(stream)
                : null;
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
        if (position.stream() != null) {
            value.append(STREAM, position.stream());
        }
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
