package dev.morelia.testkit.simulation;

/**
 * Unwinds a simulated thread when its run is over before its time. Neither exception nor error, and thrown past the
 * compiler, so that nobody on the way handles or reports it.
 */
final class SimulationStopped extends Throwable {

    private static final long serialVersionUID = 1L;

    private SimulationStopped() {
        super(null, null, false, false);
    }

    /** Throws one; the result is only there to be thrown where the compiler wants to see that. */
    static RuntimeException unwind() {
        return SimulationStopped.<RuntimeException>unchecked(new SimulationStopped());
    }

    // The cast does nothing at run time, which is the point.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchecked(Throwable stopped) throws T {
        throw (T) stopped;
    }
}
