package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.internal.client.DatabaseAccess;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.session.SessionScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A bucket as the steps of one operation see it, which begins with this: they share one timeout.
 *
 * @param files the collection of the files' documents
 * @param chunks the collection of the chunks
 * @param indexes creates the indexes once, outside of sessions: transactions cannot
 * @param env the client's environment
 * @param oneAtATime whether there must not be two operations at a time, as they run in an explicit session
 */
record BucketView(
        MongoCollection<Document> files,
        MongoCollection<Document> chunks,
        Runnable indexes,
        Env env,
        boolean oneAtATime) {

    static BucketView begin(MongoDatabase database, MongoDatabase outsideSessions, String name, IndexCheck check) {
        var access = DatabaseAccess.get();
        MongoDatabase begun = access.begun(database);
        MongoDatabase outside = access.begun(outsideSessions);
        return new BucketView(
                begun.collection(name + ".files"),
                begun.collection(name + ".chunks"),
                () -> SessionScope.suspend(
                        () -> check.ensure(outside.collection(name + ".files"), outside.collection(name + ".chunks"))),
                access.env(database),
                access.isInSession(database));
    }

    /** The current time as BSON can store it. */
    Instant now() {
        return env.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Reads the chunks of a file. */
    ChunkReader reader(GridFsFile file) {
        return new ChunkReader(new ChunkQuery(chunks.with(Chunk.CODEC), file), oneAtATime ? null : env);
    }
}
