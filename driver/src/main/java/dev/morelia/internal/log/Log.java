package dev.morelia.internal.log;

import dev.morelia.event.LogMessage;
import java.lang.System.Logger.Level;

/**
 * The loggers, one for each component of the specification. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/logging/logging.md#components">Logging: components</a>
 */
public final class Log {
    /** Commands and their answers. */
    public static final Log COMMAND = new Log("command");

    /** How servers are watched, and what is learned of them. */
    public static final Log TOPOLOGY = new Log("topology");

    /** How operations come to a server. */
    public static final Log SERVER_SELECTION = new Log("serverSelection");

    /** Connection pools. */
    public static final Log CONNECTION = new Log("connection");

    private final System.Logger logger;

    private Log(String component) {
        this.logger = System.getLogger("dev.morelia." + component);
    }

    /** Whether messages of this level are written. */
    public boolean isOn(Level level) {
        return logger.isLoggable(level);
    }

    void write(Level level, LogMessage message) {
        logger.log(level, "{0}", message);
    }

    void debug(LogMessage message) {
        write(Level.DEBUG, message);
    }
}
