package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.error.AsyncQueueFullException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.settings.AsyncSettings;
import dev.morelia.settings.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InFlightTest {
    private final Bridge bridge =
            OperationFutureTest.bridge(async -> async.maxInFlight(1).maxQueued(100));
    private final CountDownLatch hold = new CountDownLatch(1);
    private final CompletableFuture<Boolean> held = bridge.run(() -> hold.await(1, TimeUnit.MINUTES));

    @AfterEach
    void leaveNothingInFlight() throws InterruptedException {
        hold.countDown();
        bridge.close();
        while (bridge.use().inFlight() > 0) {
            Thread.sleep(1);
        }
        assertThat(bridge.use().queued()).isZero();
    }

    private static InFlight inFlight(AsyncSettings settings, int maxPoolSize) {
        return new InFlight(
                new Background(SystemEnv.INSTANCE),
                settings,
                PoolSettings.defaults().maxPoolSize(maxPoolSize));
    }

    @Test
    void theMaximumIsDerivedFromThePool() {
        var defaults = AsyncSettings.defaults();
        assertThat(inFlight(defaults, 100).use().maxInFlight()).isEqualTo(400);
        assertThat(inFlight(defaults, 5).use().maxInFlight()).isEqualTo(256);
        assertThat(inFlight(defaults, 0).use().maxInFlight()).isEqualTo(1_000);
        assertThat(inFlight(defaults, Integer.MAX_VALUE).use().maxInFlight()).isEqualTo(Integer.MAX_VALUE);
        assertThat(inFlight(defaults.maxInFlight(3), 100).use().maxInFlight()).isEqualTo(3);
    }

    @Test
    void operationsBeyondTheMaximumRunInOrderWithoutThreads() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Boolean>> futures = IntStream.range(0, 100)
                .mapToObj(i -> bridge.run(() -> order.add(i)))
                .toList();

        var use = bridge.use();
        assertThat(use.inFlight()).isEqualTo(1);
        assertThat(use.queued()).isEqualTo(100);
        assertThat(use.longestWait()).isPositive();
        assertThat(use.waited()).isZero();
        assertThat(futures.getFirst().toString()).isEqualTo("Future of an operation [in the queue]");
        assertThat(order).isEmpty();
        hold.countDown();
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();

        assertThat(order)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        assertThat(bridge.use().waited()).isEqualTo(100);
        assertThat(bridge.use().waitTime()).isPositive();
        assertThat(bridge.use().meanWait()).isPositive().isLessThan(bridge.use().waitTime());
        assertThat(bridge.use().longestWait()).isZero();
    }

    @Test
    void flightRecorderHasTheWaitsInTheQueue(@TempDir Path folder) throws Exception {
        try (var recording = new Recording()) {
            recording.enable("dev.morelia.AsyncQueue").withThreshold(Duration.ZERO);
            recording.start();
            var first = bridge.run(() -> 1);
            var second = bridge.run(() -> 2);
            Thread.sleep(5);
            hold.countDown();
            first.get();
            second.get();
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);

            assertThat(RecordingFile.readAllEvents(file))
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.getDuration()).isGreaterThan(Duration.ofMillis(4)))
                    .extracting(event -> event.getInt("queued"))
                    .containsExactlyInAnyOrder(0, 1);
        }
    }

    @Test
    void beyondTheQueueOperationsFail() {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            futures.add(bridge.run(() -> 1));
        }

        assertThatThrownBy(futures.getLast()::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(AsyncQueueFullException.class, full -> {
                    assertThat(full.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
                    assertThat(full.isTransient()).isTrue();
                })
                .hasMessage("Too many operations of the async API: 1 are in flight, with maxInFlight 1, and 100 in the"
                        + " queue, with maxQueued 100. Start fewer at a time, for example by waiting for some to"
                        + " complete; a longer queue only lets them wait longer. Nothing was sent: it has not been"
                        + " executed and may be tried again");
        assertThat(bridge.use().rejected()).isEqualTo(1);
        hold.countDown();
        futures.subList(0, 100).forEach(CompletableFuture::join);
    }

    @Test
    void anOperationThatIsCancelledLeavesTheQueueAndDoesNotRun() throws Exception {
        var ran = new CompletableFuture<Void>();
        var cancelled = bridge.run(() -> ran.complete(null));
        var other = bridge.run(() -> 1);

        assertThat(cancelled.cancel(true)).isTrue();

        assertThat(bridge.use().queued()).isEqualTo(1);
        hold.countDown();
        assertThat(other.get()).isEqualTo(1);
        assertThat(ran).isNotDone();
    }

    @Test
    void unboundedOnesDoNotQueue() throws Exception {
        assertThat(bridge.runUnbounded(() -> bridge.use().inFlight()).get()).isEqualTo(1);
        assertThat(held).isNotDone();
    }

    @Test
    void anOperationWhoseTimeoutPassesInTheQueueFails() {
        var ran = new CompletableFuture<Void>();
        var later = bridge.with(Duration.ofMinutes(1), null).run(() -> 1);
        var late = bridge.with(Duration.ofMillis(20), null)
                .of(new ServerSessions(SystemEnv.INSTANCE), "app.people")
                .run(() -> ran.complete(null));
        assertThat(late).hasToString("Future of an operation on app.people [in the queue]");

        assertThatThrownBy(late::get)
                .cause()
                .isInstanceOfSatisfying(OperationTimeoutException.class, timeout -> {
                    assertThat(timeout.lastStep().step()).isEqualTo(Step.QUEUE);
                    assertThat(timeout.lastStep().time()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
                    assertThat(timeout.timeout()).isEqualTo(Duration.ofMillis(20));
                    assertThat(timeout.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
                })
                .hasMessageStartingWith("An operation of the async API on app.people did not complete within the"
                        + " timeout of 20 ms (waiting in the queue of the async API took ")
                .hasMessageContaining("were in flight: start fewer at once, or raise maxInFlight");
        assertThat(bridge.use().timedOut()).isEqualTo(1);
        assertThat(later).isNotDone();
        hold.countDown();
        assertThat(later.join()).isEqualTo(1);
        assertThat(ran).isNotDone();
    }

    @Test
    void aSubscriptionWhoseTimeoutPassesInTheQueueFailsAsAFuture() throws Exception {
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(1));
        bridge.with(Duration.ofMillis(20), null)
                .publish(() -> new StubSource(1).arrives(1))
                .subscribe(subscriber);
        subscriber.awaitEnd();

        assertThat(subscriber.failure)
                .isInstanceOfSatisfying(OperationTimeoutException.class, timeout -> {
                    assertThat(timeout.lastStep().step()).isEqualTo(Step.QUEUE);
                    assertThat(timeout.lastStep().time()).isPositive();
                    assertThat(timeout.timeout()).isEqualTo(Duration.ofMillis(20));
                    assertThat(timeout.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
                })
                .hasMessageStartingWith("An operation of the async API did not complete within the timeout of 20 ms"
                        + " (waiting in the queue of the async API took ");
        assertThat(bridge.use().queued()).isZero();
    }

    /** The queue is full again when the second element is requested, after the timeout. */
    private Duration waitForTheSecondElement(Bridge view) throws InterruptedException {
        hold.countDown();
        held.join();
        var source = new StubSource(2).arrives(1);
        var subscriber = new RecordingSubscriber(subscription -> subscription.request(1));
        view.publish(() -> source).subscribe(subscriber);
        while (subscriber.count == 0 || bridge.use().inFlight() > 0) {
            Thread.sleep(1);
        }
        Thread.sleep(120);
        var release = new CountDownLatch(1);
        var holding = bridge.run(() -> release.await(1, TimeUnit.MINUTES));
        subscriber.subscription().request(1);
        subscriber.awaitEnd();
        release.countDown();
        holding.join();
        assertThat(source.closed).hasValue(1);
        if (subscriber.failure instanceof OperationTimeoutException timeout) {
            return timeout.lastStep().time();
        }
        throw new AssertionError("not the timeout", subscriber.failure);
    }

    @Test
    void theTimeoutOfASubscriptionBeginsWhenItsCursorIsOpened() throws Exception {
        var view = bridge.with(Duration.ofMillis(100), null);
        assertThat(waitForTheSecondElement(view.renewingTimeout(false))).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void oneThatIsRenewedBeginsWithEachWait() throws Exception {
        var view = bridge.with(Duration.ofMillis(100), null);
        assertThat(waitForTheSecondElement(view.renewingTimeout(true))).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void theTimeOfASubscriptionInTheQueueCounts() throws Exception {
        var begun = new CompletableFuture<Long>();
        long before = System.nanoTime();
        bridge.with(Duration.ofMinutes(1), null)
                .publish(() -> {
                    begun.complete(SessionScope.begunNanos(SystemEnv.INSTANCE));
                    return new StubSource(0);
                })
                .subscribe(new RecordingSubscriber(subscription -> subscription.request(1)));
        while (bridge.use().queued() == 0) {
            Thread.sleep(1);
        }
        long queued = System.nanoTime();
        Thread.sleep(10);
        hold.countDown();

        assertThat(begun.get() - before).isBetween(0L, queued - before);
    }

    @Test
    void theTimeInTheQueueCounts() throws Exception {
        long before = System.nanoTime();
        var begun = bridge.with(Duration.ofMinutes(1), null)
                .run(() -> List.of(
                        SessionScope.begunNanos(SystemEnv.INSTANCE), SessionScope.begunNanos(SystemEnv.INSTANCE)));
        long called = System.nanoTime();
        Thread.sleep(10);
        hold.countDown();

        assertThat(begun.get().getFirst() - before).isBetween(0L, called - before);
        assertThat(begun.get().getLast() - called)
                .as("of a second call of the same operation")
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(5));
    }

    @Test
    void closingEndsTheQueue() throws Exception {
        var queued = bridge.run(() -> 1);
        var dependentsThread = queued.handle((result, failure) -> Thread.currentThread());
        bridge.close();

        assertThatThrownBy(queued::get)
                .cause()
                .isInstanceOf(ClientClosedException.class)
                .hasMessageStartingWith("An operation of the async API, which was waiting in the queue, failed: the"
                        + " client is closed.");
        assertThat(dependentsThread.get()).isNotSameAs(Thread.currentThread());
        assertThat(catchThrowable(bridge.run(() -> 1)::join)).hasCauseInstanceOf(ClientClosedException.class);
        assertThat(held).isNotDone();
    }

    @Test
    void waitingThreadsHaveTheirTurnAsOthers() throws Exception {
        var one = inFlight(new AsyncSettings(1, 0, 0), 100);
        one.enter(Deadline.NONE, null);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    assertThat(one.acquire(Deadline.NONE, null)).isTrue();
                    order.add("begun " + number);
                    one.exit();
                } catch (InterruptedException e) {
                    order.add("interrupted " + number);
                }
            }));
            while (one.use().queued() <= i) {
                Thread.sleep(1);
            }
        }
        threads.get(1).interrupt();
        threads.get(1).join();
        assertThat(one.use().queued()).isEqualTo(2);
        one.exit();
        threads.get(2).join();

        assertThat(order).containsExactly("interrupted 1", "begun 0", "begun 2");
        assertThat(one.use().inFlight()).isZero();
    }

    @Test
    void waitingThreadsLearnThatTheClientIsClosed() throws Exception {
        var one = inFlight(new AsyncSettings(1, 0, 0), 100);
        one.enter(Deadline.NONE, null);
        var failure = new CompletableFuture<Throwable>();
        Thread.startVirtualThread(() -> failure.complete(catchThrowable(() -> one.enter(Deadline.NONE, null))));
        while (one.use().queued() == 0) {
            Thread.sleep(1);
        }
        one.close();

        assertThat(failure.get()).isInstanceOf(ClientClosedException.class).isInstanceOf(MongoException.class);
    }
}
