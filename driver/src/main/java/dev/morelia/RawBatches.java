package dev.morelia;

import dev.morelia.async.AsyncRawBatches;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.cursor.BatchCursor;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A query whose result is read batch by batch and not decoded: for copying, storing or passing on documents as they
 * are, or decoding them with another library. Made by {@link FindQuery#rawBatches} and {@link
 * AggregateQuery#rawBatches}. Does nothing until it is opened; opening it again runs it again. Immutable and
 * thread-safe; the cursors it opens are not.
 *
 * <p>{@code for (var batch : people.find().rawBatches())} opens the query and closes its cursor after the last batch.
 * If a loop exits early, the garbage collector closes the cursor, on the server too; {@link #cursor()} in
 * try-with-resources closes it immediately.
 */
public final class RawBatches implements Iterable<RawBatch> {
    private final Query<?> query;
    private final Supplier<BatchCursor> opening;

    RawBatches(Query<?> query, Supplier<BatchCursor> opening) {
        this.query = query;
        this.opening = opening;
    }

    /** The same batches with the async API. */
    public AsyncRawBatches async() {
        return new AsyncRawBatches(this, query.async());
    }

    /**
     * Runs the query and returns a cursor over the batches of its result, which the caller must close.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public RawBatchCursor cursor() {
        return new RawBatchCursor(opening.get());
    }

    @Override
    public Iterator<RawBatch> iterator() {
        return cursor();
    }

    /** Runs the query and an action for each batch; closes the cursor even if the action throws. */
    @Override
    public void forEach(Consumer<? super RawBatch> action) {
        Argument.notNull("action", action);
        try (RawBatchCursor cursor = cursor()) {
            cursor.forEachRemaining(action);
        }
    }

    /**
     * Runs the query and returns a stream over the batches of its result; closing the stream closes the cursor.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Stream<RawBatch> stream() {
        RawBatchCursor cursor = cursor();
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(cursor, characteristics), false)
                .onClose(cursor::close);
    }

    @Override
    public String toString() {
        return "raw batches of " + query;
    }
}
