package dev.morelia.simulation.fault;

/** A place where the driver calls the outside, and exceptions can be injected. */
public enum Seam {
    ALLOCATION,
    THREAD,
    CLOCK,
    RANDOM,
    WAIT,
    RESOLVER,
    SOCKET,
    LISTENER,
    LOG_HANDLER,
    ENCODING,
    DECODING;

    private static final String INJECTED = "injected at ";

    /** The message of exceptions injected there, which distinguishes them from the driver's own. */
    String message() {
        return INJECTED + this;
    }

    /** Whether it is, or was caused by, an exception injected here. */
    public boolean hasThrown(Throwable failure) {
        return isNamed(failure, message());
    }

    /** Whether it is, or was caused by, any injected exception. */
    public static boolean anyHasThrown(Throwable failure) {
        return isNamed(failure, INJECTED);
    }

    private static boolean isNamed(Throwable failure, String beginning) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && cause.getMessage().startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
