package dev.morelia.live.async;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects all that a publisher publishes, one element at a time. */
final class Collected<T> implements Flow.Subscriber<T> {
    private final List<T> elements = new ArrayList<>();
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    static <T> CompletableFuture<List<T>> from(Flow.Publisher<T> publisher) {
        var collected = new Collected<T>();
        publisher.subscribe(collected);
        return collected.all;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(T element) {
        elements.add(element);
        requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable failure) {
        all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        all.complete(elements);
    }
}
