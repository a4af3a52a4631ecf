package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PublishedElementsTest {
    private final Env env = EnvOverride.current();

    /** Publishes a number of elements as they are requested, and then ends; remembers what it was asked for. */
    private static final class Numbers implements Flow.Publisher<Integer>, Flow.Subscription {
        private final int count;
        private final @Nullable Throwable failure;
        private final List<Long> requests = new ArrayList<>();
        private Flow.@Nullable Subscriber<? super Integer> subscriber;
        private int published;
        private boolean cancelled;

        Numbers(int count, @Nullable Throwable failure) {
            this.count = count;
            this.failure = failure;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> it) {
            subscriber = it;
            it.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            requests.add(n);
            for (long i = 0; i < n && published < count; i++) {
                publish();
            }
            if (published == count && failure != null) {
                subscriber().onError(failure);
            } else if (published == count) {
                subscriber().onComplete();
            }
        }

        void publish() {
            subscriber().onNext(published);
            published++;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        Flow.Subscriber<? super Integer> subscriber() {
            if (subscriber == null) {
                throw new IllegalStateException("not subscribed to");
            }
            return subscriber;
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    @SuppressWarnings("try") // explicit close: it is the end of the elements
    void elementsOfAnotherThreadArriveInOrder() throws InterruptedException {
        try (var publisher = new SubmissionPublisher<Integer>(ForkJoinPool.commonPool(), 16)) {
            var thread = Thread.startVirtualThread(() -> {
                while (publisher.getNumberOfSubscribers() == 0) {
                    Thread.onSpinWait();
                }
                numbers(10_000).forEach(publisher::submit);
                publisher.close();
            });
            try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher)) {
                assertThat(stream.toList()).isEqualTo(numbers(10_000));
            }
            thread.join();
        }
    }

    @Test
    void furtherElementsAreRequestedWhenHalfAreTaken() {
        var publisher = new Numbers(1000, null);
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher)) {
            assertThat(publisher.requests).isEmpty();
            var iterator = stream.iterator();
            assertThat(iterator.next()).isZero();
            assertThat(publisher.requests).containsExactly(256L);
            for (int i = 1; i < 128; i++) {
                assertThat(iterator.next()).isEqualTo(i);
            }
            assertThat(publisher.requests).containsExactly(256L, 128L);
        }
        assertThat(publisher.cancelled).isTrue();
        assertThat(publisher.published).isEqualTo(384);
    }

    @Test
    void nothingIsRequestedAfterTheEnd() {
        var publisher = new Numbers(200, null);
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher)) {
            assertThat(stream.toList()).isEqualTo(numbers(200));
        }
        assertThat(publisher.requests).containsExactly(256L);
    }

    @Test
    void anErrorFollowsTheElementsBeforeIt() {
        var failure = new IllegalStateException("planned");
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), new Numbers(2, failure))) {
            var iterator = stream.iterator();
            assertThat(iterator.next()).isZero();
            assertThat(iterator.next()).isEqualTo(1);
            assertThatThrownBy(iterator::hasNext).isSameAs(failure);
        }
    }

    @Test
    void aCheckedErrorIsTheCause() {
        var failure = new IOException("planned");
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), new Numbers(0, failure))) {
            assertThatThrownBy(stream::toList)
                    .isInstanceOf(CompletionException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void anInterruptEndsTheWait() {
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), (Flow.Publisher<Integer>) subscriber -> {})) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(stream::toList).isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void moreThanRequestedIsAnError() {
        var publisher = new Numbers(1000, null);
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher)) {
            var iterator = stream.iterator();
            assertThat(iterator.next()).isZero();
            publisher.publish();
            publisher.publish();
            assertThat(publisher.cancelled).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> iterator.forEachRemaining(element -> {}))
                    .withMessageContaining("more elements than were requested");
        }
    }

    /** A thread that asks at any moment must not take the cancelled subscription for the end of the elements. */
    @Test
    void moreThanRequestedIsAnErrorBeforeTheSubscriptionIsCancelled() {
        var seen = new CompletableFuture<Throwable>();
        var iterator = new AtomicReference<Iterator<Integer>>();
        Flow.Publisher<Integer> publisher = subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long number) {}

                @Override
                public void cancel() {
                    seen.complete(catchThrowable(() -> iterator.get().forEachRemaining(element -> {})));
                }
            });
            numbers(3).forEach(subscriber::onNext);
        };
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher, 2)) {
            iterator.set(stream.iterator());
            assertThatIllegalStateException().isThrownBy(iterator.get()::hasNext);
        }
        assertThat(seen).isCompletedWithValueMatching(IllegalStateException.class::isInstance);
    }

    @Test
    void anElementWithoutARequestIsAnError() {
        Flow.Publisher<Integer> publisher = subscriber -> subscriber.onNext(1);
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher)) {
            assertThatIllegalStateException().isThrownBy(stream::toList);
        }
    }

    @Test
    void anotherSubscriptionIsCancelled() {
        var publisher = new Numbers(2, null);
        var other = new Numbers(2, null);
        try (var stream = PublishedElements.stream(env, new ProgramWaits(env), publisher)) {
            var iterator = stream.iterator();
            assertThat(iterator.next()).isZero();
            publisher.subscriber().onSubscribe(other);
            assertThat(other.cancelled).isTrue();
            assertThat(other.requests).isEmpty();
            assertThat(iterator.next()).isEqualTo(1);
        }
    }

    @Test
    void aStreamThatIsClosedBeforeItSubscribesNeverDoes() {
        var publisher = new Numbers(2, null);
        PublishedElements.stream(env, new ProgramWaits(env), publisher).close();
        assertThatIllegalStateException().isThrownBy(publisher::subscriber);
    }

    @Test
    @SuppressWarnings("NullAway") // as callers without a null checker do
    void thereMustBeAPublisher() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublishedElements.stream(env, new ProgramWaits(env), null))
                .withMessageContaining("documents must not be null");
    }
}
