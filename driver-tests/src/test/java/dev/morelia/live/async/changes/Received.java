package dev.morelia.live.async.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A subscriber that keeps what it receives and requests what a test asks it to.
 *
 * @param <T> the type of the elements
 */
public final class Received<T> implements Flow.Subscriber<T> {
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final BlockingQueue<T> elements = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Subscribes without a request. */
    public static <T> Received<T> of(Flow.Publisher<T> publisher) {
        var received = new Received<T>();
        publisher.subscribe(received);
        return received;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
    }

    @Override
    public void onNext(T element) {
        elements.add(element);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /** Requests more elements. */
    public Received<T> request(long number) {
        subscription.join().request(number);
        return this;
    }

    /** Cancels the subscription. */
    public void cancel() {
        subscription.join().cancel();
    }

    /** Waits for the next element. */
    public T next() throws InterruptedException {
        T next = elements.poll(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(next, () -> "no next element; the end: " + end);
    }

    /** How many elements are here that no test has asked for. */
    public int waiting() {
        return elements.size();
    }

    /** The end of the publisher. */
    public CompletableFuture<Void> end() {
        return end;
    }

    /** Requests all, waits for the end and returns what came. */
    public List<T> all() throws Exception {
        request(Long.MAX_VALUE);
        end.get(30, TimeUnit.SECONDS);
        return new ArrayList<>(elements);
    }
}
