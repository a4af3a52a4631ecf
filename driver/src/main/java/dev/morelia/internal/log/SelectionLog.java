package dev.morelia.internal.log;

import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * Logs a server selection. Confined to the thread of the operation.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md#logging">Server Selection: logging</a>
 */
public final class SelectionLog {
    private static final String WHAT = " for operation {operation}[ with ID {operationId}]";
    private static final String WHY = ". Selector: {selector}, topology description: {topologyDescription}";

    private final String operation;
    private final int operationId;
    private final String selector;
    private final Supplier<TopologyDescription> topology;

    /**
     * Creates a logger for one selection.
     *
     * @param operation the name of the command
     * @param operationId the id of the operation; 0 for none
     * @param selector describes the required servers
     * @param topology the current description of the deployment
     */
    public SelectionLog(String operation, int operationId, String selector, Supplier<TopologyDescription> topology) {
        this.operation = operation;
        this.operationId = operationId;
        this.selector = selector;
        this.topology = topology;
    }

    /** Whether selections that need not wait are logged. */
    public static boolean isOn() {
        return Log.SERVER_SELECTION.isOn(Level.DEBUG);
    }

    /** Logs that the selection started. */
    public void started() {
        debug(new Fields(), "Server selection started", "Server selection started" + WHAT + WHY);
    }

    /** Logs that a server was selected. */
    public void succeeded(ServerAddress server) {
        debug(
                new Fields().server(server),
                "Server selection succeeded",
                "Server selection succeeded" + WHAT + ". Selected server: {serverHost}[:{serverPort}]" + WHY);
    }

    /** Logs that the selection failed. */
    public void failed(Throwable failure) {
        debug(
                new Fields().add("failure", failure.toString()),
                "Server selection failed",
                "Server selection failed" + WHAT + ". Failure: {failure}" + WHY);
    }

    /**
     * Logs that the operation has to wait. The specification requires level INFO. The level is DEBUG if the only reason
     * is that a server has not been checked yet, because that is normal for the first operation of every program, and
     * if it was logged before.
     *
     * @param repeated whether another operation has logged that it waits, and nothing has changed since
     */
    public void waiting(long remainingNanos, boolean repeated) {
        if (isWaitingLogged(repeated)) {
            var fields = fields(new Fields().add("remainingTimeMS", remainingNanos / 1_000_000));
            Log.SERVER_SELECTION.write(
                    levelOfWaiting(repeated),
                    fields.message(
                            "Waiting for suitable server to become available",
                            "Waiting for server to become available" + WHAT + ". Remaining time: {remainingTimeMS} ms"
                                    + WHY));
        }
    }

    /** Whether {@link #waiting} logs anything. */
    public boolean isWaitingLogged(boolean repeated) {
        return Log.SERVER_SELECTION.isOn(levelOfWaiting(repeated));
    }

    private Level levelOfWaiting(boolean repeated) {
        TopologyDescription now = topology.get();
        boolean failing = now.servers().stream().anyMatch(server -> server.error() != null);
        boolean complete = !now.servers().isEmpty() && now.servers().stream().allMatch(ServerDescription::isKnown);
        return (failing || complete) && !repeated ? Level.INFO : Level.DEBUG;
    }

    private void debug(Fields fields, String message, String template) {
        if (Log.SERVER_SELECTION.isOn(Level.DEBUG)) {
            Log.SERVER_SELECTION.debug(fields(fields).message(message, template));
        }
    }

    private Fields fields(Fields fields) {
        fields.add("operation", operation);
        if (operationId != 0) {
            fields.add("operationId", operationId);
        }
        return fields.add("selector", selector)
                .add("topologyDescription", topology.get().toString());
    }
}
