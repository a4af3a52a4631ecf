package dev.morelia.compat.internal.sync;

import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.ClientSession;
import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.MongoCluster;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import com.mongodb.client.model.bulk.ClientBulkWriteResult;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The methods of a client that name a session: each is the method without it, of the view in the session. */
abstract class ClusterInSession implements MongoCluster {
    /**
     * The same in the session.
     *
     * @throws IllegalArgumentException if there is none, or it is the session of another client
     */
    abstract MongoCluster in(ClientSession session);

    @Override
    public MongoIterable<String> listDatabaseNames(ClientSession session) {
        return in(session).listDatabaseNames();
    }

    @Override
    public ListDatabasesIterable<Document> listDatabases(ClientSession session) {
        return in(session).listDatabases();
    }

    @Override
    public <TResult> ListDatabasesIterable<TResult> listDatabases(ClientSession session, Class<TResult> resultClass) {
        return in(session).listDatabases(resultClass);
    }

    @Override
    public ChangeStreamIterable<Document> watch(ClientSession session) {
        return in(session).watch();
    }

    @Override
    public <TResult> ChangeStreamIterable<TResult> watch(ClientSession session, Class<TResult> resultClass) {
        return in(session).watch(resultClass);
    }

    @Override
    public ChangeStreamIterable<Document> watch(ClientSession session, List<? extends Bson> pipeline) {
        return in(session).watch(pipeline);
    }

    @Override
    public <TResult> ChangeStreamIterable<TResult> watch(
            ClientSession session, List<? extends Bson> pipeline, Class<TResult> resultClass) {
        return in(session).watch(pipeline, resultClass);
    }

    @Override
    public ClientBulkWriteResult bulkWrite(ClientSession session, List<? extends ClientNamespacedWriteModel> models) {
        return in(session).bulkWrite(models);
    }

    @Override
    public ClientBulkWriteResult bulkWrite(
            ClientSession session, List<? extends ClientNamespacedWriteModel> models, ClientBulkWriteOptions options) {
        return in(session).bulkWrite(models, options);
    }
}
