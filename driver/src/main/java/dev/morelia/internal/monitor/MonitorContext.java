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
import dev.morelia.internal.topology.Monitoring;
import dev.morelia.internal.topology.Topology;
import dev.morelia.internal.topology.TopologyEvents;
import dev.morelia.settings.ClientSettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the monitors of one client share. Immutable and thread-safe.
 *
 * @param background their threads
 * @param connections opens their connections
 * @param events whom to tell
 * @param heartbeatNanos time between two checks
 * @param timeoutNanos how long a check may take that is answered at once; {@link Long#MAX_VALUE} for ever
 * @param streaming whether servers that can shall answer only on a change
 */
public record MonitorContext(
        Background background,
        ConnectionFactory connections,
        TopologyEvents events,
        long heartbeatNanos,
        long timeoutNanos,
        boolean streaming)
        implements Monitoring {

    /** What these settings say. */
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

    /** Where time comes from. */
    Env env() {
        return background.env();
    }

    /** A connection for watching, its handshake done. */
    Connection open(ServerAddress address, long id, CancelToken token) {
        return connections.openForMonitor(address, id, Deadline.NONE, token);
    }

    /**
     * Asks a server how it is, or waits for the next answer of one that goes on telling.
     *
     * @param known the state that is known: the answer comes when there is another, or after one heartbeat; null to be
     *     answered at once
     * @return an answer whose {@code ok} is 1
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
        var refused = ReplyErrors.find(command, reply);
        if (refused != null) {
            throw refused;
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
