package dev.morelia.internal.argument;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Where something was thrown, without messages: the code of the program that supplies secrets chose them, they may
 * contain one, and the messages of causes are logged and published.
 */
public final class WithoutMessages extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAXIMUM_CAUSES = 10;

    private WithoutMessages(Throwable original, @Nullable Throwable cause) {
        super(original.getClass().getName() + ", whose message may contain a secret", cause);
        setStackTrace(original.getStackTrace());
    }

    /** The classes and stack traces of a failure and its causes; null if the exception does not even tell those. */
    public static @Nullable Throwable of(Throwable failure) {
        try {
            var chain = new ArrayDeque<Throwable>();
            for (var next = failure; next != null && chain.size() < MAXIMUM_CAUSES; next = next.getCause()) {
                chain.push(next);
            }
            Throwable shown = null;
            for (var next : chain) {
                shown = new WithoutMessages(next, shown);
            }
            return shown;
        } catch (Throwable broken) {
            return null;
        }
    }
}
