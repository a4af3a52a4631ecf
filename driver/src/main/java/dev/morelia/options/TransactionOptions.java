package dev.morelia.options;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of a transaction. What is not set comes from the session's default transaction options, and what is not set
 * there from the client view that the session was started from. Immutable and thread-safe.
 *
 * @param readConcern how settled the data is that the transaction reads; null if not set
 * @param writeConcern how settled the transaction must be before its commit counts as done; null if not set
 * @param readPreference which members serve the transaction's reads; must come to the primary; null if not set
 * @param maxCommitTime how long the server may take for one {@code commitTransaction} command; null if not set
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#transactionoptions">Transactions:
 *     TransactionOptions</a>
 */
public record TransactionOptions(
        @Nullable ReadConcern readConcern,
        @Nullable WriteConcern writeConcern,
        @Nullable ReadPreference readPreference,
        @Nullable Duration maxCommitTime) {
    private static final TransactionOptions DEFAULTS = new TransactionOptions(null, null, null, null);

    /**
     * Options.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public TransactionOptions {
        if (maxCommitTime != null && (maxCommitTime.isZero() || maxCommitTime.isNegative())) {
            throw Argument.rejected("maxCommitTime", maxCommitTime, "must be positive");
        }
    }

    /** Options of which none is set. */
    public static TransactionOptions defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with the given read concern. */
    public TransactionOptions readConcern(ReadConcern value) {
        return new TransactionOptions(
                Argument.notNull("readConcern", value), writeConcern, readPreference, maxCommitTime);
    }

    /** Returns a copy with the given write concern; an unacknowledged one is rejected when the transaction starts. */
    public TransactionOptions writeConcern(WriteConcern value) {
        return new TransactionOptions(
                readConcern, Argument.notNull("writeConcern", value), readPreference, maxCommitTime);
    }

    /** Returns a copy with the given read preference. */
    public TransactionOptions readPreference(ReadPreference value) {
        return new TransactionOptions(
                readConcern, writeConcern, Argument.notNull("readPreference", value), maxCommitTime);
    }

    /**
     * Returns a copy with the given {@code maxCommitTime}. Prefer a timeout for the whole transaction: {@code
     * client.with(timeout)}.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TransactionOptions maxCommitTime(Duration value) {
        return new TransactionOptions(
                readConcern, writeConcern, readPreference, Argument.notNull("maxCommitTime", value));
    }

    /** Returns these options, completed by others where they are not set. */
    public TransactionOptions orElse(TransactionOptions others) {
        Argument.notNull("others", others);
        return new TransactionOptions(
                readConcern == null ? others.readConcern : readConcern,
                writeConcern == null ? others.writeConcern : writeConcern,
                readPreference == null ? others.readPreference : readPreference,
                maxCommitTime == null ? others.maxCommitTime : maxCommitTime);
    }
}
