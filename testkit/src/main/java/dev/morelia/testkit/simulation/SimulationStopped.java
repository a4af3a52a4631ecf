package dev.morelia.testkit.simulation;

/**
 * Unwinds a simulated thread when its run ends early. Neither an exception nor an error, and not declared, so that no
 * code on the way handles or reports it.
 */
final class SimulationStopped extends Throwable {

    private static final long serialVersionUID = 1L;

    private SimulationStopped() {
        super(null, null, false, false);
    }

    /** Throws one; the return type is only for callers that need a throw statement for the compiler. */
    static RuntimeException unwind() {
        return SimulationStopped.<RuntimeException>unchecked(new SimulationStopped());
    }

    // The cast is erased at run time, which is the point.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchecked(Throwable stopped) throws T {
        throw (T) stopped;
    }
}
