package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.internal.client.DatabaseAccess;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A bucket as the steps of one operation see it, which begins with this: they share one timeout.
 *
 * @param files the collection of the files' documents
 * @param chunks the collection of the chunks
 * @param clock tells the time
 * @param indexes creates the indexes once, outside of sessions: transactions cannot
 */
record BucketView(
        MongoCollection<Document> files, MongoCollection<Document> chunks, MongoDatabase clock, Runnable indexes) {

    static BucketView begin(MongoDatabase database, MongoDatabase outsideSessions, String name, IndexCheck check) {
        MongoDatabase begun = DatabaseAccess.begun(database);
        MongoDatabase outside = DatabaseAccess.begun(outsideSessions);
        return new BucketView(
                begun.collection(name + ".files"),
                begun.collection(name + ".chunks"),
                database,
                () -> check.ensure(outside.collection(name + ".files"), outside.collection(name + ".chunks")));
    }

    /** The current time as BSON can store it. */
    Instant now() {
        return DatabaseAccess.now(clock).truncatedTo(ChronoUnit.MILLIS);
    }
}
