package dev.morelia.compat.internal.reactive;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Records its signals and whether any of them overlapped. */
class RecordingSubscriber<T> implements Subscriber<T> {
    private final Queue<String> signals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger active = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long first;
    private volatile boolean overlapping;
    private volatile @Nullable Throwable failure;
    private @Nullable Subscription subscription;

    /** @param first is requested within onSubscribe; 0 for nothing */
    RecordingSubscriber(long first) {
        this.first = first;
    }

    @Override
    public void onSubscribe(Subscription begun) {
        signal("subscribed", () -> {
            subscription = begun;
            if (first != 0) {
                begun.request(first);
            }
        });
    }

    @Override
    public void onNext(T element) {
        signal("next " + element, () -> {});
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        signal("error " + thrown.getClass().getSimpleName(), ended::countDown);
    }

    @Override
    public void onComplete() {
        signal("complete", ended::countDown);
    }

    private void signal(String what, Runnable action) {
        if (active.getAndIncrement() != 0) {
            overlapping = true;
        }
        signals.add(what);
        action.run();
        active.decrementAndGet();
    }

    Subscription subscription() {
        var begun = subscription;
        if (begun == null) {
            throw new IllegalStateException("not subscribed");
        }
        return begun;
    }

    List<String> signals() {
        return List.copyOf(signals);
    }

    boolean isOverlapping() {
        return overlapping;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Waits for the last signal; false if there is none within the time. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
