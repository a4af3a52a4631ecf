package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.DatabaseAccess;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.SessionScope;
import java.time.Duration;
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
 * @param outside the database, outside of sessions and without the deadline that the steps share
 */
record BucketView(
        MongoCollection<Document> files,
        MongoCollection<Document> chunks,
        Runnable indexes,
        Core core,
        ExecutionContext context,
        MongoDatabase outside) {
    /** How long what an upload has stored may take to delete if the upload has used up its own time. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

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
                access.context(begun),
                outsideSessions);
    }

    /**
     * Deletes what is left of an upload in the background, and again, or only again. Does nothing in a transaction,
     * which contains all of it.
     */
    void deleteInBackground(Remains remains, boolean now) {
        if (isInTransaction() || (remains.file() == null && remains.chunks() == null)) {
            return;
        }
        MongoDatabase limited = outside.with(CLEAN_UP);
        var ownFiles = limited.collection(files.namespace().collection());
        var ownChunks = limited.collection(chunks.namespace().collection());
        Runnable deletion = () -> remains.delete(ownFiles, ownChunks);
        if (now) {
            core.cleanUps().nowAndAgain("morelia-gridfs", deletion);
        } else {
            core.cleanUps().again("morelia-gridfs", deletion);
        }
    }

    private boolean isInTransaction() {
        ExplicitSession named = context.session();
        ExplicitSession session =
                named == null ? SessionScope.current(core.executor().sessions()) : named;
        return session != null && session.isInTransaction();
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
