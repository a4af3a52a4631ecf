package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a client that operations call. */
public interface ClientApi extends AutoCloseable {
    ClientApi with(SessionApi session);

    SessionApi startSession(SessionOptions options);

    DatabaseApi database(String name);

    /** A view of the client; only the client itself is closed. */
    ClientApi with(Duration timeout);

    /** Executes a bulk write; with the write concern of the client if the other one is null. */
    ClientBulkWriteResult bulkWrite(
            List<NamespacedWrite> writes, ClientBulkWriteOptions options, @Nullable WriteConcern writeConcern);

    void dropDatabase(String name);

    List<Document> listDatabases(ListDatabasesOptions options);

    List<String> listDatabaseNames(ListDatabasesOptions options);

    /** The names of all databases, by way of the databases themselves. */
    List<String> databases();

    void appendMetadata(String name, @Nullable String version, @Nullable String platform);

    /** The events of a change stream, each a whole document. */
    CursorApi watch(List<Document> pipeline, ChangeStreamOptions options);

    /** The current description of the deployment. */
    Description description();

    @Override
    void close();
}
