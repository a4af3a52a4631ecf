package dev.morelia.spec.unified.cursor;

import dev.morelia.bson.Document;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A publisher for one subscriber, which publishes on the thread that requests, as far as it has elements. */
final class Elements<T> implements Flow.Publisher<T>, Flow.Subscription {
    private final Queue<T> left;
    private final @Nullable Throwable failure;
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private long requested;
    private boolean cancelled;

    private Elements(List<T> elements, @Nullable Throwable failure) {
        this.left = new ArrayDeque<>(elements);
        this.failure = failure;
    }

    static <T> Elements<T> of(T first, T second) {
        return new Elements<>(List.of(first, second), null);
    }

    static Elements<Document> failing(Throwable failure, Document... elements) {
        return new Elements<>(List.of(elements), failure);
    }

    /** How many were requested so far. */
    long requested() {
        return requested;
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> only) {
        subscriber = only;
        only.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        requested += n;
        var subscribed = subscriber;
        if (subscribed == null || cancelled) {
            return;
        }
        var next = left.poll();
        if (next != null) {
            subscribed.onNext(next);
            return;
        }
        subscriber = null;
        if (failure == null) {
            subscribed.onComplete();
        } else {
            subscribed.onError(failure);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
