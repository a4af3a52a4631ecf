package dev.morelia.simulation;

import dev.morelia.event.CommandListener;
import dev.morelia.internal.env.Env;
import dev.morelia.simulation.fault.FaultyEnv;
import dev.morelia.simulation.fault.FaultyEnv.Fault;
import dev.morelia.simulation.fault.MisleadingListener;
import dev.morelia.simulation.fault.MisleadingListener.Kind;
import dev.morelia.simulation.fault.Thrower;
import dev.morelia.simulation.fault.ThrowingEnv;

/** Bugs that can be planted into a {@link ThrowingHistory}, to test the test. */
enum ThrowingBug {
    NONE,
    /** A background thread ends for good at the first Throwable. */
    THREADS_END,
    /** A thread that the system could not create counts as started. */
    THREADS_NOT_STARTED,
    /** An exception of a listener fails the call. */
    LISTENER_FAILS_CALL,
    /** A cursor whose next batch fails looks exhausted. */
    BATCH_LOST,
    /** Each batch of a cursor has the whole timeout. */
    TIMEOUT_FOR_EACH_BATCH,
    /** The end of a command is published twice after an exception. */
    EVENT_TOLD_TWICE,
    /** The end of a command is not published after an exception. */
    EVENT_NOT_TOLD,
    /** The start of a command is published after its end. */
    EVENTS_OUT_OF_ORDER,
    /** Sessions are not returned to the pool. */
    SESSIONS_LOST,
    /** A retried write has another transaction number. */
    OTHER_NUMBERS,
    /** The settings of an output changed by a codec are not restored. */
    SETTINGS_STAY,
    /** A call with a late reply keeps waiting for it. */
    ENDLESS_READS,
    /** A connection is not returned when its late reply has arrived. */
    LATE_REPLIES_FORGOTTEN;

    /** The environment in which a driver behaves as if it had the bug. */
    Env around(ThrowingEnv env) {
        return switch (this) {
            case THREADS_END -> new FaultyEnv(env, Fault.THREADS_END);
            case THREADS_NOT_STARTED -> new FaultyEnv(env, Fault.THREADS_NOT_STARTED);
            case SESSIONS_LOST -> new FaultyEnv(env, Fault.OTHER_SESSIONS);
            case OTHER_NUMBERS -> new FaultyEnv(env, Fault.OTHER_NUMBERS);
            case ENDLESS_READS -> new FaultyEnv(env, Fault.ENDLESS_READS);
            case LATE_REPLIES_FORGOTTEN -> new FaultyEnv(env, Fault.LATE_REPLIES_FORGOTTEN);
            default -> env;
        };
    }

    /** The listener as a driver with the bug would call it. */
    CommandListener around(CommandListener listener, Thrower thrower) {
        return switch (this) {
            case EVENT_TOLD_TWICE -> new MisleadingListener(listener, Kind.TWICE, thrower);
            case EVENT_NOT_TOLD -> new MisleadingListener(listener, Kind.NEVER, thrower);
            case EVENTS_OUT_OF_ORDER -> new MisleadingListener(listener, Kind.LATE, thrower);
            default -> listener;
        };
    }
}
