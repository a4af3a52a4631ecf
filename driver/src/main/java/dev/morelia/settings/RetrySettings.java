package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;

/**
 * What the client tries again by itself. Immutable and thread-safe.
 *
 * <p>Reads and retryable writes are tried once more, or with {@link ClientSettings#timeout} until that expires.
 * Retryable writes are {@code insertOne}, {@code insertMany}, {@code updateOne}, {@code replaceOne}, {@code
 * deleteOne}, {@code findOneAndUpdate}, {@code findOneAndReplace}, {@code findOneAndDelete}, and the commands of a
 * {@code bulkWrite} that may carry no {@code updateMany} and no {@code deleteMany}; on replica sets and mongos, with a
 * write concern that is acknowledged. They carry a transaction number by which the servers recognize a write that they
 * have executed already, so it is executed once. A write that failed with an error that is not retryable is never sent
 * again, nor are the commands of {@code runCommand} or an aggregation that ends in {@code $out} or {@code $merge}.
 *
 * <p>Any operation that an overloaded server rejects before execution is tried {@code maxAdaptiveRetries} times
 * more, whatever the timeout, reads if {@code retryReads}, writes if {@code retryWrites}, commands of {@code
 * runCommand} if both are true. Before each of these the client waits: at most 100 ms before the first and twice as
 * long before each further one, up to 10 s.
 *
 * @param retryReads whether retryable reads are used; true by default
 * @param retryWrites whether retryable writes are used; true by default
 * @param maxAdaptiveRetries the maximum number of retries of an operation that an overloaded server rejected; 2 by
 *     default
 * @param enableOverloadRetargeting whether such a retry prefers another member of a replica set; false unless
 *     set
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md">Retryable Writes</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-backpressure/client-backpressure.md">Client Backpressure</a>
 */
public record RetrySettings(
        boolean retryReads, boolean retryWrites, int maxAdaptiveRetries, boolean enableOverloadRetargeting) {
    private static final RetrySettings DEFAULTS = new RetrySettings(true, true, 2, false);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if {@code maxAdaptiveRetries} is negative
     */
    public RetrySettings {
        Argument.atLeast("maxAdaptiveRetries", maxAdaptiveRetries, 0);
    }

    /** The defaults. */
    public static RetrySettings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with the given {@code retryReads}. */
    public RetrySettings retryReads(boolean value) {
        return new RetrySettings(value, retryWrites, maxAdaptiveRetries, enableOverloadRetargeting);
    }

    /** Returns a copy with the given {@code retryWrites}. */
    public RetrySettings retryWrites(boolean value) {
        return new RetrySettings(retryReads, value, maxAdaptiveRetries, enableOverloadRetargeting);
    }

    /** Returns a copy with the given {@code maxAdaptiveRetries}. */
    public RetrySettings maxAdaptiveRetries(int value) {
        return new RetrySettings(retryReads, retryWrites, value, enableOverloadRetargeting);
    }

    /** Returns a copy with the given {@code enableOverloadRetargeting}. */
    public RetrySettings enableOverloadRetargeting(boolean value) {
        return new RetrySettings(retryReads, retryWrites, maxAdaptiveRetries, value);
    }
}
