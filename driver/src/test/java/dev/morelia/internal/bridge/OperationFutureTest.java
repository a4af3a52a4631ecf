package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.error.ClientClosedException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.settings.AsyncSettings;
import dev.morelia.settings.ClientSettings;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OperationFutureTest {
    private final Bridge bridge = bridge(async -> async.callTracing(0));
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    static Bridge bridge(UnaryOperator<AsyncSettings> change) {
        return new Bridge(
                new Background(SystemEnv.INSTANCE), ClientSettings.defaults().async(change), null, null);
    }

    /** Runs until it is interrupted. */
    private String block() throws InterruptedException {
        started.countDown();
        try {
            Thread.sleep(60_000);
            return "slept";
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    private static void awaitIdle(Bridge bridge) throws InterruptedException {
        while (bridge.use().inFlight() > 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void completesWithTheResultOfAnOperationOnAVirtualThread() throws Exception {
        CompletableFuture<Thread> future = bridge.run(Thread::currentThread);

        Thread thread = future.get();
        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.getName()).isEqualTo("morelia-async");
        assertThat(future.toString()).isEqualTo("Future of an operation [completed]");
        assertThat(bridge.<Void>run(() -> null).get()).isNull();
        assertThat(bridge.runUnbounded(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void queriesReadAheadOnVirtualThreads() throws Exception {
        assertThat(bridge.run(() -> ThreadKind.awaitedBy(Thread.currentThread()))
                        .get())
                .isEqualTo(ThreadKind.PLATFORM_DAEMON);
        var afterwards = new AtomicReference<ThreadKind>();
        var kind = bridge.runQuery(() -> {
            Thread.sleep(50);
            return ThreadKind.awaitedBy(Thread.currentThread());
        });
        var dependent = kind.thenAccept(ended -> afterwards.set(ThreadKind.awaitedBy(Thread.currentThread())));
        assertThat(kind.get()).isEqualTo(ThreadKind.VIRTUAL);
        dependent.get();
        assertThat(afterwards).hasValue(ThreadKind.PLATFORM_DAEMON);
    }

    @Test
    void completesAfterItHasLeftItsPlaceInFlight() throws Exception {
        var hold = new CountDownLatch(1);
        var future = bridge.run(() -> hold.await(1, TimeUnit.MINUTES));
        var seen = future.thenApply(ended -> bridge.use().inFlight());
        assertThat(bridge.use().inFlight()).isEqualTo(1);
        hold.countDown();

        assertThat(seen.get()).isZero();
    }

    @Test
    void failsWithWhateverTheOperationThrows() {
        for (Throwable thrown : new Throwable[] {new Exception("checked"), new OutOfMemoryError("none"), new Error()}) {
            CompletableFuture<String> future = bridge.run(() -> {
                throwAny(thrown);
                return "";
            });
            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(thrown);
            assertThat(future.toString()).isEqualTo("Future of an operation [failed: " + thrown + "]");
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAny(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void cancellingInterruptsTheOperationAndNotWhatFollows() throws Exception {
        var future = bridge.run(this::block);
        var failure = future.handle((result, thrown) -> thrown);
        started.await();
        assertThat(future.toString()).isEqualTo("Future of an operation [running]");

        assertThat(future.cancel(false)).isTrue();

        assertThat(future).isCancelled();
        assertThat(future.toString()).isEqualTo("Future of an operation [cancelled]");
        assertThat(failure.get()).isInstanceOf(CancellationException.class);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(future.cancel(true)).as("as other futures").isTrue();
        awaitIdle(bridge);
    }

    @Test
    void cancellingACompletedFutureHasNoEffect() throws Exception {
        var future = bridge.run(() -> 1);
        future.get();

        assertThat(future.cancel(true)).isFalse();
        assertThat(future.completeExceptionally(new Exception())).isFalse();
        assertThat(future.get()).isEqualTo(1);
    }

    @Test
    void aTimeoutOfTheFutureEndsTheOperation() throws Exception {
        var future = bridge.run(this::block);

        assertThat(future.orTimeout(20, TimeUnit.MILLISECONDS)).isSameAs(future);

        assertThatThrownBy(future::get).hasCauseInstanceOf(TimeoutException.class);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        awaitIdle(bridge);
    }

    @Test
    void aValueForTimeoutsIsThatOfADependentFuture() throws Exception {
        var future = bridge.run(this::block);

        assertThat(future.completeOnTimeout("instead", 20, TimeUnit.MILLISECONDS)
                        .get())
                .isEqualTo("instead");

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(bridge.run(() -> "soon")
                        .completeOnTimeout("instead", 1, TimeUnit.MINUTES)
                        .get())
                .isEqualTo("soon");
    }

    @Test
    void nobodyElseGivesItAResult() {
        var future = bridge.run(this::block);

        for (Callable<?> attempt : Arrays.<Callable<?>>asList(
                () -> future.complete("a lie"),
                () -> future.completeAsync(() -> "a lie"),
                () -> future.completeAsync(() -> "a lie", Runnable::run),
                () -> {
                    future.obtrudeValue("a lie");
                    return null;
                },
                () -> {
                    future.obtrudeException(new Exception());
                    return null;
                })) {
            assertThatThrownBy(attempt::call)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("use copy()");
        }
        assertThat(future).isNotDone();
        assertThat(future.copy().complete("for me")).isTrue();
        assertThat(future).isNotDone();
        assertThat(future.completeExceptionally(new IllegalStateException("changed my mind")))
                .isTrue();
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> future.completeExceptionally(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void dependentsAreOrdinaryFuturesWhoseEndDoesNotEndTheOperation() throws Exception {
        var hold = new CountDownLatch(1);
        var future = bridge.run(() -> hold.await(1, TimeUnit.MINUTES));
        var dependent = future.thenApply(ended -> "dependent");
        assertThat(dependent.getClass()).isEqualTo(CompletableFuture.class);
        assertThat(future.copy().getClass()).isEqualTo(CompletableFuture.class);

        assertThat(dependent.complete("other")).isTrue();
        assertThat(future).isNotDone();
        hold.countDown();
        assertThat(future.get()).isTrue();
    }

    @Test
    void anInterruptNeverReachesADependent() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            var seen = new AtomicBoolean();
            var future = bridge.run(() -> 1);
            var dependent = future.handle((result, failure) -> {
                // On the thread of the operation, or on this one.
                seen.set(Thread.currentThread().isInterrupted());
                return result;
            });
            boolean cancelled = future.cancel(true);
            var unused = catchThrowable(dependent::get);
            assertThat(seen).isFalse();
            assertThat(future.isCancelled()).isEqualTo(cancelled);
        }
        awaitIdle(bridge);
    }

    @Test
    void withoutAThreadItFailsAndLeavesItsPlace() {
        var env = new StubEnv(remote -> {
            throw new AssertionError();
        });
        var starved = new Bridge(env);
        env.failThreadStarts(true);

        var future = starved.run(() -> 1);
        var unbounded = starved.runUnbounded(() -> 1);

        assertThatThrownBy(future::get).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(unbounded::get).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(starved.use().inFlight()).isZero();
        env.failThreadStarts(false);
        assertThat(starved.run(() -> 1).join()).isEqualTo(1);
    }

    @Test
    void theStackOfTheCallerFollowsThatOfTheException() {
        var traced = bridge(async -> async.callTracing(1));
        var thrown = new IllegalStateException("on the thread of the operation");

        for (int i = 0; i < 2; i++) {
            CompletableFuture<String> future = traced.run(() -> {
                throw thrown;
            });
            assertThatThrownBy(future::get).cause().isSameAs(thrown);
            var frames = Arrays.asList(thrown.getStackTrace());
            var boundary = frames.indexOf(CallTrace.CALLED_FROM);
            assertThat(boundary).isPositive().isEqualTo(frames.lastIndexOf(CallTrace.CALLED_FROM));
            assertThat(frames.get(boundary + 1).getMethodName()).isNotEqualTo("call");
            assertThat(frames.subList(boundary, frames.size()))
                    .anyMatch(frame -> frame.getMethodName().equals("theStackOfTheCallerFollowsThatOfTheException"));
        }
        assertThat(CallTrace.CALLED_FROM.toString()).isEqualTo("dev.morelia.async.calledFrom()");
    }

    @Test
    void cancellingFromTheOperationItselfWorks() throws Exception {
        var self = new AtomicReference<CompletableFuture<Boolean>>();
        var known = new CountDownLatch(1);
        var flag = new CompletableFuture<Boolean>();
        CompletableFuture<Boolean> future = bridge.run(() -> {
            known.await();
            self.get().cancel(true);
            flag.complete(Thread.currentThread().isInterrupted());
            return true;
        });
        self.set(future);
        known.countDown();

        assertThat(flag.get()).isTrue();
        assertThat(future).isCancelled();
        awaitIdle(bridge);
    }

    /** Cancelled by its own operation, dependents run on the thread of that, which is to be interrupted. */
    @Test
    void dependentsDoNotSeeTheInterruptOfAnOperationThatCancelsItself() throws Exception {
        var itself = new AtomicReference<CompletableFuture<Boolean>>();
        var ready = new CountDownLatch(1);
        var interruptedAfterwards = new CompletableFuture<Boolean>();
        var future = bridge.run(() -> {
            ready.await();
            itself.get().cancel(true);
            interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            return true;
        });
        itself.set(future);
        var seen = future.handle((result, failure) -> Thread.currentThread().isInterrupted());
        ready.countDown();

        assertThat(seen.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(interruptedAfterwards.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingTheClientEndsWaitsForCodeOfTheProgram() throws Exception {
        var stage = new CompletableFuture<String>();
        var abandoned = new CountDownLatch(1);
        CompletableFuture<String> body = bridge.runUnbounded(() -> {
            started.countDown();
            return bridge.await("the body", () -> stage, Deadline.NONE, abandoned::countDown);
        });
        var cancelled = new CountDownLatch(1);
        CompletableFuture<Long> inserted =
                bridge.runUnbounded(() -> bridge.stream(silent(cancelled)).count());
        started.await();
        bridge.close();

        assertThatThrownBy(() -> body.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ClientClosedException.class)
                .hasMessageContaining("waiting for the body");
        assertThatThrownBy(() -> inserted.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ClientClosedException.class);
        assertThat(abandoned.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stage).isCancelled();
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> bridge.runUnbounded(() -> bridge.await("late", CompletableFuture<String>::new))
                        .get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ClientClosedException.class);
    }

    /** Never publishes anything. */
    private static Flow.Publisher<String> silent(CountDownLatch cancelled) {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long number) {}

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        });
    }
}
