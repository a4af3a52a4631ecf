package dev.morelia.internal.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.net.StubEnv;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

    @Test
    void areThoseOfTheSystemUnlessSaidOtherwise() {
        assertThat(Surroundings.here()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void areOthersUntilTheCreationIsOver() {
        var outer = env();
        var inner = env();
        Surroundings.in(outer, () -> {
            assertThat(Surroundings.here()).isSameAs(outer);
            Env seen = Surroundings.in(inner, Surroundings::here);
            assertThat(seen).isSameAs(inner);
            assertThat(Surroundings.here()).isSameAs(outer);
            return "";
        });
        assertThat(Surroundings.here()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void areAsBeforeWhenTheCreationFails() {
        assertThatThrownBy(() -> Surroundings.in(env(), () -> {
                    throw new IllegalStateException("no client");
                }))
                .hasMessage("no client");
        assertThat(Surroundings.here()).isSameAs(SystemEnv.INSTANCE);
    }

    @Test
    void areThoseOfOneThread() {
        var seen = new AtomicReference<Env>();
        Surroundings.in(env(), () -> {
            var other =
                    SystemEnv.INSTANCE.start("morelia-test", ThreadKind.VIRTUAL, () -> seen.set(Surroundings.here()));
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
