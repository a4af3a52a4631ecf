package dev.morelia;

import dev.morelia.bson.BsonException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the batches of a query's result, which are not decoded. Empty batches are skipped. Closes itself after
 * the last one. Not thread-safe, except for {@link #close}.
 */
public final class RawBatchCursor implements Iterator<RawBatch>, AutoCloseable {
    private final BatchCursor batches;
    /** The batch that is returned next, if it is known. */
    private @Nullable RawBatch batch;
    /** How many documents the present batch has; negative until they are counted. */
    private int size = -1;

    RawBatchCursor(BatchCursor batches) {
        this.batches = batches;
    }

    private void count() {
        try {
            RawBatch present = new RawBatch(batches.batch());
            size = present.size();
            batch = size == 0 ? null : present;
        } catch (BsonException odd) {
            throw batches.malformed(odd);
        }
    }

    /**
     * Whether there is another batch; waits for the server if necessary. On a tailable cursor this waits until there is
     * one or the server closes the cursor.
     *
     * @throws dev.morelia.error.OperationTimeoutException if the timeout expired: that of the cursor, or of this call
     *     with {@link dev.morelia.options.TimeoutMode#ITERATION}
     * @throws dev.morelia.error.MongoException if the server could not be reached or closed the cursor
     * @throws IllegalStateException if the cursor is closed, or has failed before and may have lost documents
     */
    @Override
    public boolean hasNext() {
        batches.requireUsable();
        if (size < 0) {
            count();
        }
        for (boolean again = false; batch == null; again = true) {
            if (!batches.hasMore()) {
                return false;
            }
            var unused = batches.fetch(again, size);
            // If there is too little memory to count them, the next call does it.
            size = -1;
            count();
        }
        return true;
    }

    /**
     * Returns the next batch.
     *
     * @throws NoSuchElementException if there is none
     * @throws IllegalStateException as {@link #hasNext} does
     */
    @Override
    public RawBatch next() {
        boolean present = hasNext();
        RawBatch next = batch;
        if (!present || next == null) {
            throw new NoSuchElementException("the cursor has no more batches");
        }
        batch = null;
        return next;
    }

    /** The server that holds or held the cursor. */
    public ServerAddress server() {
        return batches.batch().serverCursor().server();
    }

    /** Whether it keeps a connection of the pool; see {@link MongoCursor#holdsConnection}. */
    public boolean holdsConnection() {
        return batches.holdsConnection();
    }

    /** The id of the cursor on the server; 0 once the whole result has arrived. */
    public long id() {
        return batches.batch().serverCursor().id();
    }

    /**
     * Closes the cursor, on the server too. May be called by any thread and repeatedly; never throws. See {@link
     * MongoCursor#close()}.
     */
    @Override
    public void close() {
        batches.close();
    }

    /**
     * Closes the cursor like {@link #close()}, but with the given timeout for this; zero for no limit.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    public void close(Duration timeout) {
        batches.close(Argument.duration("timeout", timeout));
    }
}
