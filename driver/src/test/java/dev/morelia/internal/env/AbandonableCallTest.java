package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.env.AbandonableCall.Cancelled;
import dev.morelia.internal.env.AbandonableCall.Failed;
import dev.morelia.internal.env.AbandonableCall.Interrupted;
import dev.morelia.internal.env.AbandonableCall.NotStarted;
import dev.morelia.internal.env.AbandonableCall.Outcome;
import dev.morelia.internal.env.AbandonableCall.Returned;
import dev.morelia.internal.env.AbandonableCall.TimedOut;
import dev.morelia.internal.net.StubEnv;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AbandonableCallTest {
    private final Env env = SystemEnv.INSTANCE;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private Deadline in(long millis) {
        return Deadline.after(env.nanoTime(), TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private <T> Outcome<T> run(Callable<T> body, Deadline deadline, CancelToken token) {
        return AbandonableCall.run(env, "test", ThreadKind.VIRTUAL, body, deadline, token);
    }

    private String endless() throws InterruptedException {
        begun.countDown();
        try {
            Thread.sleep(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        return "too late";
    }

    @Test
    void returnsTheResult() {
        assertThat(run(() -> "done", Deadline.NONE, CancelToken.NONE)).isEqualTo(new Returned<>("done"));
    }

    @Test
    void whateverIsThrownIsAFailure() {
        var error = new AssertionError();
        Outcome<String> outcome = run(
                () -> {
                    throw error;
                },
                Deadline.NONE,
                CancelToken.NONE);
        assertThat(outcome).isEqualTo(new Failed<>(error));
    }

    @Test
    void withoutAThreadItIsNotStarted() {
        var failing = new StubEnv(address -> {
            throw new AssertionError();
        });
        failing.failThreadStarts(true);
        var call = AbandonableCall.start(failing, "test", ThreadKind.VIRTUAL, () -> "never", Deadline.NONE);
        assertThat(call.hasEnded()).isTrue();
        assertThat(call.await(Deadline.NONE, CancelToken.NONE)).isInstanceOf(NotStarted.class);
    }

    @Test
    void deadlineOfTheCallInterruptsIt() throws InterruptedException {
        assertThat(run(this::endless, in(50), CancelToken.NONE)).isEqualTo(new TimedOut<>());
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void deadlineOfOneCallerLeavesTheCallToTheNext() throws InterruptedException {
        var end = new CountDownLatch(1);
        var call = AbandonableCall.start(
                env,
                "test",
                ThreadKind.VIRTUAL,
                () -> {
                    end.await();
                    return "done";
                },
                in(10_000));
        assertThat(call.await(in(20), CancelToken.NONE)).isEqualTo(new TimedOut<>());
        assertThat(call.hasEnded()).isFalse();
        end.countDown();
        assertThat(call.await(in(10_000), CancelToken.NONE)).isEqualTo(new Returned<>("done"));
    }

    @Test
    void cancelInterruptsTheCall() throws InterruptedException {
        var token = new CancelToken();
        var canceller = Thread.ofVirtual().start(() -> {
            try {
                begun.await();
                token.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(run(this::endless, Deadline.NONE, token)).isEqualTo(new Cancelled<>());
        canceller.join();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(run(this::endless, Deadline.NONE, token)).isEqualTo(new Cancelled<>());
    }

    @Test
    void interruptOfTheOnlyWaitingThreadIsPassedOn() throws InterruptedException {
        Thread.currentThread().interrupt();
        assertThat(run(this::endless, Deadline.NONE, CancelToken.NONE)).isInstanceOf(Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
        // The thread may not have begun to sleep when it was interrupted; it does so with its flag set.
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }
}
