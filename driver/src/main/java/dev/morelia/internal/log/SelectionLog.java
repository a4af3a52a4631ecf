package dev.morelia.internal.log;

import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * Logs how one operation comes to a server. Belongs to the thread of the operation.
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
     * For one selection.
     *
     * @param operation name of the command that a server is wanted for
     * @param operationId number of its call; 0 for none
     * @param selector what kind of server is wanted
     * @param topology what is known of the deployment now
     */
    public SelectionLog(String operation, int operationId, String selector, Supplier<TopologyDescription> topology) {
        this.operation = operation;
        this.operationId = operationId;
        this.selector = selector;
        this.topology = topology;
    }

    /** Whether anything is written of selections that need not wait. */
    public static boolean isOn() {
        return Log.SERVER_SELECTION.isOn(Level.DEBUG);
    }

    /** It begins. */
    public void started() {
        debug(new Fields(), "Server selection started", "Server selection started" + WHAT + WHY);
    }

    /** It has found a server. */
    public void succeeded(ServerAddress server) {
        debug(
                new Fields().server(server),
                "Server selection succeeded",
                "Server selection succeeded" + WHAT + ". Selected server: {serverHost}[:{serverPort}]" + WHY);
    }

    /** It has found none. */
    public void failed(Throwable failure) {
        debug(
                new Fields().add("failure", failure.toString()),
                "Server selection failed",
                "Server selection failed" + WHAT + ". Failure: {failure}" + WHY);
    }

    /**
     * It has to wait. The specification has this at level INFO. It is DEBUG where merely some server has not been heard
     * of yet, as in the first operation of every program, for nothing is out of order then; and where it was told
     * before.
     *
     * @param told whether another operation has told that it waits, and nothing has changed since
     */
    public void waiting(long remainingNanos, boolean told) {
        if (isWaitingLogged(told)) {
            var fields = fields(new Fields().add("remainingTimeMS", remainingNanos / 1_000_000));
            Log.SERVER_SELECTION.write(
                    levelOfWaiting(told),
                    fields.message(
                            "Waiting for suitable server to become available",
                            "Waiting for server to become available" + WHAT + ". Remaining time: {remainingTimeMS} ms"
                                    + WHY));
        }
    }

    /** Whether {@link #waiting} writes anything. */
    public boolean isWaitingLogged(boolean told) {
        return Log.SERVER_SELECTION.isOn(levelOfWaiting(told));
    }

    private Level levelOfWaiting(boolean told) {
        TopologyDescription now = topology.get();
        boolean failing = now.servers().stream().anyMatch(server -> server.error() != null);
        boolean complete = !now.servers().isEmpty() && now.servers().stream().allMatch(ServerDescription::isKnown);
        return (failing || complete) && !told ? Level.INFO : Level.DEBUG;
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
