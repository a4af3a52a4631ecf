package dev.morelia;

import dev.morelia.internal.argument.Argument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Something a server answers with a cursor. A query is immutable and does nothing until it is opened; every opening
 * runs it anew. Thread-safe; the cursors it opens are not.
 *
 * <p>{@code for (var person : people.find(...))} opens it, and closes it after the last document. A loop that is left
 * early leaves the cursor to the garbage collector, which closes it on the server too; {@link #cursor()} in
 * try-with-resources closes it at once.
 *
 * @param <T> what each document becomes
 */
public interface Query<T> extends Iterable<T> {
    /**
     * Runs the query and gives a cursor over the result, which the caller closes.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or refused the query
     */
    MongoCursor<T> cursor();

    @Override
    default Iterator<T> iterator() {
        return cursor();
    }

    /** Runs the query and gives the first document, if there is one. */
    default Optional<T> first() {
        try (var cursor = cursor()) {
            return cursor.hasNext() ? Optional.of(cursor.next()) : Optional.empty();
        }
    }

    /** Runs the query and gives the first document; throws {@link NoSuchElementException} where there is none. */
    default T firstOrThrow() {
        return first().orElseThrow(() -> new NoSuchElementException("no document matches " + this));
    }

    /** Runs the query and gives all of the result. */
    default List<T> toList() {
        var all = new ArrayList<T>();
        try (var cursor = cursor()) {
            cursor.forEachRemaining(all::add);
        }
        return all;
    }

    /**
     * A query that gives what a function makes of each document; it is asked for one document at a time, and not run
     * before. What it throws comes out of the cursor, which then goes on behind that document.
     *
     * @param mapping must not give null
     */
    default <R> Query<R> map(Function<? super T, ? extends R> mapping) {
        return new MappedQuery<>(this, Argument.notNull("mapping", mapping));
    }

    /** Runs the query and gives a stream over the result; closing the stream closes the cursor. */
    default Stream<T> stream() {
        var cursor = cursor();
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(cursor, characteristics), false)
                .onClose(cursor::close);
    }
}
