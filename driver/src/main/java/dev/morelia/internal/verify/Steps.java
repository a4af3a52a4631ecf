package dev.morelia.internal.verify;

import dev.morelia.internal.env.Env;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a probe one after the other and records their results and times. For one thread. */
final class Steps {
    private final Env env;
    private final Function<Throwable, String> reason;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Throwable failure;

    /**
     * Creates it without steps.
     *
     * @param reason says why a step failed
     */
    Steps(Env env, Function<Throwable, String> reason) {
        this.env = env;
        this.reason = reason;
    }

    /** One step; returns what it found as a message. */
    interface Attempt {
        String run() throws Exception;
    }

    /** Runs a step; returns whether it succeeded. */
    boolean tried(Action action, Attempt attempt) {
        long begunNanos = env.nanoTime();
        String detail;
        try {
            detail = attempt.run();
        } catch (Throwable e) {
            // Code of the program may throw anything: a trust manager, a callback of the credential.
            failure = e;
            if (env.isOver()) {
                return false;
            }
            detail = reason.apply(e);
        }
        var duration = Duration.ofNanos(env.nanoTime() - begunNanos);
        steps.add(new Step(action, failure == null, duration, detail));
        return failure == null;
    }

    /** The steps tried, in order. */
    List<Step> all() {
        return steps;
    }

    /** The failure of the last step; null if it succeeded. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
