package dev.morelia.internal.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records its signals, and complains of those that overlap or come after the last one. */
@SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
class RecordingSubscriber implements Flow.Subscriber<Integer> {
    final List<Integer> received = new ArrayList<>();
    final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final Consumer<Flow.Subscription> begins;
    volatile Flow.@Nullable Subscription subscription;
    volatile int count;
    volatile @Nullable Throwable failure;
    volatile @Nullable String complaint;

    /** @param begins what it does in onSubscribe */
    RecordingSubscriber(Consumer<Flow.Subscription> begins) {
        this.begins = begins;
    }

    Flow.Subscription subscription() {
        var given = subscription;
        if (given == null) {
            throw new AssertionError("not subscribed");
        }
        return given;
    }

    private void signal(Runnable signal) {
        if (inside.getAndIncrement() != 0) {
            complaint = "signals overlap";
        }
        if (end.getCount() == 0) {
            complaint = "a signal after the last one";
        }
        if (Thread.currentThread().isInterrupted()) {
            complaint = "the interrupt flag is set";
        }
        try {
            signal.run();
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        signal(() -> {
            subscription = given;
            begins.accept(given);
        });
    }

    @Override
    public void onNext(Integer element) {
        signal(() -> {
            received.add(element);
            count++;
            accept(element);
        });
    }

    /** What else it does with an element. */
    void accept(Integer element) {}

    @Override
    public void onError(Throwable thrown) {
        signal(() -> failure = thrown);
        end.countDown();
    }

    @Override
    public void onComplete() {
        signal(() -> {});
        end.countDown();
    }

    boolean hasEnded() {
        return end.getCount() == 0;
    }

    void awaitEnd() throws InterruptedException {
        if (!end.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no end after " + count + " elements");
        }
    }
}
