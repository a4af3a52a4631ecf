package dev.morelia.spec.unified.cursor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects what a publisher publishes, requesting one element at a time. */
public final class Collected<T> implements Flow.Subscriber<T> {
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();
    private final List<T> elements = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;

    private Collected() {}

    /** All elements; throws what the publisher fails with. */
    public static <T> List<T> of(Flow.Publisher<T> publisher) {
        var collected = new Collected<T>();
        publisher.subscribe(collected);
        return Outcome.of(collected.all);
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        made.request(1);
    }

    @Override
    public void onNext(T element) {
        elements.add(element);
        Objects.requireNonNull(subscription).request(1);
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
