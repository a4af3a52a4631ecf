package dev.morelia.spec.unified.compat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.CreateViewOptions;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spec.unified.api.BucketApi;
import dev.morelia.spec.unified.api.CollectionApi;
import dev.morelia.spec.unified.api.Concerns;
import dev.morelia.spec.unified.api.DatabaseApi;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.cursor.CursorApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A database of the official interfaces, in a session if there is one. */
record OfficialDatabase(MongoDatabase database, @Nullable ClientSession session) implements DatabaseApi {
    @Override
    public DatabaseApi with(Concerns concerns) {
        var view = database;
        if (concerns.readConcern() != null) {
            view = view.withReadConcern(official(concerns.readConcern()));
        }
        if (concerns.readPreference() != null) {
            view = view.withReadPreference(official(concerns.readPreference()));
        }
        if (concerns.writeConcern() != null) {
            view = view.withWriteConcern(official(concerns.writeConcern()));
        }
        var changed = new OfficialDatabase(view, session);
        return concerns.timeout() == null ? changed : changed.with(concerns.timeout());
    }

    static com.mongodb.ReadConcern official(dev.morelia.settings.ReadConcern ours) {
        return dev.morelia.compat.internal.values.Concerns.official(ours);
    }

    static com.mongodb.ReadPreference official(ReadPreference ours) {
        return dev.morelia.compat.internal.values.Concerns.official(ours);
    }

    static com.mongodb.WriteConcern official(dev.morelia.settings.WriteConcern ours) {
        return dev.morelia.compat.internal.values.Concerns.official(ours);
    }

    @Override
    public DatabaseApi with(Duration timeout) {
        return new OfficialDatabase(database.withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS), session);
    }

    @Override
    public DatabaseApi with(SessionApi in) {
        return new OfficialDatabase(database, OfficialSession.of(in));
    }

    @Override
    public CollectionApi collection(String name) {
        return new OfficialCollection(database.getCollection(name, BsonDocument.class), session);
    }

    @Override
    public BucketApi bucket(GridFsOptions options) {
        return new OfficialBucket(
                GridFSBuckets.create(database, options.bucketName()).withChunkSizeBytes(options.chunkSizeBytes()));
    }

    @Override
    public Document runCommand(Document command, @Nullable ReadPreference readPreference) {
        var given = Bytes.bson(command);
        if (readPreference == null) {
            return Bytes.ours(
                    session == null
                            ? database.runCommand(given, BsonDocument.class)
                            : database.runCommand(session, given, BsonDocument.class));
        }
        var preference = official(readPreference);
        return Bytes.ours(
                session == null
                        ? database.runCommand(given, preference, BsonDocument.class)
                        : database.runCommand(session, given, preference, BsonDocument.class));
    }

    @Override
    public CursorApi runCursorCommand(
            Document command, RunCursorCommandOptions options, @Nullable ReadPreference readPreference) {
        throw Lacking.feature("runCursorCommand");
    }

    @Override
    public CursorApi watch(List<Document> pipeline, ChangeStreamOptions options) {
        var stages = Table.list(pipeline);
        var stream = session == null
                ? database.watch(stages, BsonDocument.class)
                : database.watch(session, stages, BsonDocument.class);
        return OfficialCursor.watch(stream, options);
    }

    @Override
    public CursorApi aggregate(List<Document> pipeline, AggregateOptions options) {
        var stages = Table.list(pipeline);
        var aggregate = session == null
                ? database.aggregate(stages, BsonDocument.class)
                : database.aggregate(session, stages, BsonDocument.class);
        return OfficialCursor.aggregate(aggregate, pipeline, options);
    }

    @Override
    public void createCollection(String name, CreateCollectionOptions options) {
        var fields = options.fields();
        if (fields.containsKey("viewOn")) {
            createView(name, fields);
            return;
        }
        var official = AdminTables.COLLECTION.apply(new com.mongodb.client.model.CreateCollectionOptions(), fields);
        if (session == null) {
            database.createCollection(name, official);
        } else {
            database.createCollection(session, name, official);
        }
    }

    private void createView(String name, Document fields) {
        var source = fields.string("viewOn");
        var pipeline = fields.containsKey("pipeline") ? Table.list(fields.list("pipeline", Document.class)) : null;
        fields.remove("viewOn");
        fields.remove("pipeline");
        var options = AdminTables.VIEW.apply(new CreateViewOptions(), fields);
        List<BsonDocument> stages = pipeline == null ? List.of() : pipeline;
        if (session == null) {
            database.createView(name, source, stages, options);
        } else {
            database.createView(session, name, source, stages, options);
        }
    }

    @Override
    public void dropCollection(String name) {
        var collection = database.getCollection(name);
        if (session == null) {
            collection.drop();
        } else {
            collection.drop(session);
        }
    }

    @Override
    public List<String> collections() {
        throw Lacking.feature("listCollectionObjects");
    }

    @Override
    public List<Document> listCollections(ListCollectionsOptions options) {
        var list = session == null
                ? database.listCollections(BsonDocument.class)
                : database.listCollections(session, BsonDocument.class);
        return OfficialCursor.all(QueryTables.COLLECTIONS.apply(list, options.fields()));
    }

    @Override
    public List<String> listCollectionNames(ListCollectionsOptions options) {
        var list = session == null ? database.listCollectionNames() : database.listCollectionNames(session);
        return OfficialCursor.drain(
                QueryTables.COLLECTION_NAMES.apply(list, options.fields()).cursor());
    }
}
