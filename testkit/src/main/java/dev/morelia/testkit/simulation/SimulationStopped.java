package dev.morelia.testkit.simulation;

/**
 * Unwinds a simulated thread when its run is over before its time. An error and without a message: nobody shall handle
 * it.
 */
final class SimulationStopped extends Error {

    private static final long serialVersionUID = 1L;

    SimulationStopped() {
        super(null, null, false, false);
    }
}
