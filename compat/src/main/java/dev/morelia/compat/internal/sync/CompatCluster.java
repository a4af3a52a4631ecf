package dev.morelia.compat.internal.sync;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoClientException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.MongoCluster;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import com.mongodb.client.model.bulk.ClientBulkWriteResult;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import dev.morelia.compat.internal.operations.ClientWriteModels;
import dev.morelia.compat.internal.operations.Encoding;
import dev.morelia.compat.internal.operations.Given;
import dev.morelia.compat.internal.operations.SessionOptions;
import dev.morelia.compat.internal.query.CompatChangeStream;
import dev.morelia.compat.internal.query.CompatListDatabases;
import dev.morelia.compat.internal.values.BulkResults;
import dev.morelia.compat.internal.values.Failures;
import dev.morelia.compat.internal.view.View;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** A view of a client. Immutable and thread-safe. */
class CompatCluster extends ClusterInSession {
    private final View view;
    private final Encoding encoding;

    CompatCluster(View view) {
        this.view = view;
        this.encoding = new Encoding(view.codecs(), BsonDocument.class);
    }

    final View view() {
        return view;
    }

    // ---- views

    @Override
    public final CodecRegistry getCodecRegistry() {
        return view.codecs();
    }

    @Override
    public final ReadPreference getReadPreference() {
        return view.concerns().readPreference();
    }

    @Override
    public final WriteConcern getWriteConcern() {
        return view.concerns().writeConcern();
    }

    @Override
    public final ReadConcern getReadConcern() {
        return view.concerns().readConcern();
    }

    @Override
    public final @Nullable Long getTimeout(TimeUnit unit) {
        return view.timeout(unit);
    }

    @Override
    public final MongoCluster withCodecRegistry(CodecRegistry codecs) {
        return new CompatCluster(view.with(codecs));
    }

    @Override
    public final MongoCluster withReadPreference(ReadPreference readPreference) {
        return new CompatCluster(view.with(readPreference));
    }

    @Override
    public final MongoCluster withWriteConcern(WriteConcern writeConcern) {
        return new CompatCluster(view.with(writeConcern));
    }

    @Override
    public final MongoCluster withReadConcern(ReadConcern readConcern) {
        return new CompatCluster(view.with(readConcern));
    }

    @Override
    public final MongoCluster withTimeout(long timeout, TimeUnit unit) {
        return new CompatCluster(view.withTimeout(timeout, unit));
    }

    @Override
    final MongoCluster in(ClientSession session) {
        return new CompatCluster(view.in(session));
    }

    @Override
    public final MongoDatabase getDatabase(String name) {
        return new CompatDatabase(view, Given.notNull("databaseName", name));
    }

    // ---- sessions

    @Override
    public final ClientSession startSession() {
        return startSession(ClientSessionOptions.builder().build());
    }

    @Override
    public final ClientSession startSession(ClientSessionOptions options) {
        var defaults = TransactionOptions.builder()
                .readConcern(view.concerns().readConcern())
                .writeConcern(view.concerns().writeConcern())
                .readPreference(view.concerns().readPreference())
                .build();
        var merged = ClientSessionOptions.builder(Given.notNull("options", options))
                .defaultTransactionOptions(TransactionOptions.merge(options.getDefaultTransactionOptions(), defaults))
                .build();
        var ours = Failures.call(() -> view.ours().startSession(SessionOptions.ours(options)));
        return new CompatClientSession(ours, merged, view.origin(), this);
    }

    // ---- databases

    @Override
    public final MongoIterable<String> listDatabaseNames() {
        return new CompatListDatabases<>(view, encoding, BsonDocument.class)
                .nameOnly(true)
                .map(database -> database.getString("name").getValue());
    }

    @Override
    public final ListDatabasesIterable<Document> listDatabases() {
        return listDatabases(Document.class);
    }

    @Override
    public final <R> ListDatabasesIterable<R> listDatabases(Class<R> resultClass) {
        return new CompatListDatabases<>(view, encoding, resultClass);
    }

    // ---- changes

    @Override
    public final ChangeStreamIterable<Document> watch() {
        return watch(List.of());
    }

    @Override
    public final <R> ChangeStreamIterable<R> watch(Class<R> resultClass) {
        return watch(List.of(), resultClass);
    }

    @Override
    public final ChangeStreamIterable<Document> watch(List<? extends Bson> pipeline) {
        return watch(pipeline, Document.class);
    }

    @Override
    public final <R> ChangeStreamIterable<R> watch(List<? extends Bson> pipeline, Class<R> resultClass) {
        return new CompatChangeStream<>(
                (stages, given) -> view.client().watch(stages, given), encoding, pipeline, resultClass);
    }

    // ---- bulk writes

    @Override
    public final ClientBulkWriteResult bulkWrite(List<? extends ClientNamespacedWriteModel> models) {
        return bulk(models, null);
    }

    @Override
    public final ClientBulkWriteResult bulkWrite(
            List<? extends ClientNamespacedWriteModel> models, ClientBulkWriteOptions options) {
        return bulk(models, Given.notNull("options", options));
    }

    private ClientBulkWriteResult bulk(
            List<? extends ClientNamespacedWriteModel> models, @Nullable ClientBulkWriteOptions given) {
        if (Given.notNull("models", models).isEmpty()) {
            throw new IllegalArgumentException("state should be: `models` is non-empty");
        }
        var writes = ClientWriteModels.of(models, encoding);
        view.checkWrite();
        var options = ClientWriteModels.options(given, encoding);
        if (!view.concerns().writeConcern().isAcknowledged() && view.session() == null && options.ordered()) {
            throw new MongoClientException("Cannot request unacknowledged write concern and ordered writes");
        }
        return BulkResults.official(Failures.call(() -> view.client().bulkWrite(writes.writes(), options)));
    }
}
