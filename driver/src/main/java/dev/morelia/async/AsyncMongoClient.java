package dev.morelia.async;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.result.ChangeEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The async API of a {@link MongoClient}, with the same connections, sessions and settings. Thread-safe. */
public final class AsyncMongoClient {
    private final MongoClient blocking;
    private final Bridge bridge;

    /** For {@link MongoClient#async()}. */
    public AsyncMongoClient(MongoClient blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same with the blocking API. */
    public MongoClient blocking() {
        return blocking;
    }

    /** As {@link MongoClient#with(dev.morelia.ClientSession)}. */
    public AsyncMongoClient with(AsyncClientSession session) {
        return blocking.with(Argument.notNull("session", session).blocking()).async();
    }

    /** As {@link MongoClient#startSession()}: sends nothing. */
    public AsyncClientSession startSession() {
        return blocking.startSession().async();
    }

    /** As {@link MongoClient#startSession(SessionOptions)}: sends nothing. */
    public AsyncClientSession startSession(SessionOptions options) {
        return blocking.startSession(options).async();
    }

    /** As {@link #inTransaction(TransactionOptions, AsyncTransactionBody)}, with default options. */
    public CompletableFuture<Void> inTransaction(AsyncTransactionBody<?> body) {
        return inTransaction(TransactionOptions.defaults(), body);
    }

    /**
     * Runs a transaction in a session of its own; see {@link
     * AsyncClientSession#inTransaction(TransactionOptions, AsyncTransactionBody)}.
     *
     * <pre>{@code
     * client.inTransaction(session -> accounts.with(session).updateOne(eq("_id", from), inc("balance", -amount))
     *         .thenCompose(done -> accounts.with(session).updateOne(eq("_id", to), inc("balance", amount))));
     * }</pre>
     *
     * @return completes when the transaction is committed, or aborted for good. Cancelling it cancels the stage of the
     *     body and aborts the transaction
     */
    public CompletableFuture<Void> inTransaction(TransactionOptions options, AsyncTransactionBody<?> body) {
        return bridge.runUnbounded(() -> {
            blocking.inTransaction(options, session -> session.async().await(body));
            return null;
        });
    }

    /** As {@link #inTransaction(AsyncTransactionBody)}, with the result of the body. */
    public <R extends @Nullable Object> CompletableFuture<R> callInTransaction(AsyncTransactionBody<R> body) {
        return callInTransaction(TransactionOptions.defaults(), body);
    }

    /** As {@link #inTransaction(TransactionOptions, AsyncTransactionBody)}, with the result of the body. */
    public <R extends @Nullable Object> CompletableFuture<R> callInTransaction(
            TransactionOptions options, AsyncTransactionBody<R> body) {
        return bridge.runUnbounded(
                () -> blocking.callInTransaction(options, session -> session.async().await(body)));
    }

    /** As {@link MongoClient#watch()}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch() {
        return blocking.watch().async();
    }

    /** As {@link MongoClient#watch(List)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline) {
        return blocking.watch(pipeline).async();
    }

    /** As {@link MongoClient#watch(List, ChangeStreamOptions)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        return blocking.watch(pipeline, options).async();
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
