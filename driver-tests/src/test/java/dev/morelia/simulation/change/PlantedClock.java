package dev.morelia.simulation.change;

import dev.morelia.internal.env.Env;
import dev.morelia.simulation.fault.ForwardingEnv;
import java.time.Instant;

/** Shows a consumer that checks its lease an earlier time, as if it counted the time of the lease in a wrong way. */
final class PlantedClock extends ForwardingEnv {

    /** Long before anything happens here. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    private final DurableBug bug;
    private final PlantedDurable planted;

    PlantedClock(Env env, DurableBug bug, PlantedDurable planted) {
        super(env);
        this.bug = bug;
        this.planted = planted;
    }

    @Override
    public long nanoTime() {
        long now = super.nanoTime();
        return switch (bug) {
            case HANDED_OUT_AFTER_TERM -> isLeaseChecked() ? NEVER : now;
            case TERM_FROM_REPLY -> isLeaseChecked() ? now - planted.lastRequestNanos() : now;
            default -> now;
        };
    }

    /** By the wall clock, too. */
    @Override
    public Instant now() {
        Instant now = super.now();
        return switch (bug) {
            case HANDED_OUT_AFTER_TERM -> isLeaseChecked() ? Instant.EPOCH : now;
            case TERM_FROM_REPLY -> isLeaseChecked() ? now.minusNanos(planted.lastRequestNanos()) : now;
            default -> now;
        };
    }

    private static boolean isLeaseChecked() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(3).findFirst())
                .filter(caller -> caller.getClassName().endsWith(".LeaseKeeper")
                        && caller.getMethodName().equals("isUsable"))
                .isPresent();
    }
}
