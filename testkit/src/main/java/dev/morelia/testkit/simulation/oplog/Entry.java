package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the oplog: the changes of one command or of one transaction, none in an entry that only moves the time
 * forward.
 *
 * @param at its position
 * @param changes the changed documents
 * @param done what must not be executed again; null if the command had no transaction number
 */
record Entry(OpTime at, List<Change> changes, @Nullable Done done) {

    /** Where a document is stored. */
    record DocumentKey(String namespace, Object id) {}

    /** A document after it was changed. */
    record Change(DocumentKey key, RawDocument after) {}

    /**
     * A retryable write or the commit of a transaction.
     *
     * @param session the id of the session
     * @param number the transaction number
     * @param reply the reply to send again
     */
    record Done(RawDocument session, long number, Document reply) {}

    Entry {
        changes = List.copyOf(changes);
    }
}
