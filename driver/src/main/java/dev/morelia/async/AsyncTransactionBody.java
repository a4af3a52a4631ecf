package dev.morelia.async;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What runs in a transaction; called again each time the whole transaction is tried again.
 *
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface AsyncTransactionBody<R extends @Nullable Object> {
    /**
     * Starts the operations of the transaction, on views with the session: {@code people.with(session)}, one after the
     * other. Called on a virtual thread. An exception aborts the transaction, whether this method throws it or the
     * stage has failed with it; those of operations must not be swallowed, because the server has aborted the
     * transaction already, nor replaced, because only they themselves tell that it may be tried again.
     *
     * @param session the session of the transaction
     * @return completes when all operations have ended, with the result of the transaction. If one of them has not, the
     *     transaction is not committed: chain them with {@code thenCompose}
     */
    CompletionStage<? extends R> run(AsyncClientSession session) throws Exception;
}
