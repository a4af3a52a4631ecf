package dev.morelia.spi;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where durable consumers of change streams store how far they have got, and which process may be the active consumer
 * of a name. By default that is a collection; implement this interface to store it elsewhere, for example in the
 * database that the consumer writes to.
 *
 * <p>For each name there is one entry: a lease with its owner, its end and its fencing number, and a position. Each
 * method must be atomic, and its effect must survive the loss of any one machine, or two consumers may be active at
 * once. <b>The end of a lease is determined by one clock</b>, that of the storage, never by those of the processes. The
 * consumer by itself stops when four fifths of the time of the lease have passed since it sent the last successful
 * request, so the clocks of the storage may differ by the rest after a failover.
 *
 * <p>Must be thread-safe: a lease is renewed on another thread than that which acquires, saves and releases. Methods
 * may throw anything; what they throw reaches the program, except in {@link #renew}, which is tried again until the
 * lease cannot be relied on any more. They should respect interrupts and return long before the lease ends.
 */
public interface Checkpoints {

    /**
     * Acquires the lease of a name if it is free: if there is none yet, it was released, its time has passed, or it
     * already belongs to this owner (the reply to an earlier call may have been lost). A lease that is acquired has a
     * fencing number that is greater than all before it of this name.
     *
     * @param name the name of the consumer
     * @param owner identifies one consumer in one process, with a part that is unique
     * @param time how long the lease is valid from now on
     * @return the lease with the stored position, or who has it
     */
    Attempt acquire(String name, String owner, Duration time);

    /**
     * Extends a lease to its {@link Lease#time} from now on, unless another one of this name was acquired since, or it
     * was released. A lease whose time has passed may be renewed if nobody has acquired it.
     *
     * @return false if it is not the last one of its name: by owner and fencing number
     */
    boolean renew(Lease lease);

    /**
     * Stores a position with its {@link Position#stream}, unless another lease of this name was acquired since, or it
     * was released. Does not extend the lease.
     *
     * @return false if the lease is not the last one of its name: by owner and fencing number; nothing is stored then
     */
    boolean save(Lease lease, Position position);

    /**
     * Ends a lease before its time, so that another consumer can acquire it immediately. The position and the fencing
     * number are kept. Does nothing if it is not the last one of its name.
     */
    void release(Lease lease);

    /**
     * The right to be the active consumer of a name, for a limited time.
     *
     * @param name the name of the consumer
     * @param owner who has it
     * @param fencingNumber greater than that of each lease of this name before; positive
     * @param time how long it is valid after it was acquired or renewed
     */
    record Lease(String name, String owner, long fencingNumber, Duration time) {
        /** Checks that nothing is null and the numbers are positive. */
        public Lease {
            Argument.text("name", name);
            Argument.text("owner", owner);
            Argument.atLeast("fencingNumber", fencingNumber, 1);
            Argument.positive("time", time);
        }
    }

    /**
     * A position in the history of changes. One of the two is null.
     *
     * @param token the resume token after which the stream goes on
     * @param operationTime the time at which the stream begins, if there was no token yet
     * @param stream identifies the stream that the position is of, with a digest of its pipeline; null if that is not
     *     known. The consumer of another stream rejects the position; a storage that does not store this does without
     *     the check
     */
    record Position(
            @Nullable Document token,
            @Nullable Timestamp operationTime,
            @Nullable String stream) {
        /** Checks that there is one of the first two. */
        public Position {
            if ((token == null) == (operationTime == null)) {
                throw new IllegalArgumentException("a position must have either a token or an operationTime, got "
                        + token + " and " + operationTime);
            }
        }

        /** A position of an unknown stream. */
        public Position(@Nullable Document token, @Nullable Timestamp operationTime) {
            this(token, operationTime, null);
        }

        /** The same position, of this stream; null for an unknown one. */
        public Position of(@Nullable String newStream) {
            return new Position(token, operationTime, newStream);
        }

        /** The position after the event, or the search, that this token is of. */
        public static Position after(Document token) {
            return new Position(Argument.notNull("token", token), null);
        }

        /** The position before the first change at this time or later. */
        public static Position at(Timestamp operationTime) {
            return new Position(null, Argument.notNull("operationTime", operationTime));
        }
    }

    /** What has become of an attempt to acquire a lease. */
    sealed interface Attempt {}

    /**
     * The lease is acquired.
     *
     * @param lease the lease
     * @param position what was stored last; null if nothing was ever stored for the name
     * @param savedAt when it was stored; null if that is not known
     */
    record Acquired(
            Lease lease,
            @Nullable Position position,
            @Nullable Instant savedAt) implements Attempt {
        /** Checks that there is a lease. */
        public Acquired {
            Argument.notNull("lease", lease);
        }
    }

    /**
     * Somebody else has the lease.
     *
     * @param owner who has it
     * @param since when it was acquired; null if that is not known
     */
    record Held(String owner, @Nullable Instant since) implements Attempt {
        /** Checks that there is an owner. */
        public Held {
            Argument.text("owner", owner);
        }
    }
}
