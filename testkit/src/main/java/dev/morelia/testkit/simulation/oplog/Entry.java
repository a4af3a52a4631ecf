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

    /** Takes the place of an {@code _id} where a whole collection is meant. */
    private enum All {
        DOCUMENTS
    }

    /**
     * A document before and after a change.
     *
     * @param key where it is stored
     * @param before null if there was none
     * @param after null if there is none any more
     */
    record Change(
            DocumentKey key,
            @Nullable RawDocument before,
            @Nullable RawDocument after) {

        /** The end of a collection with its documents. */
        static Change drop(String namespace) {
            return new Change(new DocumentKey(namespace, All.DOCUMENTS), null, null);
        }

        boolean isDrop() {
            return key.id() == All.DOCUMENTS;
        }

        /** This change and a later one of the same document as one. */
        Change then(Change later) {
            return new Change(key, before, later.after);
        }
    }

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
