package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.ThreadKind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ForeignCallTest {
    private final TestEnv env = new TestEnv();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private Deadline in(long millis) {
        return Deadline.after(env.nanoTime(), TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private <T> T result(Callable<@Nullable T> body, Deadline deadline, CancelToken token)
            throws AuthenticationFailure {
        return ForeignCall.result(env, "the callback", ThreadKind.PLATFORM_DAEMON, body, deadline, token);
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
    void returnsTheResult() throws AuthenticationFailure {
        assertThat(result(() -> Thread.currentThread().getName(), Deadline.NONE, CancelToken.NONE))
                .isEqualTo("morelia-login");
    }

    @Test
    void whateverIsThrownIsNamedWithoutItsMessage() {
        var error = new IllegalStateException("canary", new IOException("canary"));
        assertThatThrownBy(() -> result(
                        () -> {
                            throw error;
                        },
                        Deadline.NONE,
                        CancelToken.NONE))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the callback threw java.lang.IllegalStateException")
                .hasRootCauseMessage("java.io.IOException, whose message may contain a secret")
                .satisfies(failure -> assertThat(failure.getCause())
                        .hasMessage("java.lang.IllegalStateException, whose message may contain a secret")
                        .extracting(Throwable::getStackTrace)
                        .isEqualTo(error.getStackTrace()));
    }

    @Test
    void nullIsAFailure() {
        assertThatThrownBy(() -> result(() -> null, Deadline.NONE, CancelToken.NONE))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the callback returned null");
    }

    @Test
    void deadlineInterruptsTheCall() throws InterruptedException {
        assertThatThrownBy(() -> result(this::endless, in(100), CancelToken.NONE))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageStartingWith("the callback has not returned for 1");
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
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
        assertThatThrownBy(() -> result(this::endless, Deadline.NONE, token))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the callback was cancelled");
        canceller.join();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> result(this::endless, Deadline.NONE, token))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the callback was cancelled");
    }

    @Test
    void interruptOfTheWaitingThreadIsPassedOn() throws InterruptedException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> result(this::endless, Deadline.NONE, CancelToken.NONE))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aCallThatOthersWaitForContinues() throws Exception {
        var end = new CountDownLatch(1);
        var call = ForeignCall.start(
                env,
                "the callback",
                ThreadKind.VIRTUAL,
                () -> {
                    end.await();
                    return "done";
                },
                in(10_000));
        var patient = new String[1];
        var waiting = Thread.ofVirtual().start(() -> {
            try {
                patient[0] = call.await(Deadline.NONE, CancelToken.NONE);
            } catch (AuthenticationFailure e) {
                patient[0] = String.valueOf(e.getMessage());
            }
        });
        while (waiting.getState() != Thread.State.WAITING && waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> call.await(Deadline.NONE, CancelToken.NONE)).isInstanceOf(AuthenticationFailure.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> call.await(in(20), CancelToken.NONE)).isInstanceOf(AuthenticationFailure.class);
        end.countDown();
        waiting.join();
        assertThat(patient[0]).isEqualTo("done");
        assertThat(call.hasEnded()).isTrue();
    }
}
