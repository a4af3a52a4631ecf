package dev.morelia.compat.internal.reactive;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Publishes the result of an operation. Cold: each subscription starts an operation of its own with the first demand,
 * and ends it when it is cancelled. Immutable and thread-safe.
 *
 * @param <R> the type of the result
 * @param <T> the type of the elements
 */
final class FuturePublisher<R extends @Nullable Object, T> implements Publisher<T> {
    private final Function<Subscriber<?>, CompletableFuture<R>> start;
    private final Function<R, List<T>> elements;

    /**
     * @param start starts the operation for a subscriber; cancelling the future must end it, without blocking
     * @param elements what a result is published as
     */
    FuturePublisher(Function<Subscriber<?>, CompletableFuture<R>> start, Function<R, List<T>> elements) {
        this.start = start;
        this.elements = elements;
    }

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new FutureSubscription<R, T>(start, elements, subscriber).begin();
    }
}
