package dev.morelia.async;

import dev.morelia.Query;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * The async API of a {@link Query}: a publisher that runs the query anew for each subscription, with its first demand.
 * Documents are published on a virtual thread, as many as are requested; the size of the batches that the server sends
 * does not depend on the demand. Cancelling the subscription closes the cursor, on the server too. Immutable and
 * thread-safe.
 *
 * @param <T> the type that each document is decoded to
 */
public interface AsyncQuery<T> extends Flow.Publisher<T> {
    /** The same query with the blocking API. */
    Query<T> blocking();

    /** Runs the query; completes with the first document, if any. */
    CompletableFuture<Optional<T>> first();

    /** Runs the query; completes with the first document, or with a {@link NoSuchElementException} if there is none. */
    CompletableFuture<T> firstOrThrow();

    /** Runs the query; completes with all documents. */
    CompletableFuture<List<T>> toList();
}
