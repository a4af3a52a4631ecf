package dev.morelia.simulation;

import dev.morelia.simulation.SketchPool.Bug;
import dev.morelia.simulation.fault.FaultyEnv;
import dev.morelia.simulation.fault.FaultyEnv.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the tests: the histories find each planted bug, and none in a correct pool. */
class PlantedPoolBugsTest {

    private static final int RIGHT = 200;

    private static TestedPool.Maker with(Bug bug) {
        return (env, settings, opener, owner) -> new SketchPool(env, settings, opener, owner, bug);
    }

    @Test
    void noBugIsFoundInACorrectPool() {
        for (long seed = 0; seed < RIGHT; seed++) {
            PoolHistory.of(seed, with(Bug.NONE));
            QueueHistory.of(seed, with(Bug.NONE));
            throwing(seed, Bug.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "NONE",
                "LOST_WAKE_UP",
                "LAST_COME_FIRST_SERVED",
                "LISTENER_KEEPS_CONNECTION",
                "LISTENER_KEEPS_PERMIT",
                "ERROR_KEEPS_PERMIT",
                "ERROR_KEEPS_PLACE"
            })
    void bugsAreFoundInThePoolHistory(Bug bug) {
        Seeds.find(seed -> PoolHistory.of(seed, with(bug)));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_WAKE_UP", "LAST_COME_FIRST_SERVED"})
    void bugsAreFoundInTheQueueHistory(Bug bug) {
        Seeds.find(seed -> QueueHistory.of(seed, with(bug)));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"LISTENER_KEEPS_CONNECTION", "LISTENER_KEEPS_PERMIT", "ERROR_KEEPS_PERMIT", "ERROR_KEEPS_PLACE"})
    void bugsAreFoundWithInjectedThrowables(Bug bug) {
        Seeds.find(seed -> throwing(seed, bug));
    }

    private static void throwing(long seed, Bug bug) {
        ThrowingPoolHistory.of(
                seed,
                (env, settings, opener, owner, listener) ->
                        new SketchPool(env, settings, opener, owner, bug, listener));
    }

    /** The driver's pool, in an environment where one signal in ten is lost. */
    @Test
    void lostSignalsAreFoundInTheDriversPool() {
        Seeds.find(seed -> PoolHistory.of(
                seed,
                (env, settings, opener, owner) ->
                        new DriverPool(new FaultyEnv(env, Fault.LOST_SIGNALS), settings, opener, owner)));
    }

    /** The driver's pool, in an environment where no wait times out. */
    @Test
    void endlessWaitsAreFoundInTheDriversPool() {
        Seeds.find(seed -> PoolHistory.of(
                seed,
                (env, settings, opener, owner) ->
                        new DriverPool(new FaultyEnv(env, Fault.ENDLESS_WAITS), settings, opener, owner)));
    }
}
