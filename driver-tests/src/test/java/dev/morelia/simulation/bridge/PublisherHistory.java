package dev.morelia.simulation.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.bridge.Source;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One history of subscriptions, from which several threads request, and of which some are cancelled, some have a slow
 * subscriber, and some a source that fails or waits for as long as it is not cancelled. Each gets what it requests, in
 * order and one signal after the other; each source is closed once, before the client is, if it was cancelled; and
 * without demand nothing is in flight.
 */
final class PublisherHistory {
    /** Longer than a history takes, so that such a wait ends by a cancellation or not at all. */
    private static final Duration FOREVER = Duration.ofMinutes(2);

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String FAILED = "the source has failed";

    private final Simulation simulation;
    private final RandomGenerator random;
    private final TestedPublishers publishers;
    private final int maxInFlight;
    private final List<Subscriber> subscribers = new ArrayList<>();
    /** How many sources wait for the server. */
    private int waiting;
    /** Nothing is put into the queue any more: what has to be closed is closed at once. */
    private boolean closing;

    private PublisherHistory(Simulation simulation, TestedPublishers.Maker maker) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.maxInFlight = 1 + random.nextInt(3);
        this.publishers = maker.make(simulation.env(), maxInFlight);
    }

    static History of(long seed, TestedPublishers.Maker maker) {
        var simulation = Simulation.of(seed);
        return simulation.run(() -> new PublisherHistory(simulation, maker).run());
    }

    private void run() throws InterruptedException {
        List<SimulatedThread> threads = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int number = 0; number < count; number++) {
            var subscriber = new Subscriber(number);
            subscribers.add(subscriber);
            threads.add(simulation.start("subscribe", subscriber::subscribe));
        }
        int requesting = 1 + random.nextInt(3);
        for (int i = 0; i < requesting; i++) {
            threads.add(simulation.start("request", this::request));
        }
        for (var thread : threads) {
            assertThat(thread.join(LIMIT.toNanos())).as(thread.state()).isTrue();
        }
        if (random.nextInt(4) == 0) {
            closeAfterCancelling();
            return;
        }
        for (var subscriber : subscribers) {
            if (subscriber.source.waitsForever) {
                subscriber.cancel();
            }
        }
        awaitAll("what was requested", Subscriber::hasWhatItRequested);
        subscribers.forEach(Subscriber::requestTheRest);
        awaitAll("the end", Subscriber::hasEnded);
        subscribers.forEach(Subscriber::requireClosed);
        publishers.close();
    }

    private void closeAfterCancelling() throws InterruptedException {
        subscribers.forEach(Subscriber::cancel);
        closing = true;
        publishers.close();
        subscribers.forEach(Subscriber::requireClosed);
        awaitAll("the end", Subscriber::hasEnded);
    }

    private void request() throws InterruptedException {
        int requests = 2 + random.nextInt(8);
        for (int i = 0; i < requests; i++) {
            var subscriber = subscribers.get(random.nextInt(subscribers.size()));
            if (subscriber.isCancelled && random.nextInt(4) == 0) {
                subscriber.cancel();
            } else {
                subscriber.request(random.nextInt(50) == 0 ? 0 : 1 + random.nextInt(3));
            }
            pause();
        }
    }

    private void pause() throws InterruptedException {
        if (random.nextBoolean()) {
            simulation.pause(Duration.ofMillis((long) random.nextInt(3) * random.nextInt(10)));
        }
    }

    private void awaitAll(String what, Predicate<Subscriber> condition) throws InterruptedException {
        for (var subscriber : subscribers) {
            await(subscriber + " waits for " + what, () -> condition.test(subscriber));
        }
        await("a subscription is in flight or in the queue", () -> publishers.pending() == 0);
        await("a subscription has a thread", () -> simulation.liveThreads().stream()
                .noneMatch(thread -> thread.name().equals(TestedPublishers.THREAD)));
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            assertThat(simulation.elapsed()).as(what).isLessThan(LIMIT);
            simulation.pause(Duration.ofMillis(1));
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            simulation.fail(otherwise, null);
        }
    }

    /** Numbers from 0 on; each batch is waited for, the first one when it is opened. */
    private final class Numbers implements Source<Integer> {
        final int count = random.nextInt(10);
        final boolean isUnavailable = random.nextInt(12) == 0;
        final boolean fails = random.nextInt(5) == 0;
        final boolean waitsForever;
        private final int batch = 1 + random.nextInt(4);
        private final Duration time = Duration.ofMillis(random.nextInt(3) * random.nextLong(10));
        private int arrived;
        private int next;
        private boolean inUse;
        private boolean begun;
        boolean opened;
        int closed;

        Numbers(boolean waitsForever) {
            this.waitsForever = waitsForever;
        }

        Numbers open() {
            require(!begun, "a source is opened twice");
            begun = true;
            awaitServer(time);
            if (isUnavailable) {
                throw new IllegalStateException(FAILED);
            }
            arrived = Math.min(count, batch);
            opened = true;
            return this;
        }

        private void awaitServer(Duration duration) {
            require(!inUse, "two threads use a source");
            require(closed == 0, "a source is used after it was closed");
            inUse = true;
            waiting++;
            require(closing || waiting <= maxInFlight, waiting + " are in flight instead of " + maxInFlight);
            try {
                simulation.pause(duration);
            } catch (InterruptedException interrupted) {
                simulation.env().interruptSelf();
                throw new IllegalStateException("interrupted", interrupted);
            } finally {
                waiting--;
                inUse = false;
            }
        }

        @Override
        public boolean isAvailable() {
            return next < arrived;
        }

        @Override
        public boolean hasEnded() {
            return !fails && !waitsForever && next == count;
        }

        @Override
        public @Nullable Integer next() {
            if (next == arrived) {
                awaitServer(waitsForever ? FOREVER : time);
                arrived = Math.min(count, arrived + batch);
            }
            if (next < count) {
                return next++;
            }
            if (fails) {
                throw new IllegalStateException(FAILED);
            }
            return null;
        }

        @Override
        public void close() {
            require(opened, "a source is closed that is not open");
            require(!simulation.env().isInterrupted(), "the interrupt reaches the closing of a source");
            boolean told = !hasEnded();
            if (told) {
                awaitServer(time);
            }
            closed++;
        }
    }

    /** Uses its subscription on the thread that calls it, as others do. */
    private final class Subscriber implements Flow.Subscriber<Integer> {
        private final int number;
        final boolean isCancelled = random.nextInt(3) == 0;
        final Numbers source = new Numbers(isCancelled && random.nextInt(3) == 0);
        private final boolean requestsInside = random.nextInt(3) == 0;
        private final boolean isSlow = random.nextInt(3) == 0;
        private final int cancelsAt = isCancelled && random.nextInt(3) == 0 ? random.nextInt(10) : -1;
        private Flow.@Nullable Subscription subscription;
        private long requested;
        private boolean requestsNothing;
        private int received;
        private int inside;
        private boolean ended;
        private boolean cancelling;
        private boolean cancelled;
        /** Signals that have begun after it was cancelled; one may have been about to. */
        private int late;

        Subscriber(int number) {
            this.number = number;
        }

        void subscribe() {
            publishers.publish(source::open).subscribe(this);
        }

        void request(long n) {
            var given = subscription;
            if (given != null) {
                requested += Math.min(n, Integer.MAX_VALUE);
                requestsNothing |= n == 0;
                given.request(n);
            }
        }

        void cancel() {
            var given = subscription;
            if (given != null) {
                cancelling = true;
                given.cancel();
                cancelled = true;
            }
        }

        void requestTheRest() {
            if (!cancelling) {
                request(Long.MAX_VALUE);
            }
        }

        private void enter(String signal) {
            require(inside == 0, this + ": " + signal + " while another signal runs");
            require(!ended, this + ": " + signal + " after the last signal");
            require(!simulation.env().isInterrupted(), this + ": the interrupt reaches " + signal);
            late += cancelled ? 1 : 0;
            require(late <= 1, this + ": " + signal + " although it was cancelled");
            inside++;
        }

        private void leave() {
            try {
                if (isSlow) {
                    simulation.pause(Duration.ofMillis(random.nextInt(10)));
                }
            } catch (InterruptedException interrupted) {
                simulation.fail(this + " is interrupted", interrupted);
            }
            inside--;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            enter("onSubscribe");
            subscription = given;
            if (requestsInside) {
                request(1);
            }
            leave();
        }

        @Override
        public void onNext(Integer element) {
            enter("onNext");
            require(element == received, this + " gets " + element + " instead of " + received);
            received++;
            require(received <= requested, this + " gets " + received + " instead of " + requested);
            if (requestsInside && random.nextBoolean()) {
                request(1);
            }
            if (element == cancelsAt) {
                cancel();
            }
            leave();
        }

        @Override
        public void onError(Throwable failure) {
            enter("onError");
            boolean expected = requestsNothing && failure instanceof IllegalArgumentException;
            require(expected || FAILED.equals(failure.getMessage()), this + " fails with " + failure);
            end();
        }

        @Override
        public void onComplete() {
            enter("onComplete");
            require(!source.fails && received == source.count, this + " completes after " + received);
            end();
        }

        private void end() {
            require(isClosed(), this + " ends before its source is closed");
            leave();
            ended = true;
        }

        private boolean isClosed() {
            return source.closed == (source.opened ? 1 : 0);
        }

        boolean hasWhatItRequested() {
            return requested == 0 || (received == requested && !source.isUnavailable) || hasEnded();
        }

        boolean hasEnded() {
            return ended || (cancelling && isClosed());
        }

        void requireClosed() {
            assertThat(source.closed).as("closings of the source of " + this).isEqualTo(source.opened ? 1 : 0);
        }

        @Override
        public String toString() {
            return "subscriber " + number;
        }
    }
}
