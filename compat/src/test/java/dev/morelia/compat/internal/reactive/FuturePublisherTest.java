package dev.morelia.compat.internal.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

/** The rules of Reactive Streams for what is a future; numbers are those of the rules. */
class FuturePublisherTest {
    private final AtomicInteger started = new AtomicInteger();
    private final CompletableFuture<List<String>> operation = new CompletableFuture<>();
    private final FuturePublisher<List<String>, String> publisher = new FuturePublisher<>(
            subscriber -> {
                started.incrementAndGet();
                return operation;
            },
            result -> result);

    @Test
    void nothingStartsBeforeTheFirstRequest() {
        var subscriber = subscribed(0);
        assertThat(started).hasValue(0);
        subscriber.subscription().request(1);
        assertThat(started).hasValue(1);
        subscriber.subscription().request(5);
        assertThat(started).hasValue(1);
    }

    @Test
    void eachSubscriptionStartsAnOperationOfItsOwn() {
        subscribed(1);
        subscribed(1);
        assertThat(started).hasValue(2);
    }

    @Test
    void anElementIsFollowedByTheEnd() {
        var subscriber = subscribed(1);
        operation.complete(List.of("a"));
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a", "complete");
    }

    @Test
    void withoutAnElementThereIsTheEndAlone() {
        var subscriber = subscribed(1);
        operation.complete(List.of());
        assertThat(subscriber.signals()).containsExactly("subscribed", "complete");
    }

    @Test
    void elementsAreNotMoreThanRequested() {
        var subscriber = subscribed(1);
        operation.complete(List.of("a", "b", "c"));
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a");
        subscriber.subscription().request(1);
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a", "next b");
        subscriber.subscription().request(Long.MAX_VALUE);
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a", "next b", "next c", "complete");
    }

    @Test
    void aFailureIsSignalled() {
        var subscriber = subscribed(1);
        operation.completeExceptionally(new IllegalStateException("down"));
        assertThat(subscriber.signals()).containsExactly("subscribed", "error IllegalStateException");
        assertThat(subscriber.failure()).hasMessage("down");
    }

    @Test
    void aFailureToStartIsSignalled() {
        var broken = new FuturePublisher<String, String>(
                subscriber -> {
                    throw new IllegalStateException("no thread");
                },
                List::of);
        var subscriber = new RecordingSubscriber<String>(1);
        broken.subscribe(subscriber);
        assertThat(subscriber.signals()).containsExactly("subscribed", "error IllegalStateException");
    }

    @Test
    void aFailureToTranslateTheResultIsSignalled() {
        var ended = CompletableFuture.completedFuture("a");
        var broken = new FuturePublisher<String, String>(subscriber -> ended, result -> {
            throw new IllegalStateException("unknown " + result);
        });
        var subscriber = new RecordingSubscriber<String>(1);
        broken.subscribe(subscriber);
        assertThat(subscriber.signals()).containsExactly("subscribed", "error IllegalStateException");
    }

    /** Rule 3.9. */
    @Test
    void aRequestOfNothingIsAnError() {
        for (long n : List.of(0L, -1L, Long.MIN_VALUE)) {
            var subscriber = subscribed(0);
            subscriber.subscription().request(n);
            assertThat(subscriber.signals()).containsExactly("subscribed", "error IllegalArgumentException");
            subscriber.subscription().request(1);
            assertThat(subscriber.signals()).hasSize(2);
        }
        assertThat(started).hasValue(0);
    }

    @Test
    void aRequestOfNothingEndsTheOperation() {
        var subscriber = subscribed(1);
        subscriber.subscription().request(0);
        assertThat(operation).isCancelled();
        assertThat(subscriber.signals()).containsExactly("subscribed", "error IllegalArgumentException");
    }

    /** Rules 3.5 to 3.7 and 1.8. */
    @Test
    void cancelEndsTheOperationAndTheSignals() {
        var subscriber = subscribed(1);
        subscriber.subscription().cancel();
        assertThat(operation).isCancelled();
        subscriber.subscription().cancel();
        subscriber.subscription().request(1);
        subscriber.subscription().request(-1);
        assertThat(subscriber.signals()).containsExactly("subscribed");
    }

    @Test
    void nothingStartsAfterCancel() {
        var subscriber = subscribed(0);
        subscriber.subscription().cancel();
        subscriber.subscription().request(1);
        assertThat(started).hasValue(0);
    }

    @Test
    void cancelWhileTheOperationStartsEndsIt() {
        var subscriber = new RecordingSubscriber<String>(0);
        new FuturePublisher<List<String>, String>(
                        whom -> {
                            subscriber.subscription().cancel();
                            return operation;
                        },
                        result -> result)
                .subscribe(subscriber);
        subscriber.subscription().request(1);
        assertThat(operation).isCancelled();
        assertThat(subscriber.signals()).containsExactly("subscribed");
    }

    @Test
    void cancelWithinOnNextEndsTheSignals() {
        var subscriber = new RecordingSubscriber<String>(Long.MAX_VALUE) {
            @Override
            public void onNext(String element) {
                super.onNext(element);
                subscription().cancel();
            }
        };
        publisher.subscribe(subscriber);
        operation.complete(List.of("a", "b"));
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a");
    }

    /** Rules 1.3 and 1.9: even if the result is there at once, onSubscribe comes first and alone. */
    @Test
    void signalsDoNotOverlap() {
        operation.complete(List.of("a", "b"));
        var subscriber = subscribed(2);
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a", "next b", "complete");
        assertThat(subscriber.isOverlapping()).isFalse();
    }

    /** Rule 3.3. */
    @Test
    void requestsWithinOnNextDoNotGrowTheStack() {
        var subscriber = new RecordingSubscriber<String>(1) {
            @Override
            public void onNext(String element) {
                super.onNext(element);
                subscription().request(1);
            }
        };
        publisher.subscribe(subscriber);
        operation.complete(Collections.nCopies(20_000, "a"));
        assertThat(subscriber.signals()).hasSize(20_002).endsWith("complete");
        assertThat(subscriber.isOverlapping()).isFalse();
    }

    /** Rule 2.13. */
    @Test
    void aSubscriberThatThrowsIsCancelled() {
        var subscriber = new RecordingSubscriber<String>(5) {
            @Override
            public void onNext(String element) {
                super.onNext(element);
                throw new IllegalStateException("broken");
            }
        };
        publisher.subscribe(subscriber);
        operation.complete(List.of("a", "b"));
        assertThat(subscriber.signals()).containsExactly("subscribed", "next a");
    }

    /** Rule 2.13. */
    @Test
    void aSubscriberThatThrowsFromOnSubscribeIsCancelled() {
        var subscriber = new RecordingSubscriber<String>(0) {
            @Override
            public void onSubscribe(Subscription begun) {
                begun.request(1);
                throw new IllegalStateException("broken");
            }
        };
        publisher.subscribe(subscriber);
        assertThat(started).hasValue(0);
    }

    /** Rule 1.9. */
    @Test
    @SuppressWarnings("NullAway")
    void aNullSubscriberIsAnErrorOfTheCall() {
        assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
    }

    private RecordingSubscriber<String> subscribed(long first) {
        var subscriber = new RecordingSubscriber<String>(first);
        publisher.subscribe(subscriber);
        return subscriber;
    }
}
