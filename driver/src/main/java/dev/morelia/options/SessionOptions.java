package dev.morelia.options;

import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * Options of a session. Immutable and thread-safe.
 *
 * @param causalConsistency whether operations see what earlier ones of the session have read and written; null if not
 *     set: true, unless {@code snapshot} is
 * @param snapshot whether all reads see the data of one point in time; false by default; servers since 5.0
 * @param snapshotTime that point in time; null for the time of the first read
 * @param defaultTransactionOptions completes the options of each transaction
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#sessionoptions">Driver
 *     Sessions: SessionOptions</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/snapshot-sessions.md">Snapshot
 *     Reads</a>
 */
public record SessionOptions(
        @Nullable Boolean causalConsistency,
        boolean snapshot,
        @Nullable Timestamp snapshotTime,
        TransactionOptions defaultTransactionOptions) {
    /**
     * Options.
     *
     * @throws IllegalArgumentException if both {@code snapshot} and {@code causalConsistency} are true, or there is a
     *     {@code snapshotTime} without {@code snapshot}
     */
    public SessionOptions {
        if (snapshot && Boolean.TRUE.equals(causalConsistency)) {
            throw Argument.rejected("causalConsistency", true, "must not be true together with snapshot");
        }
        if (snapshotTime != null && !snapshot) {
            throw Argument.rejected("snapshotTime", snapshotTime, "needs snapshot to be true");
        }
        Argument.notNull("defaultTransactionOptions", defaultTransactionOptions);
    }

    /** The defaults. */
    public SessionOptions() {
        this(null, false, null, new TransactionOptions());
    }

    /** Returns a copy with the given {@code causalConsistency}. */
    public SessionOptions causalConsistency(boolean value) {
        return new SessionOptions(value, snapshot, snapshotTime, defaultTransactionOptions);
    }

    /** Returns a copy with the given {@code snapshot}. */
    public SessionOptions snapshot(boolean value) {
        return new SessionOptions(causalConsistency, value, snapshotTime, defaultTransactionOptions);
    }

    /** Returns a copy whose reads see the data of the given point in time; sets {@code snapshot}. */
    public SessionOptions snapshotTime(Timestamp value) {
        return new SessionOptions(
                causalConsistency, true, Argument.notNull("snapshotTime", value), defaultTransactionOptions);
    }

    /** Returns a copy with the given default transaction options. */
    public SessionOptions defaultTransactionOptions(TransactionOptions value) {
        return new SessionOptions(causalConsistency, snapshot, snapshotTime, value);
    }

    /** Whether the session is causally consistent: as set, else true unless {@code snapshot} is. */
    public boolean isCausallyConsistent() {
        return causalConsistency == null ? !snapshot : causalConsistency;
    }
}
