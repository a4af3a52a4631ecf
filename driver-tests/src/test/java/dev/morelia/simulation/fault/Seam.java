package dev.morelia.simulation.fault;

/** Where the driver calls the outside, and so something may be thrown at it. */
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

    /** The message of what is thrown there, by which it is told from what the driver throws by itself. */
    String message() {
        return INJECTED + this;
    }

    /** Whether it is, or was caused by, what was thrown here. */
    public boolean hasThrown(Throwable failure) {
        return isNamed(failure, message());
    }

    /** Whether it is, or was caused by, what was thrown anywhere. */
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
