package dev.morelia.spec.unified.api;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.cursor.SyncChangeStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the blocking API. */
record SyncClient(MongoClient client) implements ClientApi {
    @Override
    public ClientApi with(SessionApi session) {
        return new SyncClient(client.with(OwnSession.of(session)));
    }

    @Override
    public SessionApi startSession(SessionOptions options) {
        return new SyncSession(client.startSession(options));
    }

    @Override
    public DatabaseApi database(String name) {
        return new SyncDatabase(client.database(name));
    }

    @Override
    public ClientApi with(Duration timeout) {
        return new SyncClient(client.with(timeout));
    }

    @Override
    public ClientBulkWriteResult bulkWrite(
            List<NamespacedWrite> writes, ClientBulkWriteOptions options, @Nullable WriteConcern writeConcern) {
        return (writeConcern == null ? client : client.with(writeConcern)).bulkWrite(writes, options);
    }

    @Override
    public void dropDatabase(String name) {
        client.dropDatabase(name);
    }

    @Override
    public List<Document> listDatabases(ListDatabasesOptions options) {
        return client.listDatabases(options);
    }

    @Override
    public List<String> listDatabaseNames(ListDatabasesOptions options) {
        return client.listDatabaseNames(options);
    }

    @Override
    public List<String> databases() {
        return client.databases().stream().map(MongoDatabase::name).toList();
    }

    @Override
    public void appendMetadata(String name, @Nullable String version, @Nullable String platform) {
        client.appendMetadata(name, version, platform);
    }

    @Override
    public Description description() {
        return Description.of(client.description());
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        return new SyncChangeStream(
                client.watch(pipeline, options).as(Document.class).cursor());
    }
}
