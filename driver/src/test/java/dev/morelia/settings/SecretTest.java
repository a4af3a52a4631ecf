package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SecretTest {
    private static char[] broken() {
        throw new UnsupportedOperationException("canary", new IllegalArgumentException("canary"));
    }

    @Test
    void tellsWhereASupplierFailedButNotItsMessage() {
        var secret = Secret.from(SecretTest::broken);
        assertThatIllegalStateException()
                .isThrownBy(secret::reveal)
                .withMessage("its supplier threw java.lang.UnsupportedOperationException")
                .satisfies(failure -> {
                    assertThat(failure).hasStackTraceContaining("SecretTest.broken");
                    assertThat(failure.getCause())
                            .hasMessage("java.lang.UnsupportedOperationException, whose message may contain a secret");
                    assertThat(failure)
                            .hasRootCauseMessage(
                                    "java.lang.IllegalArgumentException, whose message may contain a secret");
                });
    }

    @Test
    void tellsThatASupplierReturnedNothing() {
        @SuppressWarnings("NullAway")
        var secret = Secret.from(() -> null);
        assertThatIllegalStateException().isThrownBy(secret::chars).withMessage("its supplier returned null");
    }
}
