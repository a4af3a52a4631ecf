package dev.morelia.compat.internal.operations;

import com.mongodb.ClientSessionOptions;
import com.mongodb.TransactionOptions;
import dev.morelia.compat.internal.values.Concerns;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The options of sessions and of transactions. */
public final class SessionOptions {
    private SessionOptions() {}

    /** Options of a session. */
    public static dev.morelia.options.SessionOptions ours(ClientSessionOptions official) {
        var transactions = ours(official.getDefaultTransactionOptions());
        Long timeoutMillis = official.getDefaultTimeout(TimeUnit.MILLISECONDS);
        if (timeoutMillis != null && transactions.timeout() == null) {
            transactions = transactions.timeout(Duration.ofMillis(timeoutMillis));
        }
        var options = new dev.morelia.options.SessionOptions().defaultTransactionOptions(transactions);
        if (Boolean.TRUE.equals(official.isSnapshot())) {
            options = options.snapshot(true);
        }
        Boolean causal = official.isCausallyConsistent();
        return causal == null ? options : options.causalConsistency(causal);
    }

    /** Options of a transaction. */
    public static dev.morelia.options.TransactionOptions ours(@Nullable TransactionOptions official) {
        var options = new dev.morelia.options.TransactionOptions();
        if (official == null) {
            return options;
        }
        var readConcern = official.getReadConcern();
        if (readConcern != null) {
            options = options.readConcern(Concerns.ours(readConcern));
        }
        var writeConcern = official.getWriteConcern();
        if (writeConcern != null) {
            options = options.writeConcern(Concerns.ours(writeConcern));
        }
        var readPreference = official.getReadPreference();
        if (readPreference != null) {
            options = options.readPreference(Concerns.ours(readPreference));
        }
        Long commitMillis = official.getMaxCommitTime(TimeUnit.MILLISECONDS);
        if (commitMillis != null && commitMillis > 0) {
            options = options.maxCommitTime(Duration.ofMillis(commitMillis));
        }
        Long timeoutMillis = official.getTimeout(TimeUnit.MILLISECONDS);
        return timeoutMillis == null ? options : options.timeout(Duration.ofMillis(timeoutMillis));
    }
}
