package dev.morelia.internal.verify;

import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.seedlist.Seedlist;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.internal.seedlist.SeedlistLookup;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks up the SRV and TXT records once more, step by step. For one thread and one use. */
final class SeedlistProbe {
    private final Env env;
    private final EffectiveSettings settings;
    private final SeedlistLookup lookup;
    private final Deadline deadline;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Seedlist found;
    private @Nullable SeedlistException failure;

    SeedlistProbe(Env env, EffectiveSettings settings, SeedlistLookup lookup, Deadline deadline) {
        this.env = env;
        this.settings = settings;
        this.lookup = lookup;
        this.deadline = deadline;
    }

    Verification.Srv run() {
        boolean ignored = tried(Action.SRV, this::srv) && tried(Action.TXT, this::txt);
        Problem problem = failure == null ? Problem.NONE : failure.problem();
        return new Verification.Srv(
                lookup.host(), steps, problem, failure == null ? "" : failure.text(), problem.nextStep());
    }

    /** One step; returns what it found as a message. */
    private interface Attempt {
        String run() throws SeedlistException;
    }

    private boolean tried(Action action, Attempt attempt) {
        long begunNanos = env.nanoTime();
        String detail;
        try {
            detail = attempt.run();
        } catch (SeedlistException e) {
            failure = e;
            detail = e.text();
        }
        steps.add(new Step(action, failure == null, Duration.ofNanos(env.nanoTime() - begunNanos), detail));
        return failure == null;
    }

    private String srv() throws SeedlistException {
        Seedlist seedlist = lookup.srv(deadline, CancelToken.NONE);
        found = seedlist;
        return seedlist.hosts().stream().map(ServerAddress::toString).collect(Collectors.joining(", "));
    }

    private String txt() throws SeedlistException {
        String txt = lookup.txt(deadline, CancelToken.NONE);
        if (found != null) {
            var unused = settings.complete(found, txt);
        }
        return txt;
    }
}
