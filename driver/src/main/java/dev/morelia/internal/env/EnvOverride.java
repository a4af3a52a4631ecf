package dev.morelia.internal.env;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Overrides the {@link Env} of clients that the calling thread creates, for simulations; by default it is the {@link
 * SystemEnv}. A client keeps the environment that it was created with. Not a setting, because applications have no use
 * for it.
 */
public final class EnvOverride {

    private static final ThreadLocal<@Nullable Env> SIMULATED = new ThreadLocal<>();

    private EnvOverride() {}

    /** The environment for what the calling thread creates now. */
    public static Env current() {
        Env simulated = SIMULATED.get();
        return simulated == null ? SystemEnv.INSTANCE : simulated;
    }

    /**
     * Creates an object with another environment.
     *
     * @param env the environment, for the calling thread during the call
     * @param creation the code that uses {@link #current}
     * @return the created object
     */
    public static <T> T with(Env env, Supplier<T> creation) {
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
