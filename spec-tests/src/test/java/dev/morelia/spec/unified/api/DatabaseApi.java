package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a database that operations call. */
public interface DatabaseApi {
    DatabaseApi with(Concerns concerns);

    DatabaseApi with(Duration timeout);

    DatabaseApi with(SessionApi session);

    CollectionApi collection(String name);

    BucketApi bucket(GridFsOptions options);

    Document runCommand(Document command, @Nullable ReadPreference readPreference);

    /** Runs a command that returns a cursor; the options are for its {@code getMore} commands. */
    CursorApi runCursorCommand(
            Document command, RunCursorCommandOptions options, @Nullable ReadPreference readPreference);

    /** The events of a change stream, each a whole document. */
    CursorApi watch(List<Document> pipeline, ChangeStreamOptions options);

    CursorApi aggregate(List<Document> pipeline, AggregateOptions options);

    void createCollection(String name, CreateCollectionOptions options);

    void dropCollection(String name);

    /** The names of all collections, by way of the collections themselves. */
    List<String> collections();

    List<Document> listCollections(ListCollectionsOptions options);

    List<String> listCollectionNames(ListCollectionsOptions options);
}
