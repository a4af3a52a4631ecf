package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelTokenTest {

    private final AtomicInteger runs = new AtomicInteger();
    private final Runnable action = runs::incrementAndGet;

    @Test
    void runsTheRegisteredActionOnce() {
        var token = new CancelToken();
        assertThat(token.register(action)).isTrue();
        token.cancel();
        token.cancel();
        assertThat(runs).hasValue(1);
        assertThat(token.isCancelled()).isTrue();
        assertThat(token.withdraw(action)).isFalse();
    }

    @Test
    void doesNotRunAWithdrawnAction() {
        var token = new CancelToken();
        token.register(action);
        assertThat(token.withdraw(action)).isTrue();
        token.cancel();
        assertThat(runs).hasValue(0);
        assertThat(token.isCancelled()).isTrue();
    }

    @Test
    void registersNoActionAfterCancellation() {
        var token = new CancelToken();
        token.cancel();
        assertThat(token.register(action)).isFalse();
        assertThat(runs).hasValue(0);
    }

    @Test
    void registersOneActionAtATime() {
        var token = new CancelToken();
        token.register(action);
        assertThatThrownBy(() -> token.register(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noneIsSharedAndNeverCancelled() {
        CancelToken.NONE.cancel();
        assertThat(CancelToken.NONE.isCancelled()).isFalse();
        assertThat(CancelToken.NONE.register(action)).isTrue();
        assertThat(CancelToken.NONE.register(() -> {})).isTrue();
        assertThat(CancelToken.NONE.withdraw(action)).isTrue();
    }

    @Test
    void theActionEitherRunsOrIsWithdrawn() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            var token = new CancelToken();
            runs.set(0);
            token.register(action);
            var start = new CountDownLatch(1);
            var canceller = Thread.ofVirtual().start(() -> {
                start.countDown();
                token.cancel();
            });
            start.await();
            boolean withdrawn = token.withdraw(action);
            canceller.join();
            assertThat(runs).hasValue(withdrawn ? 0 : 1);
        }
    }
}
