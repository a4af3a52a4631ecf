package dev.morelia.spec.unified.api;

import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.cursor.SyncChangeStream;
import dev.morelia.spec.unified.cursor.SyncCursor;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of the blocking API. */
record SyncDatabase(MongoDatabase database) implements DatabaseApi {
    @Override
    public DatabaseApi with(Concerns concerns) {
        var view = database;
        if (concerns.readConcern() != null) {
            view = view.with(concerns.readConcern());
        }
        if (concerns.readPreference() != null) {
            view = view.with(concerns.readPreference());
        }
        if (concerns.writeConcern() != null) {
            view = view.with(concerns.writeConcern());
        }
        if (concerns.timeout() != null) {
            view = view.with(concerns.timeout());
        }
        return new SyncDatabase(view);
    }

    @Override
    public DatabaseApi with(Duration timeout) {
        return new SyncDatabase(database.with(timeout));
    }

    @Override
    public DatabaseApi with(SessionApi session) {
        return new SyncDatabase(database.with(OwnSession.of(session)));
    }

    @Override
    public CollectionApi collection(String name) {
        return new SyncCollection(database.collection(name));
    }

    @Override
    public BucketApi bucket(GridFsOptions options) {
        return new SyncBucket(GridFsBucket.of(database, options));
    }

    @Override
    public Document runCommand(Document command, @Nullable ReadPreference readPreference) {
        return readPreference == null ? database.runCommand(command) : database.runCommand(command, readPreference);
    }

    @Override
    public CursorApi runCursorCommand(
            Document command, RunCursorCommandOptions getMoreOptions, @Nullable ReadPreference readPreference) {
        return new SyncCursor(preferring(readPreference)
                .runCursorCommand(command, getMoreOptions)
                .cursor());
    }

    private MongoDatabase preferring(@Nullable ReadPreference readPreference) {
        return readPreference == null ? database : database.with(readPreference);
    }

    @Override
    public CursorApi aggregate(List<Document> pipeline, AggregateOptions options) {
        return new SyncCursor(database.aggregate(pipeline, options).cursor());
    }

    @Override
    public void createCollection(String name, CreateCollectionOptions options) {
        database.createCollection(name, options);
    }

    @Override
    public void dropCollection(String name) {
        database.collection(name).drop();
    }

    @Override
    public List<String> collections() {
        return database.collections().stream()
                .map(collection -> collection.namespace().collection())
                .toList();
    }

    @Override
    public List<Document> listCollections(ListCollectionsOptions options) {
        return database.listCollections(options).toList();
    }

    @Override
    public List<String> listCollectionNames(ListCollectionsOptions options) {
        return database.listCollectionNames(options);
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        return new SyncChangeStream(
                database.watch(pipeline, options).as(Document.class).cursor());
    }
}
