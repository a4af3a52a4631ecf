package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.DatabaseAccess;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.session.SessionScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A bucket as the steps of one operation see it, which begins with this: they share one timeout.
 *
 * @param files the collection of the files' documents
 * @param chunks the collection of the chunks
 * @param indexes creates the indexes once, outside of sessions: transactions cannot
 * @param core what the client's views share
 * @param context how the operations are executed
 */
record BucketView(
        MongoCollection<Document> files,
        MongoCollection<Document> chunks,
        Runnable indexes,
        Core core,
        ExecutionContext context) {

    static BucketView begin(MongoDatabase database, MongoDatabase outsideSessions, String name, IndexCheck check) {
        var access = DatabaseAccess.get();
        MongoDatabase begun = access.begun(database);
        MongoDatabase outside = access.begun(outsideSessions);
        return new BucketView(
                begun.collection(name + ".files"),
                begun.collection(name + ".chunks"),
                () -> SessionScope.suspend(
                        () -> check.ensure(outside.collection(name + ".files"), outside.collection(name + ".chunks"))),
                access.core(begun),
                access.context(begun));
    }

    /** The current time as BSON can store it. */
    Instant now() {
        return core.env().now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Reads the chunks of a file; one batch at a time in an explicit session. */
    ChunkReader reader(GridFsFile file) {
        var query = new ChunkQuery(core, context, chunks.namespace(), file);
        return new ChunkReader(query, core.isInSession(context) ? null : core);
    }
}
