package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.net.StubEnv;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EnvOverrideTest {

    @Test
    void isTheSystemByDefault() {
        assertThat(EnvOverride.current()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void isOverriddenDuringTheCall() {
        var outer = env();
        var inner = env();
        EnvOverride.with(outer, () -> {
            assertThat(EnvOverride.current()).isSameAs(outer);
            Env seen = EnvOverride.with(inner, EnvOverride::current);
            assertThat(seen).isSameAs(inner);
            assertThat(EnvOverride.current()).isSameAs(outer);
            return "";
        });
        assertThat(EnvOverride.current()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void isRestoredIfTheCreationFails() {
        assertThatThrownBy(() -> EnvOverride.with(env(), () -> {
                    throw new IllegalStateException("no client");
                }))
                .hasMessage("no client");
        assertThat(EnvOverride.current()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void isOverriddenForOneThread() {
        var seen = new AtomicReference<Env>();
        EnvOverride.with(env(), () -> {
            var other =
                    SystemEnv.INSTANCE.start("morelia-test", ThreadKind.VIRTUAL, () -> seen.set(EnvOverride.current()));
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
            throw new AssertionError("unexpected link to " + address);
        });
    }
}
