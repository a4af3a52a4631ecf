package dev.morelia.internal.log;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.ConnectionId;

/**
 * Logs commands. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/command-logging-and-monitoring/command-logging-and-monitoring.md#log-messages">Command Logging and Monitoring: log messages</a>
 */
public final class CommandLog implements CommandListener {
    private static final String WHERE = " using a connection with driver-generated ID {driverConnectionId}"
            + "[ and server-generated ID {serverConnectionId}] to {serverHost}[:{serverPort}]"
            + "[ with service ID {serviceId}]. The requestID is {requestId} and the operation ID is {operationId}. ";

    private final DocumentText documents;

    /** Creates a logger with the given format for documents. */
    public CommandLog(DocumentText documents) {
        this.documents = documents;
    }

    @Override
    public void started(CommandStartedEvent event) {
        var fields = fields(event.commandName(), event.databaseName(), event.requestId(), event.connection())
                .add("operationId", event.operationId())
                .add("command", documents.of(event.command()));
        Log.COMMAND.debug(fields.message(
                "Command started",
                "Command \"{commandName}\" started on database \"{databaseName}\"" + WHERE + "Command: {command}"));
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        var fields = fields(event.commandName(), event.databaseName(), event.requestId(), event.connection())
                .add("operationId", event.operationId())
                .duration(event.duration())
                .add("reply", documents.of(event.reply()));
        Log.COMMAND.debug(fields.message(
                "Command succeeded",
                "Command \"{commandName}\" succeeded on database \"{databaseName}\" in {durationMS} ms" + WHERE
                        + "Command reply: {reply}"));
    }

    @Override
    public void failed(CommandFailedEvent event) {
        var fields = fields(event.commandName(), event.databaseName(), event.requestId(), event.connection())
                .add("operationId", event.operationId())
                .duration(event.duration())
                .add("failure", documents.of(event.failure()));
        Log.COMMAND.debug(fields.message(
                "Command failed",
                "Command \"{commandName}\" failed on database \"{databaseName}\" in {durationMS} ms" + WHERE
                        + "Error: {failure}"));
    }

    private static Fields fields(String command, String database, int requestId, ConnectionId connection) {
        return new Fields()
                .add("commandName", command)
                .add("databaseName", database)
                .add("requestId", requestId)
                .connection(connection);
    }
}
