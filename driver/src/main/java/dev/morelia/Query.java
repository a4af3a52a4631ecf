package dev.morelia;

import dev.morelia.async.AsyncQuery;
import dev.morelia.internal.argument.Argument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A request whose reply carries a cursor. A query is immutable and does nothing until it is opened; opening it again
 * runs it again. Thread-safe; the cursors it opens are not.
 *
 * <p>{@code for (var person : people.find(...))} opens the query and closes its cursor after the last document. If a
 * loop exits early, the garbage collector closes the cursor, on the server too; {@link #cursor()} in try-with-resources
 * closes it immediately.
 *
 * @param <T> the type that each document is decoded to
 */
public interface Query<T> extends Iterable<T> {
    /**
     * Runs the query and returns a cursor over the result, which the caller must close.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    MongoCursor<T> cursor();

    /** The same query with the async API. */
    AsyncQuery<T> async();

    @Override
    default Iterator<T> iterator() {
        return cursor();
    }

    /** Runs the query and returns the first document, if any. */
    default Optional<T> first() {
        try (var cursor = cursor()) {
            return cursor.hasNext() ? Optional.of(cursor.next()) : Optional.empty();
        }
    }

    /** Runs the query and returns the first document; throws {@link NoSuchElementException} if there is none. */
    default T firstOrThrow() {
        return first().orElseThrow(() -> new NoSuchElementException("no document matches " + this));
    }

    /** Runs the query and returns all documents. */
    default List<T> toList() {
        var all = new ArrayList<T>();
        try (var cursor = cursor()) {
            cursor.forEachRemaining(all::add);
        }
        return all;
    }

    /** Runs the query and an action for each document; closes the cursor even if the action throws. */
    @Override
    default void forEach(Consumer<? super T> action) {
        Argument.notNull("action", action);
        try (var cursor = cursor()) {
            cursor.forEachRemaining(action);
        }
    }

    /**
     * Returns a query that applies a function to each document, lazily, as the cursor is read. An exception from the
     * function propagates to the reader of the cursor, which can then continue with the next document.
     *
     * @param mapping must not return null
     */
    default <R> Query<R> map(Function<? super T, ? extends R> mapping) {
        return new MappedQuery<>(this, Argument.notNull("mapping", mapping));
    }

    /** Runs the query and returns a stream over the result; closing the stream closes the cursor. */
    default Stream<T> stream() {
        var cursor = cursor();
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(cursor, characteristics), false)
                .onClose(cursor::close);
    }
}
