package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.ClientSettings;
import dev.morelia.spi.AsyncExecutor;
import dev.morelia.spi.ContextPropagation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class OperationThreadsTest {
    private static final ThreadLocal<String> CONTEXT = new ThreadLocal<>();

    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private static Bridge bridge(@Nullable AsyncExecutor executor, @Nullable ContextPropagation propagation) {
        return new Bridge(
                new Background(SystemEnv.INSTANCE),
                ClientSettings.defaults().async(async -> async.maxInFlight(2)),
                executor,
                propagation);
    }

    @Test
    void theProgramProvidesTheThreads() throws Exception {
        var bridge = bridge(pool::execute, null);

        assertThat(bridge.run(() -> Thread.currentThread().isVirtual()).get()).isFalse();
        assertThat(bridge.with(Duration.ofSeconds(1), null).run(() -> 1).get()).isEqualTo(1);
        assertThat(bridge.use().inFlight()).isZero();
    }

    @Test
    void threadsOfTheProgramKeepNoInterrupt() throws Exception {
        var interruptedAfterwards = new AtomicInteger();
        AsyncExecutor watched = operation -> pool.execute(() -> {
            operation.run();
            if (Thread.interrupted()) {
                interruptedAfterwards.incrementAndGet();
            }
        });
        var bridge = bridge(watched, null);
        for (int i = 0; i < 5_000; i++) {
            var future = bridge.run(() -> {
                Thread.onSpinWait();
                return 1;
            });
            for (int spins = ThreadLocalRandom.current().nextInt(100); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            future.cancel(true);
        }
        while (bridge.use().inFlight() > 0) {
            Thread.sleep(1);
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        assertThat(interruptedAfterwards).hasValue(0);
    }

    @Test
    void anOperationIsCancelledBeforeItsThreadBegins() throws Exception {
        List<Runnable> waiting = new ArrayList<>();
        var bridge = bridge(waiting::add, null);
        var ran = new AtomicInteger();
        var future = bridge.run(ran::incrementAndGet);
        assertThat(future.toString()).isEqualTo("Future of an operation [starting]");

        assertThat(future.cancel(true)).isTrue();

        assertThat(bridge.use().inFlight()).isZero();
        var thread = Thread.startVirtualThread(waiting.getFirst());
        thread.join();
        assertThat(ran).hasValue(0);
        assertThat(bridge.use().inFlight()).isZero();
    }

    @Test
    void anExecutorThatThrowsFailsTheOperation() {
        var bridge = bridge(
                operation -> {
                    throw new RejectedExecutionException("full");
                },
                null);

        assertThatThrownBy(bridge.run(() -> 1)::get).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(bridge.use().inFlight()).isZero();
    }

    @Test
    void anOperationThatWasNotHandedOverNeverRunsAndOtherwiseOnce() throws Exception {
        var running = new CountDownLatch(1);
        var ran = new AtomicInteger();
        var threads = new OperationThreads(
                new Background(SystemEnv.INSTANCE),
                operation -> {
                    pool.execute(operation);
                    pool.execute(operation);
                    awaitUninterruptibly(running);
                    throw new RejectedExecutionException("too late");
                },
                null);
        threads.start(() -> {
            ran.incrementAndGet();
            running.countDown();
        });

        List<Runnable> kept = new ArrayList<>();
        var keeping = new OperationThreads(
                new Background(SystemEnv.INSTANCE),
                operation -> {
                    kept.add(operation);
                    throw new RejectedExecutionException("full");
                },
                null);
        assertThatThrownBy(() -> keeping.start(ran::incrementAndGet)).hasMessage("full");
        pool.execute(kept.getFirst());
        pool.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        assertThat(ran).hasValue(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anExecutorMustNotRunTheOperationOnTheCallingThread() {
        var bridge = bridge(Runnable::run, null);

        assertThatThrownBy(bridge.run(() -> 1)::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ran an operation on the thread that called execute");
        assertThat(bridge.use().inFlight()).isZero();
    }

    @Test
    void anExecutorThatFailsForTheNextOperationDoesNotAffectTheOneThatEnds() throws Exception {
        var started = new AtomicInteger();
        var hold = new CountDownLatch(1);
        var bridge = bridge(
                operation -> {
                    if (started.incrementAndGet() > 2) {
                        throw new RejectedExecutionException("full");
                    }
                    Thread.startVirtualThread(operation);
                },
                null);
        List<CompletableFuture<Boolean>> first = Stream.generate(
                        () -> bridge.run(() -> hold.await(1, TimeUnit.MINUTES)))
                .limit(2)
                .toList();
        List<CompletableFuture<Integer>> queued =
                Stream.generate(() -> bridge.run(() -> 1)).limit(10_000).toList();
        hold.countDown();

        for (var future : first) {
            assertThat(future.get()).isTrue();
        }
        for (var future : queued) {
            assertThatThrownBy(future::get).hasCauseInstanceOf(RejectedExecutionException.class);
        }
        assertThat(bridge.use().inFlight()).isZero();
        assertThat(bridge.use().queued()).isZero();
    }

    @Test
    void operationsHaveTheContextOfTheirCaller() throws Exception {
        var bridge = bridge(pool::execute, operation -> {
            String context = CONTEXT.get();
            return () -> {
                CONTEXT.set(context);
                try {
                    operation.run();
                } finally {
                    CONTEXT.remove();
                }
            };
        });
        var hold = new CountDownLatch(1);
        CONTEXT.set("request 1");
        try {
            var held = List.of(
                    bridge.run(() -> hold.await(1, TimeUnit.MINUTES)),
                    bridge.run(() -> hold.await(1, TimeUnit.MINUTES)));
            CONTEXT.set("request 2");
            var queued = bridge.run(CONTEXT::get).thenApply(seen -> seen + ", then " + CONTEXT.get());
            CONTEXT.set("request 3");
            hold.countDown();

            assertThat(queued.get()).startsWith("request 2, then request");
            assertThat(held).allMatch(CompletableFuture::join);
            assertThat(pool.submit(CONTEXT::get).get()).isNull();
        } finally {
            CONTEXT.remove();
        }
    }

    @SuppressWarnings("NullAway") // one returns null, which it must not
    static Stream<ContextPropagation> broken() {
        return Stream.of(
                operation -> null,
                operation -> () -> {},
                operation -> {
                    throw new IllegalStateException("no context");
                },
                operation -> () -> {
                    throw new LinkageError("no context");
                },
                operation -> () -> {
                    operation.run();
                    throw new LinkageError("no context");
                },
                operation -> () -> {
                    operation.run();
                    operation.run();
                });
    }

    @ParameterizedTest
    @MethodSource("broken")
    void anOperationRunsOnceWhateverItsContextDoes(ContextPropagation propagation) throws Exception {
        var bridge = bridge(null, propagation);
        var ran = new AtomicInteger();

        assertThat(bridge.run(ran::incrementAndGet).get()).isEqualTo(1);
        assertThat(bridge.runUnbounded(ran::incrementAndGet).get()).isEqualTo(2);
        while (bridge.use().inFlight() > 0) {
            Thread.sleep(1);
        }
        assertThat(ran).hasValue(2);
    }
}
