package dev.morelia.event;

/**
 * Listener for command events: each command publishes a started event and then a succeeded or failed event. Commands of
 * the server monitors are not published. Called by the thread that runs the command; must be thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/command-logging-and-monitoring/command-logging-and-monitoring.md">Command Logging and Monitoring</a>
 */
public interface CommandListener {
    /** A command is about to be sent. */
    default void started(CommandStartedEvent event) {}

    /** The server replied that the command succeeded. */
    default void succeeded(CommandSucceededEvent event) {}

    /** The server replied with an error, or there was no reply. */
    default void failed(CommandFailedEvent event) {}
}
