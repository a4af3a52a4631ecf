package dev.morelia.spec.unified.cursor;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A subscription whose elements are requested one by one, each by a call that waits for it. Used by one thread. */
final class Requested<T> implements Flow.Subscriber<T> {
    /** What the publisher has signalled: elements, empty for the end, failed for a failure. */
    private final BlockingQueue<CompletableFuture<Optional<T>>> signals = new LinkedBlockingQueue<>();

    private Flow.@Nullable Subscription subscription;

    private Requested() {}

    /** Subscribes, and requests nothing yet. */
    static <T> Requested<T> of(Flow.Publisher<T> publisher) {
        var requested = new Requested<T>();
        publisher.subscribe(requested);
        return requested;
    }

    /** Requests an element; null if there are no more. Throws what the publisher fails with, again with each call. */
    @Nullable
    T next() {
        subscription().request(1);
        CompletableFuture<Optional<T>> signal;
        try {
            signal = signals.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (signal.isCompletedExceptionally() || signal.join().isEmpty()) {
            signals.add(signal);
        }
        return Outcome.of(signal).orElse(null);
    }

    void cancel() {
        subscription().cancel();
    }

    private Flow.Subscription subscription() {
        return Objects.requireNonNull(subscription, "subscription");
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
    }

    @Override
    public void onNext(T element) {
        signals.add(CompletableFuture.completedFuture(Optional.of(element)));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(CompletableFuture.failedFuture(failure));
    }

    @Override
    public void onComplete() {
        signals.add(CompletableFuture.completedFuture(Optional.empty()));
    }
}
