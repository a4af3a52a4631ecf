package dev.morelia.spec.unified.compat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoDriverInformation;
import com.mongodb.ServerApi;
import com.mongodb.ServerApiVersion;
import com.mongodb.client.ClientSession;
import com.mongodb.client.ListDatabasesIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCluster;
import com.mongodb.client.model.bulk.ClientBulkWriteOptions;
import dev.morelia.bson.Document;
import dev.morelia.compat.CompatClients;
import dev.morelia.compat.internal.values.Concerns;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spec.unified.api.ClientApi;
import dev.morelia.spec.unified.api.ClientSpec;
import dev.morelia.spec.unified.api.DatabaseApi;
import dev.morelia.spec.unified.api.Description;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A client of the official interfaces.
 *
 * @param client the client itself
 * @param cluster the view of it that runs the operations
 * @param session the session that they run in; null for none
 */
public record OfficialClient(
        MongoClient client, MongoCluster cluster, @Nullable ClientSession session) implements ClientApi {
    /** Opens a client. */
    public static ClientApi open(ClientSpec spec) {
        var observers = spec.observers();
        var pools = new OfficialPoolEvents(observers.pools());
        var discovery = new OfficialDiscoveryEvents(observers.discovery());
        var settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(spec.uri()))
                .addCommandListener(new OfficialCommandEvents(observers.commands()))
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(pools))
                .applyToClusterSettings(cluster -> cluster.addClusterListener(discovery))
                .applyToServerSettings(
                        server -> server.addServerListener(discovery).addServerMonitorListener(discovery));
        if (spec.serverApi() != null) {
            settings.serverApi(official(spec.serverApi()));
        }
        var client = CompatClients.create(settings.build());
        return new OfficialClient(client, client, null);
    }

    private static ServerApi official(dev.morelia.settings.ServerApi ours) {
        var official = ServerApi.builder().version(ServerApiVersion.findByValue(ours.version()));
        if (ours.strict() != null) {
            official.strict(ours.strict());
        }
        if (ours.deprecationErrors() != null) {
            official.deprecationErrors(ours.deprecationErrors());
        }
        return official.build();
    }

    @Override
    public ClientApi with(SessionApi in) {
        return new OfficialClient(client, cluster, OfficialSession.of(in));
    }

    @Override
    public ClientApi with(Duration timeout) {
        return new OfficialClient(client, cluster.withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS), session);
    }

    @Override
    public SessionApi startSession(SessionOptions options) {
        return new OfficialSession(cluster.startSession(OfficialSession.options(options)));
    }

    @Override
    public DatabaseApi database(String name) {
        return new OfficialDatabase(cluster.getDatabase(name), session);
    }

    @Override
    public ClientBulkWriteResult bulkWrite(
            List<NamespacedWrite> writes,
            dev.morelia.options.ClientBulkWriteOptions options,
            @Nullable WriteConcern writeConcern) {
        var models = writes.stream().map(Models::official).toList();
        var official = WriteTables.CLIENT_BULK.apply(ClientBulkWriteOptions.clientBulkWriteOptions(), options.fields());
        var view = writeConcern == null ? cluster : cluster.withWriteConcern(Concerns.official(writeConcern));
        return OfficialResults.ours(
                session == null ? view.bulkWrite(models, official) : view.bulkWrite(session, models, official));
    }

    @Override
    public void dropDatabase(String name) {
        var database = cluster.getDatabase(name);
        if (session == null) {
            database.drop();
        } else {
            database.drop(session);
        }
    }

    @Override
    public List<Document> listDatabases(ListDatabasesOptions options) {
        return OfficialCursor.all(QueryTables.DATABASES.apply(list(), options.fields()));
    }

    private ListDatabasesIterable<BsonDocument> list() {
        return session == null
                ? cluster.listDatabases(BsonDocument.class)
                : cluster.listDatabases(session, BsonDocument.class);
    }

    @Override
    public List<String> listDatabaseNames(ListDatabasesOptions options) {
        if (!options.fields().isEmpty()) {
            throw Lacking.feature("options of listDatabaseNames");
        }
        return OfficialCursor.drain(
                (session == null ? cluster.listDatabaseNames() : cluster.listDatabaseNames(session)).cursor());
    }

    @Override
    public List<String> databases() {
        throw Lacking.feature("listDatabaseObjects");
    }

    @Override
    public void appendMetadata(String name, @Nullable String version, @Nullable String platform) {
        var information = MongoDriverInformation.builder().driverName(name);
        if (version != null) {
            information.driverVersion(version);
        }
        if (platform != null) {
            information.driverPlatform(platform);
        }
        client.appendMetadata(information.build());
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        var stages = Table.list(pipeline);
        var stream = session == null
                ? cluster.watch(stages, BsonDocument.class)
                : cluster.watch(session, stages, BsonDocument.class);
        return OfficialCursor.watch(stream, options);
    }

    @Override
    public Description description() {
        return OfficialDescriptions.ours(client.getClusterDescription());
    }

    @Override
    public void close() {
        client.close();
    }
}
