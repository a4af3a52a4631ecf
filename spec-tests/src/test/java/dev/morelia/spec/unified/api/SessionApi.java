package dev.morelia.spec.unified.api;

import dev.morelia.ClientSession;
import dev.morelia.options.TransactionOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The methods of a session that operations call. */
public interface SessionApi extends AutoCloseable {
    /** What the views with this session are made of, and what it knows of itself. */
    ClientSession session();

    void startTransaction(TransactionOptions options);

    void commitTransaction(@Nullable Duration timeout);

    void abortTransaction(@Nullable Duration timeout);

    void withTransaction(TransactionOptions options, Callback callback) throws Exception;

    /** What runs in a transaction. */
    interface Callback {
        void run() throws Exception;
    }

    @Override
    void close();
}
