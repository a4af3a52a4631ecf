package dev.morelia.internal.log;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.TopologyEvent.HeartbeatFailed;
import dev.morelia.event.TopologyEvent.HeartbeatStarted;
import dev.morelia.event.TopologyEvent.HeartbeatSucceeded;
import dev.morelia.event.TopologyEvent.ServerClosed;
import dev.morelia.event.TopologyEvent.ServerOpening;
import dev.morelia.event.TopologyEvent.TopologyClosed;
import dev.morelia.event.TopologyEvent.TopologyDescriptionChanged;
import dev.morelia.event.TopologyEvent.TopologyOpening;
import dev.morelia.event.TopologyListener;
import org.jspecify.annotations.Nullable;

/**
 * Logs server discovery and monitoring. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring-logging-and-monitoring.md#log-messages">SDAM Logging and Monitoring: log messages</a>
 */
public final class TopologyLog implements TopologyListener {
    private static final String TOPOLOGY = " topology with ID {topologyId}";
    private static final String SERVER = "{serverHost}[:{serverPort}]";
    private static final String WHERE = SERVER + " on connection with driver-generated ID {driverConnectionId}"
            + "[ and server-generated ID {serverConnectionId}] in" + TOPOLOGY + ". Awaited: {awaited}";

    private final DocumentText texts;
    /** Heartbeat events do not contain it. */
    private volatile @Nullable ObjectId topologyId;

    /** Creates a logger with the given format for documents and errors. */
    public TopologyLog(DocumentText texts) {
        this.texts = texts;
    }

    @Override
    public void topologyOpening(TopologyOpening event) {
        topologyId = event.topologyId();
        write(fields(event.topologyId()), "Starting topology monitoring", "Starting monitoring for" + TOPOLOGY);
    }

    @Override
    public void topologyClosed(TopologyClosed event) {
        write(fields(event.topologyId()), "Stopped topology monitoring", "Stopped monitoring for" + TOPOLOGY);
    }

    @Override
    public void serverOpening(ServerOpening event) {
        write(
                fields(event.topologyId()).server(event.server()),
                "Starting server monitoring",
                "Starting monitoring for server " + SERVER + " in" + TOPOLOGY);
    }

    @Override
    public void serverClosed(ServerClosed event) {
        write(
                fields(event.topologyId()).server(event.server()),
                "Stopped server monitoring",
                "Stopped monitoring for server " + SERVER + " in" + TOPOLOGY);
    }

    @Override
    public void topologyDescriptionChanged(TopologyDescriptionChanged event) {
        write(
                fields(event.topologyId())
                        .add("previousDescription", event.previous().toString())
                        .add("newDescription", event.current().toString()),
                "Topology description changed",
                "Description changed for" + TOPOLOGY
                        + ". Previous description: {previousDescription}. New description: {newDescription}");
    }

    @Override
    public void heartbeatStarted(HeartbeatStarted event) {
        write(
                fields(event.connection(), event.awaited()),
                "Server heartbeat started",
                "Heartbeat started for " + WHERE);
    }

    @Override
    public void heartbeatSucceeded(HeartbeatSucceeded event) {
        write(
                fields(event.connection(), event.awaited())
                        .duration(event.duration())
                        .add("reply", texts.of(event.reply())),
                "Server heartbeat succeeded",
                "Heartbeat succeeded in {durationMS} ms for " + WHERE + ". Reply: {reply}");
    }

    @Override
    public void heartbeatFailed(HeartbeatFailed event) {
        write(
                fields(event.connection(), event.awaited())
                        .duration(event.duration())
                        .add("failure", texts.of(event.failure())),
                "Server heartbeat failed",
                "Heartbeat failed in {durationMS} ms for " + WHERE + ". Failure: {failure}");
    }

    private static Fields fields(@Nullable ObjectId topologyId) {
        return new Fields().add("topologyId", topologyId == null ? null : topologyId.hex());
    }

    private Fields fields(ConnectionId connection, boolean awaited) {
        return fields(topologyId).connection(connection).add("awaited", awaited);
    }

    private static void write(Fields fields, String message, String template) {
        Log.TOPOLOGY.debug(fields.message(message, template));
    }
}
