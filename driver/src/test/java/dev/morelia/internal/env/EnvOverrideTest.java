package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.net.StubEnv;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EnvOverrideTest {

    @Test
    void areThoseOfTheSystemUnlessSaidOtherwise() {
        assertThat(EnvOverride.here()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void areOthersUntilTheCreationIsOver() {
        var outer = env();
        var inner = env();
        EnvOverride.in(outer, () -> {
            assertThat(EnvOverride.here()).isSameAs(outer);
            Env seen = EnvOverride.in(inner, EnvOverride::here);
            assertThat(seen).isSameAs(inner);
            assertThat(EnvOverride.here()).isSameAs(outer);
            return "";
        });
        assertThat(EnvOverride.here()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void areAsBeforeWhenTheCreationFails() {
        assertThatThrownBy(() -> EnvOverride.in(env(), () -> {
                    throw new IllegalStateException("no client");
                }))
                .hasMessage("no client");
        assertThat(EnvOverride.here()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void areThoseOfOneThread() {
        var seen = new AtomicReference<Env>();
        EnvOverride.in(env(), () -> {
            var other =
                    SystemEnv.INSTANCE.start("morelia-test", ThreadKind.VIRTUAL, () -> seen.set(EnvOverride.here()));
            try {
                return other.join(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(seen.get()).isSameAs(SystemEnv.INSTANCE);
    }

    private static Env env() {
        return new StubEnv(address -> {
            throw new AssertionError("no link was expected to " + address);
        });
    }
}
