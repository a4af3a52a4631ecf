package dev.morelia.event;

/**
 * Hears of commands: each one starts, and then either succeeds or fails. Commands of the watching of servers are not
 * told. Called by the thread that runs the command; must be thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/command-logging-and-monitoring/command-logging-and-monitoring.md">Command Logging and Monitoring</a>
 */
public interface CommandListener {
    /** A command is about to be sent. */
    default void started(CommandStartedEvent event) {}

    /** The server answered that the command succeeded. */
    default void succeeded(CommandSucceededEvent event) {}

    /** The server answered that the command failed, or no answer came. */
    default void failed(CommandFailedEvent event) {}
}
