package dev.morelia.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.ClientSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations that end something, such as a session, and those that open what has to be closed. */
@Timeout(60)
class EndingFutureTest {
    private final List<Runnable> waiting = new ArrayList<>();
    private final Bridge bridge = OperationFutureTest.bridge(async -> async.callTracing(1));
    /** Its operations begin only when the test runs them. */
    private final Bridge delayed =
            new Bridge(new Background(SystemEnv.INSTANCE), ClientSettings.defaults(), waiting::add, null);

    @Test
    void itRunsAlthoughItWasCancelledBeforeItsThreadBegan() throws Exception {
        var ended = new AtomicBoolean();
        var future = delayed.runToEnd(() -> ended.set(true));

        assertThat(future.cancel(true)).isTrue();
        Thread.startVirtualThread(waiting.getFirst()).join();

        assertThat(ended).isTrue();
        assertThat(future).isCancelled();
    }

    @Test
    void itIsNotInterrupted() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new AtomicBoolean(true);
        var ended = new CountDownLatch(1);
        var future = bridge.runToEnd(() -> {
            begun.countDown();
            interrupted.set(new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS));
            ended.countDown();
        });
        begun.await();

        future.orTimeout(1, TimeUnit.MILLISECONDS);

        assertThatThrownBy(future::get).hasCauseInstanceOf(TimeoutException.class);
        ended.await();
        assertThat(interrupted).isFalse();
    }

    @Test
    void itRunsOnAVirtualThreadIfTheProgramHasNone() throws Exception {
        var full = new Bridge(
                new Background(SystemEnv.INSTANCE),
                ClientSettings.defaults(),
                operation -> {
                    throw new RejectedExecutionException("full");
                },
                null);
        var virtual = new AtomicBoolean();

        full.runToEnd(() -> virtual.set(Thread.currentThread().isVirtual())).get();

        assertThat(virtual).isTrue();
    }

    @Test
    void itFailsWithTheSameExceptionAndTheStackOfTheCaller() {
        var failure = new IOException("as is");

        assertThatThrownBy(bridge.runToEnd(() -> {
                    throw failure;
                })::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(failure.getStackTrace()).anySatisfy(frame -> assertThat(frame.getMethodName())
                .isEqualTo("itFailsWithTheSameExceptionAndTheStackOfTheCaller"));
    }

    @Test
    void theProgramCannotSetItsResult() throws Exception {
        var future = delayed.runToEnd(() -> {});

        assertThatThrownBy(() -> future.complete(null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> future.completeAsync(() -> null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> future.completeAsync(() -> null, Runnable::run))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> future.obtrudeValue(null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> future.obtrudeException(new IOException()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("copy()");
        var limited = future.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS);
        assertThat(limited.get()).isNull();
        assertThat(future).isNotDone();
        assertThat(future.thenApply(nothing -> 1).complete(2)).isTrue();
    }

    @Test
    void whatIsOpenedAfterTheCancelIsClosed() throws Exception {
        var opens = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var interrupted = new AtomicBoolean(true);
        var future = bridge.runOpening(
                () -> {
                    opens.countDown();
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException tooLate) {
                        Thread.currentThread().interrupt();
                    }
                    return "opened";
                },
                opened -> {
                    interrupted.set(Thread.currentThread().isInterrupted());
                    closed.countDown();
                });
        opens.await();

        future.cancel(true);

        closed.await();
        assertThat(interrupted).isFalse();
    }

    @Test
    void whatIsOpenedInTimeStaysOpen() throws Exception {
        var closed = new AtomicBoolean();
        var future = bridge.runOpening(() -> "opened", opened -> closed.set(true));

        assertThat(future.get()).isEqualTo("opened");
        assertThat(future.cancel(true)).isFalse();
        assertThatThrownBy(bridge.runOpening(
                        () -> {
                            throw new IOException("cannot be opened");
                        },
                        opened -> closed.set(true))::get)
                .hasCauseInstanceOf(IOException.class);
        assertThat(closed).isFalse();
    }
}
