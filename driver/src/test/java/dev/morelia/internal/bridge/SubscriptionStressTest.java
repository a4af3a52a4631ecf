package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many subscriptions that are requested from and cancelled by several threads at random. {@code -Dpublisher.rounds=n}
 * runs more of them.
 */
@Timeout(600)
class SubscriptionStressTest {
    private static final int ROUNDS = Integer.getInteger("publisher.rounds", 20);
    private static final int SUBSCRIPTIONS = 250;
    private static final int THREADS = 4;
    private static final int MAXIMUM_ELEMENTS = 40;

    private final CountingEnv threads = new CountingEnv();
    private final Bound bound = threads.bound(8);
    private final CancelledSubscriptions cancelled = new CancelledSubscriptions(threads.env());
    private final OperationThreads bridge = threads.ofTheBridge();
    private final AtomicInteger faults = new AtomicInteger();

    /** A source that waits in random places and counts what is done to it. */
    private final class RandomSource implements Source<Integer> {
        private final int elements;
        private final boolean fails;
        private final AtomicInteger users = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private int next;

        RandomSource(int elements, boolean fails) {
            this.elements = elements;
            this.fails = fails;
        }

        @Override
        public boolean isAvailable() {
            return next % 3 != 0;
        }

        @Override
        public boolean hasEnded() {
            return !fails && next == elements;
        }

        @Override
        public @Nullable Integer next() {
            check(users.getAndIncrement() == 0 && closed.get() == 0);
            try {
                if (next % 3 == 0) {
                    await();
                }
                if (next == elements) {
                    if (fails) {
                        throw new IllegalStateException("failed");
                    }
                    return null;
                }
                return next++;
            } finally {
                users.decrementAndGet();
            }
        }

        private void await() {
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                LockSupport.parkNanos(50_000);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
        }

        @Override
        public void close() {
            check(users.get() == 0 && closed.getAndIncrement() == 0);
            check(!Thread.currentThread().isInterrupted());
        }
    }

    private final class Subscriber implements Flow.Subscriber<Integer> {
        private final AtomicLong requested = new AtomicLong();
        private final AtomicInteger inside = new AtomicInteger();
        private final boolean requestsInside = ThreadLocalRandom.current().nextBoolean();
        private volatile Flow.@Nullable Subscription subscription;
        private volatile boolean cancelled;
        private volatile boolean ended;
        private volatile boolean failed;
        private volatile int received;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            check(inside.getAndIncrement() == 0);
            subscription = given;
            if (requestsInside) {
                request(2);
            }
            inside.decrementAndGet();
        }

        void request(long n) {
            requested.addAndGet(n);
            var given = subscription;
            if (given != null) {
                given.request(n);
            }
        }

        void cancel() {
            var given = subscription;
            if (given != null) {
                cancelled = true;
                given.cancel();
            }
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time, which is checked
        public void onNext(Integer element) {
            check(inside.getAndIncrement() == 0 && !ended);
            check(!Thread.currentThread().isInterrupted());
            check(element == received);
            received++;
            check(received <= requested.get());
            if (requestsInside && element % 2 == 0) {
                request(1);
            }
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {
            check(inside.getAndIncrement() == 0 && !ended);
            check("failed".equals(failure.getMessage()));
            failed = true;
            ended = true;
            inside.decrementAndGet();
        }

        @Override
        public void onComplete() {
            check(inside.getAndIncrement() == 0 && !ended);
            ended = true;
            inside.decrementAndGet();
        }
    }

    private void check(boolean holds) {
        if (!holds) {
            faults.incrementAndGet();
            new AssertionError("a rule is broken").printStackTrace();
        }
    }

    @Test
    void noneEmitsTooMuchNoneIsLostAndEachSourceIsClosedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            run(round);
        }
        assertThat(faults).hasValue(0);
    }

    private void run(int seed) throws InterruptedException {
        var random = new Random(seed);
        var sources = new AtomicReferenceArray<@Nullable RandomSource>(SUBSCRIPTIONS);
        var subscribers = new ArrayList<Subscriber>();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            int number = i;
            var source = new RandomSource(random.nextInt(MAXIMUM_ELEMENTS), random.nextInt(4) == 0);
            var subscriber = new Subscriber();
            subscribers.add(subscriber);
            new SourcePublisher<>(bridge, bound, cancelled, () -> null, () -> {
                        check(sources.getAndSet(number, source) == null);
                        return source;
                    })
                    .subscribe(subscriber);
        }
        boolean[] cancels = new boolean[SUBSCRIPTIONS];
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            cancels[i] = random.nextInt(3) == 0;
        }
        try (var executor = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                long seedOfThread = random.nextLong();
                var unused = executor.submit(() -> disturb(subscribers, cancels, new Random(seedOfThread)));
            }
        }
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            if (!cancels[i]) {
                subscribers.get(i).request(MAXIMUM_ELEMENTS + 1L);
            }
        }
        awaitThreads();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            check(subscribers.get(i), sources.get(i));
        }
    }

    private void awaitThreads() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (threads.running.get() > 0) {
            assertThat(System.nanoTime()).as("threads end").isLessThan(deadline);
            Thread.sleep(1);
        }
    }

    private static void check(Subscriber subscriber, @Nullable RandomSource source) {
        if (!subscriber.cancelled) {
            assertThat(subscriber.ended).isTrue();
            assertThat(subscriber.received).isEqualTo(source == null ? null : source.elements);
            assertThat(subscriber.failed).isEqualTo(source == null ? null : source.fails);
        }
        if (source != null) {
            assertThat(source.closed).hasValue(1);
        }
    }

    private static void disturb(List<Subscriber> subscribers, boolean[] cancels, Random random) {
        for (int i = 0; i < SUBSCRIPTIONS * 8; i++) {
            int number = random.nextInt(SUBSCRIPTIONS);
            var subscriber = subscribers.get(number);
            if (cancels[number] && random.nextInt(8) == 0) {
                subscriber.cancel();
            } else {
                subscriber.request(1 + random.nextInt(3));
            }
        }
    }
}
