package dev.morelia.async;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.event.AsyncUse;
import dev.morelia.event.PoolUse;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.options.admin.CopyDatabaseOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.CopyDatabaseResult;
import dev.morelia.result.DatabaseDescription;
import dev.morelia.result.Verification;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The async API of a {@link MongoClient}: the same methods, with the same connections, sessions, settings and errors.
 * See the {@linkplain dev.morelia.async package} for what holds for all of its methods.
 *
 * <pre>{@code
 * try (var client = MongoClient.create("mongodb://localhost").async()) {
 *     var people = client.database("app").collection("people", Person.class);
 *     people.insertOne(new Person("Ada", 36)).thenCompose(inserted -> people.countDocuments()).join();
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class AsyncMongoClient implements AutoCloseable {
    private final MongoClient blocking;
    private final Bridge bridge;

    /** For {@link MongoClient#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncMongoClient(MongoClient blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same client with the blocking API; both share all resources. */
    public MongoClient blocking() {
        return blocking;
    }

    /** As {@link MongoClient#database(String)}. */
    public AsyncMongoDatabase database(String name) {
        return blocking.database(name).async();
    }

    /** As {@link MongoClient#settings()}. */
    public ClientSettings settings() {
        return blocking.settings();
    }

    /** As {@link MongoClient#listDatabases()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<Document>> listDatabases() {
        return bridge.run(() -> blocking.listDatabases());
    }

    /**
     * As {@link MongoClient#listDatabases(ListDatabasesOptions)}; completes with all of them; cancel ends the
     * operation.
     */
    public CompletableFuture<List<Document>> listDatabases(ListDatabasesOptions options) {
        return bridge.run(() -> blocking.listDatabases(options));
    }

    /** As {@link MongoClient#listDatabaseNames()}; completes with the names; cancel ends the operation. */
    public CompletableFuture<List<String>> listDatabaseNames() {
        return bridge.run(() -> blocking.listDatabaseNames());
    }

    /**
     * As {@link MongoClient#listDatabaseNames(ListDatabasesOptions)}; completes with the names; cancel ends the
     * operation.
     */
    public CompletableFuture<List<String>> listDatabaseNames(ListDatabasesOptions options) {
        return bridge.run(() -> blocking.listDatabaseNames(options));
    }

    /** As {@link MongoClient#databaseDescriptions()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<DatabaseDescription>> databaseDescriptions() {
        return bridge.run(() -> blocking.databaseDescriptions());
    }

    /**
     * As {@link MongoClient#databaseDescriptions(ListDatabasesOptions)}; completes with all of them; cancel ends the
     * operation.
     */
    public CompletableFuture<List<DatabaseDescription>> databaseDescriptions(ListDatabasesOptions options) {
        return bridge.run(() -> blocking.databaseDescriptions(options));
    }

    /** As {@link MongoClient#databases()}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<AsyncMongoDatabase>> databases() {
        return bridge.run(
                () -> blocking.databases().stream().map(MongoDatabase::async).toList());
    }

    /**
     * As {@link MongoClient#bulkWrite(List)}; completes when the writes are acknowledged; cancel does not undo them.
     */
    public CompletableFuture<ClientBulkWriteResult> bulkWrite(List<NamespacedWrite> writes) {
        return bridge.run(() -> blocking.bulkWrite(writes));
    }

    /**
     * As {@link MongoClient#bulkWrite(List, ClientBulkWriteOptions)}; completes when the writes are acknowledged;
     * cancel does not undo them.
     */
    public CompletableFuture<ClientBulkWriteResult> bulkWrite(
            List<NamespacedWrite> writes, ClientBulkWriteOptions options) {
        return bridge.run(() -> blocking.bulkWrite(writes, options));
    }

    /** As {@link MongoClient#defaultDatabase()}. */
    public AsyncMongoDatabase defaultDatabase() {
        return blocking.defaultDatabase().async();
    }

    /**
     * As {@link MongoClient#copyDatabase(String, String)}; completes when all is copied; cancel ends it, and what was
     * copied remains.
     */
    public CompletableFuture<CopyDatabaseResult> copyDatabase(String from, String to) {
        return bridge.runQuery(() -> blocking.copyDatabase(from, to));
    }

    /**
     * As {@link MongoClient#copyDatabase(String, String, CopyDatabaseOptions)}; completes when all is copied; cancel
     * ends it, and what was copied remains.
     */
    public CompletableFuture<CopyDatabaseResult> copyDatabase(String from, String to, CopyDatabaseOptions options) {
        return bridge.runQuery(() -> blocking.copyDatabase(from, to, options));
    }

    /**
     * As {@link MongoClient#copyDatabase(MongoDatabase, String, CopyDatabaseOptions)}; completes when all is copied;
     * cancel ends it, and what was copied remains.
     */
    public CompletableFuture<CopyDatabaseResult> copyDatabase(
            AsyncMongoDatabase from, String to, CopyDatabaseOptions options) {
        return bridge.run(
                () -> blocking.copyDatabase(Argument.notNull("from", from).blocking(), to, options));
    }

    /** As {@link MongoClient#dropDatabase(String)}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> dropDatabase(String name) {
        return bridge.run(Action.of(() -> blocking.dropDatabase(name)));
    }

    /**
     * As {@link MongoClient#dropDatabase(MongoDatabase)}; completes when the server has done it; cancel does not undo
     * it.
     */
    public CompletableFuture<Void> dropDatabase(AsyncMongoDatabase database) {
        return bridge.run(Action.of(() ->
                blocking.dropDatabase(Argument.notNull("database", database).blocking())));
    }

    /** As {@link MongoClient#appendMetadata(String, String, String)}. */
    public void appendMetadata(String name, @Nullable String version, @Nullable String platform) {
        blocking.appendMetadata(name, version, platform);
    }

    /** As {@link MongoClient#description()}. */
    public TopologyDescription description() {
        return blocking.description();
    }

    /** As {@link MongoClient#poolUse()}. */
    public Map<ServerAddress, PoolUse> poolUse() {
        return blocking.poolUse();
    }

    /** As {@link MongoClient#asyncUse()}. */
    public AsyncUse asyncUse() {
        return blocking.asyncUse();
    }

    /** As {@link MongoClient#nodes()}. */
    public Set<ServerAddress> nodes() {
        return blocking.nodes();
    }

    /** As {@link MongoClient#address()}; completes when such a server is available; cancel ends the wait. */
    public CompletableFuture<ServerAddress> address() {
        return bridge.run(() -> blocking.address());
    }

    /** As {@link MongoClient#isPrimary()}; completes when such a server is available; cancel ends the wait. */
    public CompletableFuture<Boolean> isPrimary() {
        return bridge.run(() -> blocking.isPrimary());
    }

    /** As {@link MongoClient#isMongos()}; completes when such a server is available; cancel ends the wait. */
    public CompletableFuture<Boolean> isMongos() {
        return bridge.run(() -> blocking.isMongos());
    }

    /** As {@link MongoClient#maxPoolSize()}. */
    public int maxPoolSize() {
        return blocking.maxPoolSize();
    }

    /** As {@link MongoClient#localThreshold()}. */
    public Duration localThreshold() {
        return blocking.localThreshold();
    }

    /** As {@link MongoClient#maxBsonSize()}; completes with the reply; cancel ends the operation. */
    public CompletableFuture<Integer> maxBsonSize() {
        return bridge.run(() -> blocking.maxBsonSize());
    }

    /** As {@link MongoClient#maxMessageSize()}; completes with the reply; cancel ends the operation. */
    public CompletableFuture<Integer> maxMessageSize() {
        return bridge.run(() -> blocking.maxMessageSize());
    }

    /** As {@link MongoClient#serverInfo()}; completes with the reply; cancel ends the operation. */
    public CompletableFuture<Document> serverInfo() {
        return bridge.run(() -> blocking.serverInfo());
    }

    /** As {@link MongoClient#fsync(boolean)}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Document> fsync(boolean lock) {
        return bridge.run(() -> blocking.fsync(lock));
    }

    /** As {@link MongoClient#unlock()}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Document> unlock() {
        return bridge.run(() -> blocking.unlock());
    }

    /** As {@link MongoClient#isLocked()}; completes with the reply; cancel ends the operation. */
    public CompletableFuture<Boolean> isLocked() {
        return bridge.run(() -> blocking.isLocked());
    }

    /** As {@link MongoClient#currentOperations(boolean)}; completes with all of them; cancel ends the operation. */
    public CompletableFuture<List<Document>> currentOperations(boolean idle) {
        return bridge.run(() -> blocking.currentOperations(idle));
    }

    /**
     * As {@link MongoClient#killCursors(List, Namespace, ServerAddress)}; completes with the number of closed cursors;
     * cancel does not undo it.
     */
    public CompletableFuture<Integer> killCursors(List<Long> ids, Namespace namespace, ServerAddress server) {
        return bridge.run(() -> blocking.killCursors(ids, namespace, server));
    }

    /** As {@link MongoClient#closeCursor(long, Namespace, ServerAddress)}. */
    public void closeCursor(long id, Namespace namespace, ServerAddress server) {
        blocking.closeCursor(id, namespace, server);
    }

    /** As {@link MongoClient#disconnect()}; completes when all connections are closed; cancel does not undo it. */
    public CompletableFuture<Void> disconnect() {
        return bridge.runUnbounded(Action.of(() -> blocking.disconnect()));
    }

    /**
     * As {@link MongoClient#warmUp(Duration)}; completes when the connections are established; cancel ends the wait.
     */
    public CompletableFuture<Void> warmUp(Duration timeout) {
        return bridge.run(Action.of(() -> blocking.warmUp(timeout)));
    }

    /** As {@link MongoClient#verify(Duration)}; completes with the report; cancel ends the checks. */
    public CompletableFuture<Verification> verify(Duration timeout) {
        return bridge.runUnbounded(() -> blocking.verify(timeout));
    }

    /** As {@link MongoClient#with(WriteConcern)}. */
    public AsyncMongoClient with(WriteConcern writeConcern) {
        return blocking.with(writeConcern).async();
    }

    /** As {@link MongoClient#with(ReadConcern)}. */
    public AsyncMongoClient with(ReadConcern readConcern) {
        return blocking.with(readConcern).async();
    }

    /** As {@link MongoClient#with(ReadPreference)}. */
    public AsyncMongoClient with(ReadPreference readPreference) {
        return blocking.with(readPreference).async();
    }

    /** As {@link MongoClient#with(Duration)}. */
    public AsyncMongoClient with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link MongoClient#with(CodecRegistry)}. */
    public AsyncMongoClient with(CodecRegistry codecs) {
        return blocking.with(codecs).async();
    }

    /** As {@link MongoClient#withContext(Object)}. */
    public AsyncMongoClient withContext(Object object) {
        return blocking.withContext(object).async();
    }

    /**
     * As {@link MongoClient#close()}: waits, unlike all other methods, for the servers to reply to the end of sessions
     * and for the client's threads, usually for milliseconds. So a program that ends can use try-with-resources; use
     * {@link #closeAsync()} where a thread must not block.
     */
    @Override
    public void close() {
        blocking.close();
    }

    /**
     * As {@link MongoClient#close()}; completes when all connections are closed. If it is cancelled, the client is
     * closed all the same.
     */
    public CompletableFuture<Void> closeAsync() {
        return bridge.runToEnd(() -> blocking.close());
    }

    /** Returns a view; see {@link MongoClient#with(dev.morelia.ClientSession)}. */
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
        return inTransaction(new TransactionOptions(), body);
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
        return bridge.runUnbounded(Action.of(
                () -> blocking.inTransaction(options, session -> session.async().await(body))));
    }

    /** As {@link #inTransaction(AsyncTransactionBody)}, with the result of the body. */
    public <R extends @Nullable Object> CompletableFuture<R> callInTransaction(AsyncTransactionBody<R> body) {
        return callInTransaction(new TransactionOptions(), body);
    }

    /** As {@link #inTransaction(TransactionOptions, AsyncTransactionBody)}, with the result of the body. */
    public <R extends @Nullable Object> CompletableFuture<R> callInTransaction(
            TransactionOptions options, AsyncTransactionBody<R> body) {
        return bridge.runUnbounded(() ->
                blocking.callInTransaction(options, session -> session.async().await(body)));
    }

    /**
     * Watches changes; see {@link MongoClient#watch()}.
     *
     * @return a publisher, whose subscriptions open a change stream each
     */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch() {
        return blocking.watch().async();
    }

    /** Watches changes, with further stages; see {@link MongoClient#watch(List)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline) {
        return blocking.watch(pipeline).async();
    }

    /** Watches changes; see {@link MongoClient#watch(List, ChangeStreamOptions)}. */
    public AsyncChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        return blocking.watch(pipeline, options).async();
    }

    @Override
    public String toString() {
        return "Async" + blocking;
    }
}
