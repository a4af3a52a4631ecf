package dev.morelia.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.env.SystemEnv;
import org.junit.jupiter.api.Test;

class SessionScopeTest {
    @Test
    void aCallThatHadToWaitBeginsBeforeWithinTheScopesOfItsThread() {
        var outer = SessionScope.ofCaller(5);
        outer.resume();
        try {
            var waited = SessionScope.openSince(3);
            assertThat(SessionScope.begunNanos(SystemEnv.INSTANCE)).isEqualTo(3);
            waited.close();
            assertThat(SessionScope.begunNanos(SystemEnv.INSTANCE)).isEqualTo(5);
        } finally {
            outer.close();
        }
        assertThat(SessionScope.isCurrent()).isFalse();
    }

    @Test
    void withoutOtherScopesNoneIsLeft() {
        var waited = SessionScope.openSince(3);
        assertThat(SessionScope.isCurrent()).isTrue();
        waited.close();
        assertThat(SessionScope.isCurrent()).isFalse();
    }
}
