package dev.morelia.simulation;

import dev.morelia.event.CommandListener;
import dev.morelia.internal.env.Env;
import dev.morelia.simulation.fault.FaultyEnv;
import dev.morelia.simulation.fault.FaultyEnv.Fault;
import dev.morelia.simulation.fault.MisleadingListener;
import dev.morelia.simulation.fault.MisleadingListener.Kind;
import dev.morelia.simulation.fault.Thrower;
import dev.morelia.simulation.fault.ThrowingEnv;

/** What may be wrong in a {@link ThrowingHistory}, planted by the tests of this test. */
enum ThrowingBug {
    NONE,
    /** A background thread ends for good at the first Throwable. */
    THREADS_END,
    /** A thread counts as started that the system has refused. */
    THREADS_NOT_STARTED,
    /** What a listener throws comes out of the call, which looks failed. */
    LISTENER_FAILS_CALL,
    /** A cursor whose next batch fails looks as if it had no more. */
    BATCH_LOST,
    /** Each batch of a cursor has the whole timeout. */
    TIMEOUT_FOR_EACH_BATCH,
    /** The end of a command is told twice when something was thrown before. */
    EVENT_TOLD_TWICE,
    /** The end of a command is not told when something was thrown before. */
    EVENT_NOT_TOLD,
    /** The beginning of a command is told after its end. */
    EVENTS_OUT_OF_ORDER,
    /** Sessions are not given back. */
    SESSIONS_LOST,
    /** A write that is sent again has another number. */
    OTHER_NUMBERS,
    /** Nobody mends the settings of an output that a codec has changed. */
    SETTINGS_STAY,
    /** A call whose reply is late goes on waiting for it. */
    ENDLESS_READS,
    /** A connection is not given back when its late reply has come. */
    LATE_REPLIES_FORGOTTEN;

    /** The environment in which a driver acts as one that has it. */
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

    /** The listener that a driver with it would tell. */
    CommandListener around(CommandListener listener, Thrower thrower) {
        return switch (this) {
            case EVENT_TOLD_TWICE -> new MisleadingListener(listener, Kind.TWICE, thrower);
            case EVENT_NOT_TOLD -> new MisleadingListener(listener, Kind.NEVER, thrower);
            case EVENTS_OUT_OF_ORDER -> new MisleadingListener(listener, Kind.LATE, thrower);
            default -> listener;
        };
    }
}
