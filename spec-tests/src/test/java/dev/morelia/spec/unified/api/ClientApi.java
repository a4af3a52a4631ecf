package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.topology.TopologyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operations call on a client. */
public interface ClientApi extends AutoCloseable {
    DatabaseApi database(String name);

    List<Document> listDatabases(ListDatabasesOptions options);

    List<String> listDatabaseNames(ListDatabasesOptions options);

    void appendMetadata(String name, @Nullable String version, @Nullable String platform);

    /** What is known of the deployment now. */
    TopologyDescription description();

    @Override
    void close();
}
