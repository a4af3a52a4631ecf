package dev.morelia;

import org.jspecify.annotations.Nullable;

/**
 * What runs in a transaction; called again each time the whole transaction is tried again.
 *
 * @param <X> the checked exception that it may throw
 */
@FunctionalInterface
public interface TransactionBody<X extends Exception> {
    /**
     * Executes the operations of the transaction, on views with the session: {@code people.with(session)}. An exception
     * aborts the transaction; those of operations must not be swallowed, because the server has aborted the transaction
     * already, nor wrapped, because only they themselves tell that it may be tried again.
     *
     * @param session the session of the transaction
     */
    void run(ClientSession session) throws X;

    /**
     * As {@link TransactionBody}, with a result.
     *
     * @param <R> the type of the result
     * @param <X> the checked exception that it may throw
     */
    @FunctionalInterface
    interface WithResult<R extends @Nullable Object, X extends Exception> {
        /**
         * Executes the operations of the transaction; see {@link TransactionBody#run}.
         *
         * @param session the session of the transaction
         * @return the result of the last try
         */
        R call(ClientSession session) throws X;
    }
}
