package dev.morelia.spec.unified.api;

import dev.morelia.ClientSession;
import dev.morelia.options.TransactionOptions;

/** A session of the blocking API. */
record SyncSession(ClientSession session) implements SessionApi {
    @Override
    public void startTransaction(TransactionOptions options) {
        session.startTransaction(options);
    }

    @Override
    public void commitTransaction() {
        session.commitTransaction();
    }

    @Override
    public void abortTransaction() {
        session.abortTransaction();
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
