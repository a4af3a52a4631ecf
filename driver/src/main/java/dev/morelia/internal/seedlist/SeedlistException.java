package dev.morelia.internal.seedlist;

import dev.morelia.result.Problem;
import org.jspecify.annotations.Nullable;

/** DNS did not provide the hosts. The message names the step and the name that was looked up. */
public final class SeedlistException extends Exception {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    SeedlistException(Problem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /** The kind of problem. */
    public Problem problem() {
        return problem;
    }

    /** The message, which is never null. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
