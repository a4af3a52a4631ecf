package dev.morelia.internal.log;

import dev.morelia.event.LogMessage;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The loggers, one for each component of the specification. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/logging/logging.md#components">Logging: components</a>
 */
public final class Log {
    /** Commands and their replies. */
    public static final Log COMMAND = new Log("command");

    /** Server discovery and monitoring. */
    public static final Log TOPOLOGY = new Log("topology");

    /** Server selection. */
    public static final Log SERVER_SELECTION = new Log("serverSelection");

    /** The client as a whole. */
    public static final Log CLIENT = new Log("client");

    /** Cursors. */
    public static final Log CURSOR = new Log("cursor");

    /** Connection pools. */
    public static final Log CONNECTION = new Log("connection");

    private final System.Logger logger;

    private Log(String component) {
        this.logger = System.getLogger("dev.morelia." + component);
    }

    /** Whether messages of this level are logged. */
    public boolean isOn(Level level) {
        return logger.isLoggable(level);
    }

    /** Logs a text without fields. Never throws. */
    public void text(Level level, String text, @Nullable Throwable thrown) {
        try {
            logger.log(level, text, thrown);
        } catch (Throwable broken) {
            // Logs a message. Never throws.
        }
    }

    void write(Level level, LogMessage message) {
        try {
            logger.log(level, "{0}", message);
        } catch (Throwable broken) {
            // A log handler is user code: it must not fail the operation, and its exception cannot be reported anywhere
            // else.
        }
    }

    void debug(LogMessage message) {
        write(Level.DEBUG, message);
    }
}
