package dev.morelia.spec.unified.api;

import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.gridfs.AsyncGridFsBucket;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.cursor.Collected;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.cursor.Cursors;
import dev.morelia.spec.unified.cursor.Outcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of the async API. */
record AsyncDatabase(AsyncMongoDatabase database, Cursors cursors) implements DatabaseApi {
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
        return new AsyncDatabase(view, cursors);
    }

    @Override
    public DatabaseApi with(Duration timeout) {
        return new AsyncDatabase(database.with(timeout), cursors);
    }

    @Override
    public DatabaseApi with(SessionApi session) {
        return new AsyncDatabase(database.with(OwnSession.of(session).async()), cursors);
    }

    @Override
    public CollectionApi collection(String name) {
        return new AsyncCollection(database.collection(name), cursors);
    }

    @Override
    public BucketApi bucket(GridFsOptions options) {
        return new AsyncBucket(AsyncGridFsBucket.of(database, options));
    }

    @Override
    public Document runCommand(Document command, @Nullable ReadPreference readPreference) {
        return Outcome.of(
                readPreference == null ? database.runCommand(command) : database.runCommand(command, readPreference));
    }

    @Override
    public CursorApi runCursorCommand(
            Document command, RunCursorCommandOptions getMoreOptions, @Nullable ReadPreference readPreference) {
        return cursors.open(preferring(readPreference).runCursorCommand(command, getMoreOptions));
    }

    private AsyncMongoDatabase preferring(@Nullable ReadPreference readPreference) {
        return readPreference == null ? database : database.with(readPreference);
    }

    @Override
    public CursorApi aggregate(List<Document> pipeline, AggregateOptions options) {
        return cursors.open(database.aggregate(pipeline, options));
    }

    @Override
    public void createCollection(String name, CreateCollectionOptions options) {
        Outcome.of(database.createCollection(name, options));
    }

    @Override
    public void dropCollection(String name) {
        Outcome.of(database.collection(name).drop());
    }

    @Override
    public List<String> collections() {
        return Outcome.of(database.collections()).stream()
                .map(collection -> collection.namespace().collection())
                .toList();
    }

    @Override
    public List<Document> listCollections(ListCollectionsOptions options) {
        return Collected.of(database.listCollections(options));
    }

    @Override
    public List<String> listCollectionNames(ListCollectionsOptions options) {
        return Outcome.of(database.listCollectionNames(options));
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        return cursors.watch(database.blocking().watch(pipeline, options));
    }
}
