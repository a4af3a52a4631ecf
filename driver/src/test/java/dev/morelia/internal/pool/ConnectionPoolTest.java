package dev.morelia.internal.pool;

import static dev.morelia.internal.pool.PoolBench.atMost;
import static dev.morelia.internal.pool.PoolBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.event.PoolEvent;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.pool.PoolBench.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread gets, and when: the queue, hand-over, limits and errors. */
@Timeout(60)
class ConnectionPoolTest {

    @Test
    void aPausedPoolRefuses() {
        try (var bench = new PoolBench(atMost(1))) {
            assertThatThrownBy(bench::take)
                    .isInstanceOf(PoolClearedException.class)
                    .hasMessageContaining("127.0.0.1:27017");
            assertThat(bench.links).isEmpty();
        }
    }

    @Test
    void theConnectionUsedLastIsTakenFirst() {
        try (var bench = PoolBench.ready(atMost(3))) {
            var first = bench.take();
            var second = bench.take();
            bench.pool.checkIn(second);
            bench.pool.checkIn(first);
            assertThat(bench.take()).isSameAs(first);
            assertThat(bench.take()).isSameAs(second);
            assertThat(bench.links).hasSize(2);
        }
    }

    @Test
    void threadsAreServedInTheOrderOfArrival() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var held = bench.take();
            List<Integer> served = new CopyOnWriteArrayList<>();
            var calls = new ArrayList<Call<Object>>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                calls.add(PoolBench.start(() -> {
                    var taken = bench.take();
                    served.add(number);
                    bench.pool.checkIn(taken);
                    return taken;
                }));
                await(() -> bench.pool.statistics().waiting() == number + 1);
            }
            bench.pool.checkIn(held);
            calls.forEach(Call::join);
            assertThat(served).isSorted().hasSize(20);
            assertThat(bench.links).hasSize(1);
        }
    }

    @Test
    void nobodyOvertakesTheQueue() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var held = bench.take();
            var waiting = bench.startWaiting();
            bench.pool.checkIn(held);
            // Decided at the check-in, whether or not the thread has run since.
            assertThat(bench.pool.statistics().inUse()).isEqualTo(1);
            assertThat(bench.pool.statistics().idle()).isZero();
            assertThat(waiting.join()).isSameAs(held);
        }
    }

    @Test
    void atMostMaxConnectingAreOpenedAtATimeAndAReturnedOneIsTakenMeanwhile() {
        try (var bench = PoolBench.ready(atMost(10).maxConnecting(2))) {
            var held = bench.take();
            var gate = new CountDownLatch(1);
            bench.attempt = token -> pass(gate);
            var calls = new ArrayList<Call<PooledConnection>>();
            for (int i = 0; i < 5; i++) {
                calls.add(PoolBench.start(bench::take));
            }
            await(() -> bench.pool.statistics().waiting() == 3);
            assertThat(bench.pool.statistics().pending()).isEqualTo(2);
            bench.pool.checkIn(held);
            await(() -> calls.stream().anyMatch(call -> call.task().isDone()));
            assertThat(bench.pool.statistics().waiting()).isEqualTo(2);
            gate.countDown();
            calls.forEach(Call::join);
            assertThat(bench.pool.operationCount()).isEqualTo(5);
            assertThat(bench.pool.statistics().inUse()).isEqualTo(5);
        }
    }

    @Test
    void theErrorOfAnExhaustedPoolListsTheHolders() {
        var settings = atMost(2).waitQueueTimeout(Duration.ofMillis(20)).checkOutTracing(1);
        try (var bench = PoolBench.ready(settings)) {
            bench.pool.checkOut("aggregate", PoolBench.ORDERS, Deadline.NONE, CancelToken.NONE);
            var other = PoolBench.start(
                    () -> bench.pool.checkOut("insert", Target.of("app"), Deadline.NONE, CancelToken.NONE));
            other.join();
            assertThatThrownBy(bench::take)
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("2 of 2 connections (maxPoolSize) are in use")
                    .hasMessageContaining("waitQueueTimeout")
                    .hasMessageContaining("aggregate on app.orders for ")
                    .hasMessageContaining("thread '" + Thread.currentThread().getName() + "'")
                    .hasMessageContaining("insert on app for ")
                    .hasMessageContaining("virtual thread #" + other.thread().threadId())
                    .satisfies(failure -> assertThat(failure.getSuppressed())
                            .hasSize(2)
                            .anySatisfy(trace -> assertThat(trace.getStackTrace())
                                    .anyMatch(frame -> frame.getMethodName().contains("ListsTheHolders"))));
            assertThat(bench.pool.statistics().waiting()).isZero();
            assertThat(bench.pool.operationCount()).isEqualTo(2);
        }
    }

    @Test
    void theDeadlineOfTheOperationHoldsInTheQueue() {
        try (var bench = PoolBench.ready(atMost(1))) {
            bench.take();
            var deadline = Deadline.after(SystemEnv.INSTANCE.nanoTime(), TimeUnit.MILLISECONDS.toNanos(20));
            assertThatThrownBy(() -> bench.pool.checkOut("find", PoolBench.ORDERS, deadline, CancelToken.NONE))
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasMessageStartingWith("checking out a connection did not complete within the timeout of 20 ms on "
                            + "127.0.0.1:27017 (waiting for a connection took ")
                    .hasMessageContaining("The limit was the operation's timeout, or"
                            + " serverSelectionTimeout if that is shorter. 1 of 1 connections (maxPoolSize)")
                    .hasMessageEndingWith("it has not been executed and may be tried again")
                    .hasCauseInstanceOf(PoolTimeoutException.class)
                    .cause()
                    .satisfies(cause -> assertThat(cause.getSuppressed()).isEmpty());
            assertThat(bench.events().getLast())
                    .isInstanceOfSatisfying(
                            PoolEvent.CheckOutFailed.class,
                            failed -> assertThat(failed.reason()).isEqualTo(PoolEvent.CheckOutFailure.TIMEOUT));
        }
    }

    @Test
    void tooManyWaitingIsToldAtOnce() {
        try (var bench = PoolBench.ready(atMost(1).waitQueueMultiple(2))) {
            var held = bench.take();
            var first = bench.startWaiting();
            var second = bench.startWaiting();
            assertThatThrownBy(bench::take)
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageStartingWith(
                            "Too many operations are already waiting for a connection to 127.0.0.1:27017: 2,")
                    .hasMessageContaining("waitQueueMultiple");
            bench.pool.checkIn(held);
            bench.pool.checkIn(first.join());
            bench.pool.checkIn(second.join());
            assertThat(bench.pool.operationCount()).isZero();
        }
    }

    @Test
    void anInterruptedThreadLeavesTheQueueWithItsFlagSet() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var held = bench.take();
            var flag = new AtomicInteger();
            var call = PoolBench.start(() -> {
                try {
                    return bench.take();
                } finally {
                    flag.set(Thread.currentThread().isInterrupted() ? 1 : 2);
                }
            });
            await(() -> bench.pool.statistics().waiting() == 1);
            call.thread().interrupt();
            assertThatThrownBy(call::join).isInstanceOf(InterruptedOperationException.class);
            assertThat(flag).hasValue(1);
            bench.pool.checkIn(held);
            assertThat(bench.pool.statistics().idle()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatArrivesWithAnInterruptOrACancelIsNotLost() {
        try (var bench = PoolBench.ready(atMost(1))) {
            for (int round = 0; round < 400; round++) {
                var held = bench.take();
                var token = new CancelToken();
                var leaver = bench.startWaiting(token);
                var next = bench.startWaiting();
                boolean cancels = round % 2 == 0;
                var disturbing = PoolBench.start(() -> {
                    if (cancels) {
                        token.cancel();
                    } else {
                        leaver.thread().interrupt();
                    }
                    return "";
                });
                bench.pool.checkIn(held);
                disturbing.join();
                try {
                    bench.pool.checkIn(leaver.join());
                } catch (InterruptedOperationException left) {
                    // Then the other one has it.
                }
                bench.pool.checkIn(next.join());
                assertThat(bench.pool.operationCount()).isZero();
            }
            assertThat(bench.links).hasSize(1);
        }
    }

    @Test
    void cancellingEndsAnAttemptToOpen() {
        try (var bench = PoolBench.ready(atMost(1))) {
            bench.attempt = PoolBenchAttempts::untilCancelled;
            var token = new CancelToken();
            var call = PoolBench.start(() -> bench.take(token));
            await(() -> bench.pool.statistics().pending() == 1);
            token.cancel();
            assertThatThrownBy(call::join).isInstanceOf(InterruptedOperationException.class);
            assertThat(bench.failures).isEmpty();
            assertThat(bench.pool.statistics().size()).isZero();
            assertThat(bench.pool.operationCount()).isZero();
        }
    }

    @Test
    void aTokenCancelledBeforeGetsNothing() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var token = new CancelToken();
            token.cancel();
            assertThatThrownBy(() -> bench.take(token)).isInstanceOf(InterruptedOperationException.class);
            assertThat(bench.pool.statistics().size()).isZero();
            assertThat(bench.links).isEmpty();
        }
    }

    @Test
    void aThreadWhoseWaitFailsForAnotherReasonDoesNotStayInTheQueue() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var held = bench.take();
            var token = new CancelToken();
            token.register(() -> {});
            assertThatThrownBy(() -> bench.take(token)).isInstanceOf(IllegalStateException.class);
            assertThat(bench.pool.statistics().waiting()).isZero();
            bench.pool.checkIn(held);
            assertThat(bench.pool.statistics().idle()).isEqualTo(1);
            assertThat(bench.pool.operationCount()).isZero();
        }
    }

    @Test
    void aFailedAttemptIsToldToTheOwnerFirstAndMakesRoomForTheNext() {
        try (var bench = PoolBench.ready(atMost(1))) {
            var gate = new CountDownLatch(1);
            bench.attempt = token -> {
                pass(gate);
                bench.attempt = ignored -> {};
                throw PoolBench.refused();
            };
            var failing = PoolBench.start(bench::take);
            await(() -> bench.pool.statistics().pending() == 1);
            var next = bench.startWaiting();
            gate.countDown();
            assertThatThrownBy(failing::join)
                    .isInstanceOf(ConnectionOpenException.class)
                    .satisfies(failure -> assertThat(bench.failures.get(0)).isSameAs(failure))
                    .satisfies(failure -> assertThat(((ConnectionOpenException) failure).errorLabels())
                            .contains("SystemOverloadedError", "RetryableError"));
            assertThat(next.join().connection().usable()).isTrue();
        }
    }

    @Test
    void aBugInTheOpenerDoesNotCostAPlaceInThePool() {
        try (var bench = PoolBench.ready(atMost(1))) {
            bench.attempt = token -> {
                throw new IllegalArgumentException("a bug");
            };
            assertThatThrownBy(bench::take).isInstanceOf(IllegalArgumentException.class);
            bench.attempt = token -> {};
            bench.take();
            assertThat(bench.pool.operationCount()).isEqualTo(1);
        }
    }

    @Test
    void onlyWhatIsCheckedOutHereCanBeCheckedIn() {
        try (var bench = PoolBench.ready(atMost(1));
                var other = PoolBench.ready(atMost(1))) {
            var taken = bench.take();
            assertThatThrownBy(() -> other.pool.checkIn(taken)).isInstanceOf(IllegalStateException.class);
            bench.pool.checkIn(taken);
            assertThatThrownBy(() -> bench.pool.checkIn(taken)).isInstanceOf(IllegalStateException.class);
            assertThat(bench.pool.statistics().idle()).isEqualTo(1);
        }
    }

    @Test
    void closeWakesEveryWaiterAndCutsWhatIsInUse() {
        var bench = PoolBench.ready(atMost(2));
        var held = bench.take();
        bench.pool.checkIn(bench.take());
        bench.take();
        var waiters = List.of(bench.startWaiting(), bench.startWaiting(), bench.startWaiting());
        bench.close();
        bench.close();
        waiters.forEach(waiter -> assertThatThrownBy(waiter::join).isInstanceOf(ClientClosedException.class));
        assertThat(held.connection().usable()).isFalse();
        assertThat(held.wasInterrupted()).isTrue();
        assertThat(bench.openLinks()).isZero();
        assertThatThrownBy(bench::take).isInstanceOf(ClientClosedException.class);
        bench.pool.checkIn(held);
        assertThat(bench.pool.statistics().inUse()).isEqualTo(1);
    }

    @Test
    void aConnectionOpenedAfterCloseIsClosed() {
        var bench = PoolBench.ready(atMost(1));
        var gate = new CountDownLatch(1);
        bench.attempt = token -> pass(gate);
        var call = PoolBench.start(bench::take);
        await(() -> bench.pool.statistics().pending() == 1);
        bench.close();
        gate.countDown();
        assertThatThrownBy(call::join).isInstanceOf(ClientClosedException.class);
        assertThat(bench.openLinks()).isZero();
        assertThat(bench.pool.statistics().size()).isZero();
    }

    static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Attempts that need more than a line. */
    private static final class PoolBenchAttempts {
        static void untilCancelled(CancelToken token) {
            var cancelled = new CountDownLatch(1);
            if (token.register(cancelled::countDown)) {
                pass(cancelled);
            }
            throw new InterruptedOperationException(
                    PoolBench.SERVER, "connecting", dev.morelia.error.MongoException.RetryAdvice.SAFE, null);
        }
    }
}
