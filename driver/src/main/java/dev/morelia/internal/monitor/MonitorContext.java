package dev.morelia.internal.monitor;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.MongoException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.internal.seedlist.SeedlistLookup;
import dev.morelia.internal.topology.Monitoring;
import dev.morelia.internal.topology.Topology;
import dev.morelia.internal.topology.TopologyEvents;
import dev.morelia.settings.ClientSettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the monitors of a client share. Immutable and thread-safe.
 *
 * @param background runs their threads
 * @param connections establishes their connections
 * @param events publishes their events
 * @param heartbeatNanos the time between two checks
 * @param timeoutNanos the timeout of a check that is not awaited; {@link Long#MAX_VALUE} for none
 * @param streaming whether to use the streaming protocol with servers that support it
 */
public record MonitorContext(
        Background background,
        ConnectionFactory connections,
        TopologyEvents events,
        long heartbeatNanos,
        long timeoutNanos,
        boolean streaming)
        implements Monitoring {

    /** Returns the context for the given settings. */
    public static MonitorContext of(
            Background background, ConnectionFactory connections, TopologyEvents events, ClientSettings settings) {
        long connectNanos = settings.socket().connectTimeout().toNanos();
        boolean streaming = switch (settings.monitoring().mode()) {
            case STREAM -> true;
            case POLL -> false;
            case AUTO -> !connections.isFunctionAsAService();
        };
        return new MonitorContext(
                background,
                connections,
                events,
                settings.monitoring().heartbeatFrequency().toNanos(),
                connectNanos == 0 ? Long.MAX_VALUE : connectNanos,
                streaming);
    }

    @Override
    public Monitoring.Watch watch(ServerAddress address, Topology topology) {
        return new ServerMonitor(this, address, topology);
    }

    @Override
    public Monitoring.Watch watchSeedlist(SeedlistLookup lookup, Topology topology) {
        return new SeedlistMonitor(this, lookup, topology);
    }

    /** The clock and threads. */
    Env env() {
        return background.env();
    }

    /** Establishes a connection for monitoring, including the handshake. */
    Connection open(ServerAddress address, long id, CancelToken token) {
        return connections.openForMonitor(address, id, Deadline.NONE, token);
    }

    /**
     * Checks a server, or waits for the next reply of a streaming server.
     *
     * @param known the known state: the reply arrives when it changes, or after one heartbeat; null for an immediate
     *     reply
     * @return a reply whose {@code ok} is 1
     */
    RawDocument hello(Connection connection, @Nullable TopologyVersion known, CancelToken token) {
        boolean modern = connection.facts().knowsHello();
        var command = new Command(
                modern ? "hello" : "isMaster",
                Target.of("admin"),
                output -> write(output, modern, known),
                null,
                true,
                known != null);
        long allowedNanos = known == null ? timeoutNanos : timeoutNanos + heartbeatNanos;
        Deadline deadline =
                timeoutNanos == Long.MAX_VALUE ? Deadline.NONE : Deadline.after(env().nanoTime(), allowedNanos);
        if (!connection.moreToCome()) {
            connection.encode(command, connections.apiFields());
        }
        var reply = roundTrip(connection, deadline, token);
        var error = ReplyErrors.find(command, reply);
        if (error != null) {
            throw error;
        }
        return reply.document();
    }

    private static Reply roundTrip(Connection connection, Deadline deadline, CancelToken token) {
        try {
            return connection.roundTrip(deadline, token);
        } catch (MongoException failure) {
            ErrorNotes.of(failure).ofRead();
            throw failure;
        }
    }

    private void write(BsonOutput output, boolean modern, @Nullable TopologyVersion known) {
        output.int32(modern ? "hello" : "isMaster", 1).bool("helloOk", true);
        if (known != null) {
            output.name("topologyVersion").startDocument();
            output.name("processId").objectId(known.processId());
            output.int64("counter", known.counter());
            output.endDocument();
            output.int64("maxAwaitTimeMS", TimeUnit.NANOSECONDS.toMillis(heartbeatNanos));
        }
    }
}
