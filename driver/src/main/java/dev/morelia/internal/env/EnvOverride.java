package dev.morelia.internal.env;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link Env} a client gets that the calling thread creates: the {@link SystemEnv}, except where a simulation
 * says otherwise. A client keeps what it got. This is no setting, as no program has any use for it.
 */
public final class EnvOverride {

    private static final ThreadLocal<@Nullable Env> SIMULATED = new ThreadLocal<>();

    private EnvOverride() {}

    /** The environment of what the calling thread creates now. */
    public static Env here() {
        Env simulated = SIMULATED.get();
        return simulated == null ? SystemEnv.INSTANCE : simulated;
    }

    /**
     * Creates something in another environment.
     *
     * @param env the environment, for the calling thread and until the creation is over
     * @param creation what asks {@link #here}
     * @return what was created
     */
    public static <T> T in(Env env, Supplier<T> creation) {
        Env before = SIMULATED.get();
        SIMULATED.set(env);
        try {
            return creation.get();
        } finally {
            if (before == null) {
                SIMULATED.remove();
            } else {
                SIMULATED.set(before);
            }
        }
    }
}
