package dev.morelia.internal.env;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of the driver's own code on a thread of the driver's own: no code of the program is further down the stack, so
 * no class initializer and no {@code synchronized} keeps the carrier of a virtual thread while it waits. What such a
 * call starts and waits for may therefore be virtual threads, however many of these calls there are at once.
 */
public final class UnpinnedCall {
    private static final ThreadLocal<@Nullable Boolean> CURRENT = new ThreadLocal<>();

    private UnpinnedCall() {}

    /** Runs the code, which is not code of the program, as such a call. */
    public static <T extends @Nullable Object> T run(Callable<? extends T> code) throws Exception {
        CURRENT.set(Boolean.TRUE);
        try {
            return code.call();
        } finally {
            CURRENT.remove();
        }
    }

    /** Whether the calling thread runs one. */
    static boolean isCurrent() {
        return CURRENT.get() != null;
    }
}
