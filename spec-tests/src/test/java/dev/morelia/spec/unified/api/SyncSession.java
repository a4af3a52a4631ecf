package dev.morelia.spec.unified.api;

import dev.morelia.ClientSession;
import dev.morelia.options.TransactionOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A session of the blocking API. */
record SyncSession(ClientSession session) implements OwnSession {
    @Override
    public void startTransaction(TransactionOptions options) {
        session.startTransaction(options);
    }

    @Override
    public void commitTransaction(@Nullable Duration timeout) {
        if (timeout == null) {
            session.commitTransaction();
        } else {
            session.commitTransaction(timeout);
        }
    }

    @Override
    public void abortTransaction(@Nullable Duration timeout) {
        if (timeout == null) {
            session.abortTransaction();
        } else {
            session.abortTransaction(timeout);
        }
    }

    @Override
    public void withTransaction(TransactionOptions options, Callback callback) throws Exception {
        session.inTransaction(options, same -> callback.run());
    }

    @Override
    public void close() {
        session.close();
    }
}
