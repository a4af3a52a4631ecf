package dev.morelia.spec.unified.api;

import dev.morelia.async.AsyncMongoClient;
import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.cursor.Cursors;
import dev.morelia.spec.unified.cursor.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the async API. */
record AsyncClient(AsyncMongoClient client, Cursors cursors) implements ClientApi {
    @Override
    public ClientApi with(SessionApi session) {
        return new AsyncClient(client.with(OwnSession.of(session).async()), cursors);
    }

    @Override
    public SessionApi startSession(SessionOptions options) {
        return new AsyncSession(client.startSession(options));
    }

    @Override
    public DatabaseApi database(String name) {
        return new AsyncDatabase(client.database(name), cursors);
    }

    @Override
    public ClientApi with(Duration timeout) {
        return new AsyncClient(client.with(timeout), cursors);
    }

    @Override
    public ClientBulkWriteResult bulkWrite(
            List<NamespacedWrite> writes, ClientBulkWriteOptions options, @Nullable WriteConcern writeConcern) {
        return Outcome.of((writeConcern == null ? client : client.with(writeConcern)).bulkWrite(writes, options));
    }

    @Override
    public void dropDatabase(String name) {
        Outcome.of(client.dropDatabase(name));
    }

    @Override
    public List<Document> listDatabases(ListDatabasesOptions options) {
        return Outcome.of(client.listDatabases(options));
    }

    @Override
    public List<String> listDatabaseNames(ListDatabasesOptions options) {
        return Outcome.of(client.listDatabaseNames(options));
    }

    @Override
    public List<String> databases() {
        return Outcome.of(client.databases()).stream()
                .map(AsyncMongoDatabase::name)
                .toList();
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
        return cursors.watch(client.blocking().watch(pipeline, options));
    }
}
