package dev.morelia.simulation.fault;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A handler of the driver's logs that throws when a {@link Thrower} does. While it is open it is the only handler; logs
 * are global to the program, so one at a time is enough.
 */
public final class ThrowingHandler extends Handler {
    private static final Logger LOGGER = Logger.getLogger("dev.morelia");

    private final Thrower thrower;

    private ThrowingHandler(Thrower thrower) {
        this.thrower = thrower;
    }

    /** Handles all log records of this level until it is closed. */
    public static ThrowingHandler open(Thrower thrower, Level level) {
        var handler = new ThrowingHandler(thrower);
        LOGGER.setLevel(level);
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
        return handler;
    }

    @Override
    public void publish(LogRecord message) {
        thrower.mayThrow(Seam.LOG_HANDLER);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(null);
    }
}
