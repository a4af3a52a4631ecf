package dev.morelia.spec.unified.api;

import dev.morelia.ClientSession;
import dev.morelia.async.AsyncClientSession;
import dev.morelia.options.TransactionOptions;
import dev.morelia.spec.unified.cursor.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A session of the async API. */
record AsyncSession(AsyncClientSession async) implements OwnSession {
    @Override
    public ClientSession session() {
        return async.blocking();
    }

    @Override
    public void startTransaction(TransactionOptions options) {
        async.startTransaction(options);
    }

    @Override
    public void commitTransaction(@Nullable Duration timeout) {
        Outcome.of(timeout == null ? async.commitTransaction() : async.commitTransaction(timeout));
    }

    @Override
    public void abortTransaction(@Nullable Duration timeout) {
        Outcome.of(timeout == null ? async.abortTransaction() : async.abortTransaction(timeout));
    }

    /** The body runs on a virtual thread, where its operations may be waited for. */
    @Override
    public void withTransaction(TransactionOptions options, Callback callback) {
        Outcome.of(async.inTransaction(options, same -> {
            callback.run();
            return CompletableFuture.completedFuture(null);
        }));
    }

    @Override
    public void close() {
        Outcome.of(async.close());
    }
}
