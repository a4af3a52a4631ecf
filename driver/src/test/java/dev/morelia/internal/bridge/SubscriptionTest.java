package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscriptionTest {
    private final CountingEnv threads = new CountingEnv();
    private final OperationThreads bridge = threads.ofTheBridge();
    private final Bound bound = threads.bound(1);
    private final CancelledSubscriptions cancelled = new CancelledSubscriptions(threads.env());

    private Flow.Publisher<Integer> publisher(Callable<StubSource> open) {
        return new SourcePublisher<>(bridge, bound, cancelled, () -> null, open);
    }

    private RecordingSubscriber subscribe(StubSource source, RecordingSubscriber subscriber) {
        publisher(() -> source).subscribe(subscriber);
        return subscriber;
    }

    private static RecordingSubscriber requesting(long n) {
        return new RecordingSubscriber(subscription -> subscription.request(n));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean(); i++) {
            assertThat(i).as("waited for").isLessThan(20_000);
            Thread.sleep(1);
        }
    }

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        await(() -> threads.running.get() == 0);
    }

    @Test
    void doesNothingBeforeTheFirstDemand() throws Exception {
        var opened = new AtomicInteger();
        var subscriber = new RecordingSubscriber(subscription -> {});
        publisher(() -> {
                    opened.incrementAndGet();
                    return new StubSource(1).arrives(1);
                })
                .subscribe(subscriber);
        assertThat(threads.started).hasValue(0);
        subscriber.subscription().request(1);
        subscriber.awaitEnd();
        assertThat(opened).hasValue(1);
        assertThat(subscriber.received).containsExactly(0);
    }

    @Test
    void opensTheSourceForEachSubscription() throws Exception {
        var publisher = publisher(() -> new StubSource(3).arrives(3));
        for (int i = 0; i < 2; i++) {
            var subscriber = requesting(Long.MAX_VALUE);
            publisher.subscribe(subscriber);
            subscriber.awaitEnd();
            assertThat(subscriber.received).containsExactly(0, 1, 2);
            assertThat(subscriber.complaint).isNull();
        }
    }

    @Test
    void hasNoThreadWithoutDemand() throws Exception {
        var source = new StubSource(5).arrives(5);
        var subscriber = subscribe(source, requesting(2));
        await(() -> subscriber.count == 2 && threads.running.get() == 0);
        assertThat(source.closed).hasValue(0);
        subscriber.subscription().request(3);
        subscriber.awaitEnd();
        assertThat(subscriber.received).containsExactly(0, 1, 2, 3, 4);
        assertThat(source.closed).hasValue(1);
    }

    @Test
    void completesWithTheLastElementWithoutFurtherDemand() throws Exception {
        var subscriber = subscribe(new StubSource(2).arrives(2), requesting(2));
        subscriber.awaitEnd();
        assertThat(subscriber.failure).isNull();
    }

    @Test
    void elementsDoNotOvertakeOnSubscribe() throws Exception {
        var subscriber = new RecordingSubscriber(subscription -> {
            subscription.request(Long.MAX_VALUE);
            pause();
        });
        subscribe(new StubSource(1).arrives(1), subscriber).awaitEnd();
        assertThat(subscriber.complaint).isNull();
        assertThat(subscriber.received).containsExactly(0);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void countsAsInFlightOnlyWhileItWaits() throws Exception {
        var idle = new StubSource(3).arrives(3);
        var first = subscribe(idle, requesting(1));
        await(() -> first.count == 1);
        var waiting = new StubSource(1);
        var second = subscribe(waiting, requesting(1));
        await(() -> waiting.waits.get() == 1);
        var third = subscribe(new StubSource(1).arrives(1), requesting(1));
        // What has arrived needs no permit; opening the third source does.
        first.subscription().request(2);
        first.awaitEnd();
        assertThat(third.count).isZero();
        waiting.arrives(1);
        second.awaitEnd();
        third.awaitEnd();
    }

    @Test
    void cancellingInterruptsOnlyTheWait() throws Exception {
        var source = new StubSource(5).arrives(1);
        var subscriber = subscribe(source, requesting(Long.MAX_VALUE));
        await(() -> source.waits.get() == 1);
        subscriber.subscription().cancel();
        subscriber.subscription().cancel();
        await(() -> source.closed.get() == 1 && threads.running.get() == 0);
        subscriber.subscription().request(1);
        assertThat(subscriber.hasEnded()).isFalse();
        assertThat(subscriber.received).containsExactly(0);
        assertThat(threads.started).hasValue(1);
    }

    @Test
    void cancellingDoesNotInterruptTheSubscriber() throws Exception {
        var inside = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        var undisturbed = new AtomicInteger();
        var source = new StubSource(5).arrives(5);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(5)) {
            @Override
            void accept(Integer element) {
                inside.countDown();
                try {
                    if (cancelled.await(20, TimeUnit.SECONDS)) {
                        pause();
                        undisturbed.incrementAndGet();
                    }
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
        };
        subscribe(source, subscriber);
        inside.await();
        subscriber.subscription().cancel();
        assertThat(source.closed).as("it is still being used").hasValue(0);
        cancelled.countDown();
        await(() -> source.closed.get() == 1);
        assertThat(undisturbed).hasValue(1);
        assertThat(subscriber.received).containsExactly(0);
    }

    @Test
    void canBeCancelledWithinOnNextAndOnSubscribe() throws Exception {
        var source = new StubSource(5).arrives(5);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(5)) {
            @Override
            void accept(Integer element) {
                subscription().cancel();
            }
        };
        subscribe(source, subscriber);
        await(() -> source.closed.get() == 1);
        assertThat(subscriber.received).containsExactly(0);

        var atOnce = new RecordingSubscriber(subscription -> {
            subscription.request(5);
            subscription.cancel();
        });
        int started = threads.started.get();
        subscribe(new StubSource(5), atOnce);
        assertThat(threads.started).as("nothing was opened").hasValue(started);
    }

    @Test
    void cancellingWithoutDemandClosesTheSourceOnAThreadOfTheBridge() throws Exception {
        var source = new StubSource(5).arrives(5);
        var subscriber = subscribe(source, requesting(1));
        await(() -> subscriber.count == 1 && threads.running.get() == 0);
        subscriber.subscription().cancel();
        await(() -> source.closed.get() == 1);
        assertThat(threads.started).hasValue(2);
    }

    @Test
    void closingTheClientWaitsUntilCancelledSubscriptionsAreClosed() throws Exception {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var source = new StubSource(5).arrives(5);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(5)) {
            @Override
            void accept(Integer element) {
                inside.countDown();
                try {
                    assertThat(leave.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
        };
        subscribe(source, subscriber);
        inside.await();
        cancelled.awaitClosed();
        assertThat(source.closed).as("it is not cancelled").hasValue(0);
        subscriber.subscription().cancel();
        var closing = CompletableFuture.runAsync(cancelled::awaitClosed);
        pause();
        assertThat(closing).isNotDone();
        leave.countDown();
        closing.get(20, TimeUnit.SECONDS);
        assertThat(source.closed).hasValue(1);
    }

    @Test
    void aSubscriberThatCancelsAndClosesTheClientDoesNotWaitForItself() throws Exception {
        var closed = new AtomicInteger();
        var source = new StubSource(5).arrives(5);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(5)) {
            @Override
            void accept(Integer element) {
                subscription().cancel();
                cancelled.awaitClosed();
                closed.set(source.closed.get());
            }
        };
        subscribe(source, subscriber);
        await(() -> subscriber.count == 1 && threads.running.get() == 0);
        assertThat(closed).hasValue(1);
        assertThat(source.closed).hasValue(1);
    }

    @Test
    void rejectsARequestForNothing() throws Exception {
        for (long n : List.of(0L, -1L, Long.MIN_VALUE)) {
            var idle = new StubSource(5).arrives(5);
            var first = subscribe(idle, requesting(1));
            await(() -> first.count == 1 && threads.running.get() == 0);
            var waiting = new StubSource(5);
            var second = subscribe(waiting, requesting(1));
            await(() -> waiting.waits.get() == 1);
            var third = requesting(n);
            subscribe(new StubSource(1), third);

            first.subscription().request(n);
            second.subscription().request(n);
            for (var subscriber : List.of(first, second, third)) {
                subscriber.awaitEnd();
                assertThat(subscriber.failure)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("3.9")
                        .hasMessageContaining("not " + n);
                assertThat(subscriber.complaint).isNull();
            }
            assertThat(idle.closed).hasValue(1);
            assertThat(waiting.closed).hasValue(1);
        }
    }

    @Test
    void failsAsTheSourceDoes() throws Exception {
        var failure = new IllegalStateException("lost");
        var source = new StubSource(2).arrives(3).fails(failure);
        var subscriber = subscribe(source, requesting(5));
        subscriber.awaitEnd();
        assertThat(subscriber.failure).isSameAs(failure);
        assertThat(subscriber.received).containsExactly(0, 1);
        assertThat(source.closed).hasValue(1);

        var unopened = requesting(1);
        publisher(() -> {
                    throw failure;
                })
                .subscribe(unopened);
        unopened.awaitEnd();
        assertThat(unopened.failure).isSameAs(failure);
    }

    @Test
    void aSubscriberThatThrowsIsCancelled() throws Exception {
        var source = new StubSource(5).arrives(5);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(5)) {
            @Override
            void accept(Integer element) {
                throw new AssertionError("broken");
            }
        };
        subscribe(source, subscriber);
        await(() -> source.closed.get() == 1);
        assertThat(subscriber.received).containsExactly(0);
        assertThat(subscriber.hasEnded()).isFalse();

        var unsubscribed = new RecordingSubscriber(subscription -> {
            subscription.request(5);
            throw new AssertionError("broken");
        });
        subscribe(new StubSource(5).arrives(5), unsubscribed);
        unsubscribed.subscription().request(5);
        assertThat(unsubscribed.count).isZero();
        assertThat(threads.started).hasValue(1);
    }

    @Test
    void anAddedDemandBeyondTheLargestNumberIsUnbounded() throws Exception {
        var source = new StubSource(50_000).arrives(50_000);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(1)) {
            @Override
            void accept(Integer element) {
                subscription().request(Long.MAX_VALUE - element % 2);
            }
        };
        subscribe(source, subscriber).awaitEnd();
        assertThat(subscriber.count).isEqualTo(50_000);
    }

    @Test
    void requestsWithinOnNextDoNotGrowTheStack() throws Exception {
        var source = new StubSource(200_000).arrives(200_000);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(1)) {
            @Override
            void accept(Integer element) {
                subscription().request(1);
            }
        };
        subscribe(source, subscriber).awaitEnd();
        assertThat(subscriber.count).isEqualTo(200_000);
        assertThat(subscriber.failure).isNull();
        assertThat(threads.started).as("one task is enough").hasValue(1);
    }

    @Test
    void failsIfThereIsNoThread() throws Exception {
        var source = new StubSource(5).arrives(5);
        var subscriber = subscribe(source, requesting(1));
        await(() -> subscriber.count == 1 && threads.running.get() == 0);
        threads.startError = new OutOfMemoryError("no thread");
        subscriber.subscription().request(1);
        assertThat(subscriber.hasEnded()).isTrue();
        assertThat(subscriber.failure).hasMessage("no thread");
    }

    @Test
    void rejectsNoSubscriber() {
        assertThatNullPointerException()
                .isThrownBy(() -> publisher(() -> new StubSource(1)).subscribe(null));
    }
}
