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
 * @param readPreference which members serve the transaction's reads; servers accept {@code primary} only; null if not
 *     set
 * @param maxCommitTime how long the server may take for one {@code commitTransaction} command; null if not set
 * @param timeout how long {@code inTransaction} may take as a whole; of a transaction that was started with {@code
 *     startTransaction}, how long its commit or abort may take, as its operations have timeouts of their own; zero for
 *     no limit; null if not set: the timeout of the client view. Called {@code defaultTimeoutMS} in the default
 *     options of a session
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#transactionoptions">Transactions:
 *     TransactionOptions</a>
 */
public record TransactionOptions(
        @Nullable ReadConcern readConcern,
        @Nullable WriteConcern writeConcern,
        @Nullable ReadPreference readPreference,
        @Nullable Duration maxCommitTime,
        @Nullable Duration timeout) {
    /**
     * Options.
     *
     * @throws IllegalArgumentException if {@code maxCommitTime} is not positive, the timeout negative, or one of them
     *     longer than 292 years
     */
    public TransactionOptions {
        if (maxCommitTime != null) {
            maxCommitTime = Argument.positive("maxCommitTime", maxCommitTime);
        }
        if (timeout != null) {
            timeout = Argument.duration("timeout", timeout);
        }
    }

    /** Options of which none is set. */
    public TransactionOptions() {
        this(null, null, null, null, null);
    }

    /** Returns a copy with the given read concern. */
    public TransactionOptions readConcern(ReadConcern value) {
        return new TransactionOptions(
                Argument.notNull("readConcern", value), writeConcern, readPreference, maxCommitTime, timeout);
    }

    /** Returns a copy with the given write concern; an unacknowledged one is rejected when the transaction starts. */
    public TransactionOptions writeConcern(WriteConcern value) {
        return new TransactionOptions(
                readConcern, Argument.notNull("writeConcern", value), readPreference, maxCommitTime, timeout);
    }

    /** Returns a copy with the given read preference. */
    public TransactionOptions readPreference(ReadPreference value) {
        return new TransactionOptions(
                readConcern, writeConcern, Argument.notNull("readPreference", value), maxCommitTime, timeout);
    }

    /**
     * Returns a copy with the given {@code maxCommitTime}. Prefer a {@code timeout} for the whole
     * transaction.
     *
     * @throws IllegalArgumentException if it is not positive, or longer than 292 years
     */
    public TransactionOptions maxCommitTime(Duration value) {
        return new TransactionOptions(
                readConcern, writeConcern, readPreference, Argument.notNull("maxCommitTime", value), timeout);
    }

    /**
     * Returns a copy with the given timeout.
     *
     * @throws IllegalArgumentException if it is negative, or longer than 292 years
     */
    public TransactionOptions timeout(Duration value) {
        return new TransactionOptions(
                readConcern, writeConcern, readPreference, maxCommitTime, Argument.notNull("timeout", value));
    }

    /** Returns these options, completed by others where they are not set. */
    public TransactionOptions orElse(TransactionOptions others) {
        Argument.notNull("others", others);
        return new TransactionOptions(
                readConcern == null ? others.readConcern : readConcern,
                writeConcern == null ? others.writeConcern : writeConcern,
                readPreference == null ? others.readPreference : readPreference,
                maxCommitTime == null ? others.maxCommitTime : maxCommitTime,
                timeout == null ? others.timeout : timeout);
    }
}
