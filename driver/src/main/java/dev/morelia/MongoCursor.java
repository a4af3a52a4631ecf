package dev.morelia;

import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.cursor.BatchCursor;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the documents of a query's result; fetches the next batch from the server when one is used up, and decodes each
 * document when it is asked for. Closes itself after the last document. Not thread-safe, but for {@link #close}.
 *
 * @param <T> what each document becomes
 */
public final class MongoCursor<T> implements Iterator<T>, AutoCloseable {
    private final BatchCursor batches;
    private final Codec<T> codec;
    private BsonInput documents;
    private boolean atDocument;

    MongoCursor(BatchCursor batches, Codec<T> codec) {
        this.batches = batches;
        this.codec = codec;
        this.documents = batches.batch().documents();
    }

    /**
     * Whether there is another document; waits for the server if need be. On a tailable cursor this waits until there
     * is one or the server ends the cursor.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or ended the cursor
     */
    @Override
    public boolean hasNext() {
        while (!atDocument) {
            if (documents.next() != null) {
                atDocument = true;
            } else if (batches.hasMore()) {
                documents = batches.fetch().documents();
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the cursor has no more documents");
        }
        atDocument = false;
        return codec.decode(documents);
    }

    /**
     * The next document, or null when there is none right now; asks the server at most once. For tailable cursors,
     * which may have more later.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or ended the cursor
     */
    public @Nullable T tryNext() {
        if (!atDocument && documents.next() == null) {
            if (!batches.hasMore()) {
                return null;
            }
            documents = batches.fetch().documents();
            if (documents.next() == null) {
                return null;
            }
        }
        atDocument = false;
        return codec.decode(documents);
    }

    /** The id of the cursor on the server, 0 when all of the result has arrived. */
    public long id() {
        return batches.batch().serverCursor().id();
    }

    /** Ends the cursor, on the server too. Any thread may call it; never throws, may be repeated. */
    @Override
    public void close() {
        batches.close();
    }
}
