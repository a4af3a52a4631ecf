package dev.morelia.spec.unified.api;

import dev.morelia.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.settings.ReadPreference;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a database that operations call. */
public interface DatabaseApi {
    DatabaseApi with(Concerns concerns);

    DatabaseApi with(Duration timeout);

    DatabaseApi with(ClientSession session);

    CollectionApi collection(String name);

    Document runCommand(Document command, @Nullable ReadPreference readPreference);

    /** Runs a command that returns a cursor; the options are for its {@code getMore} commands. */
    CursorApi runCursorCommand(
            Document command, RunCursorCommandOptions options, @Nullable ReadPreference readPreference);

    CursorApi aggregate(List<Document> pipeline, AggregateOptions options);

    void createCollection(String name, CreateCollectionOptions options);

    void dropCollection(String name);

    /** The names of all collections, by way of the collections themselves. */
    List<String> collections();

    List<Document> listCollections(ListCollectionsOptions options);

    List<String> listCollectionNames(ListCollectionsOptions options);
}
