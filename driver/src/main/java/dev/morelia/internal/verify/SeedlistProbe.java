package dev.morelia.internal.verify;

import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.seedlist.Seedlist;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.internal.seedlist.SeedlistLookup;
import dev.morelia.internal.topology.Problems;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification;
import dev.morelia.result.Verification.Action;
import dev.morelia.topology.ServerAddress;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks up the SRV and TXT records once more, step by step. For one thread and one use. */
final class SeedlistProbe {
    private final EffectiveSettings settings;
    private final SeedlistLookup lookup;
    private final Deadline deadline;
    private final Steps steps;
    private @Nullable Seedlist found;

    SeedlistProbe(Env env, EffectiveSettings settings, SeedlistLookup lookup, Deadline deadline) {
        this.settings = settings;
        this.lookup = lookup;
        this.deadline = deadline;
        this.steps = new Steps(env, SeedlistProbe::reason);
    }

    Verification.Srv run() {
        boolean ignored = steps.tried(Action.SRV, this::srv) && steps.tried(Action.TXT, this::txt);
        Throwable failure = steps.failure();
        Problem problem = switch (failure) {
            case null -> Problem.NONE;
            case SeedlistException known -> known.problem();
            case OutOfMemoryError noThread -> Problem.NO_THREAD;
            case Throwable other -> Problems.of(other);
        };
        return new Verification.Srv(
                lookup.host(), steps.all(), problem, failure == null ? "" : reason(failure), problem.nextStep());
    }

    private static String reason(Throwable failure) {
        return failure instanceof SeedlistException known ? known.text() : failure.toString();
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
