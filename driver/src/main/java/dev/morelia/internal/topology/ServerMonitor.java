package dev.morelia.internal.topology;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.ServerDescription;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyVersion;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.jfr.HeartbeatRecording;
import dev.morelia.settings.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches one server on a thread of its own, over a connection of its own, until it is closed.
 *
 * <p>A server that tells the version of its state is asked to answer as soon as that changes, so that the thread mostly
 * waits in a read; the answers then say nothing of the round trip time, which a {@link RoundTripMonitor} measures. Any
 * other server is asked every {@code heartbeatFrequency}. After a failure the connection is given up and the server
 * asked again: at once if it was known until then, for it may have been the connection alone, otherwise after the usual
 * pause. Whoever misses a server can ask for a check, and gets one within half a second.
 *
 * <p>The thread takes the topology's lock only to hand over descriptions; nobody waits for this thread.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md">Server Monitoring</a>
 */
final class ServerMonitor {
    /** The shortest time between two checks; the specification allows no knob. */
    private static final long SHORTEST_PAUSE_NANOS = 500_000_000;

    private final MonitorContext context;
    private final ServerAddress address;
    private final Topology topology;
    private final RoundTripMonitor roundTrips;
    private final Pause pause;
    private final BackgroundThread thread;
    private volatile boolean closed;
    /**
     * Breaks off the check under way or, between two of them, the next one. Renewed before a description is handed
     * over: who acts on them may find the server unusable before the next check, which waits for a change, has begun.
     */
    private volatile CancelToken check = new CancelToken();
    /** What follows belongs to the monitor's thread. */
    private @Nullable Connection connection;

    private ServerDescription known;
    private long connectionsOpened;

    ServerMonitor(MonitorContext context, ServerAddress address, Topology topology) {
        this.context = context;
        this.address = address;
        this.topology = topology;
        this.roundTrips = new RoundTripMonitor(context, address);
        this.pause = new Pause(context.env());
        this.thread = context.background().thread("morelia-monitor-" + address, this::turn);
        this.known = ServerDescription.unknown(address, context.env().nanoTime());
    }

    void start() {
        thread.ensureRunning();
    }

    /** Asks for a check soon; has no effect while one is under way. */
    void requestCheck() {
        pause.end();
        if (!closed) {
            // It runs already, unless the system refused a thread before.
            thread.ensureRunning();
        }
    }

    /** Breaks off the check under way, because its connection is likely broken. */
    void cancelCheck() {
        check.cancel();
    }

    /** Ends the thread soon, whatever it does. Never blocks, never throws, may be repeated. */
    void close() {
        closed = true;
        check.cancel();
        pause.close();
        roundTrips.close();
    }

    private boolean turn() {
        if (closed) {
            closeConnection();
            return false;
        }
        boolean pauses;
        try {
            pauses = check();
        } catch (Throwable unexpected) {
            if (!context.env().isOver()) {
                failed(unexpected, check);
            }
            throw unexpected;
        }
        if (pauses) {
            pause.await(context.heartbeatNanos(), SHORTEST_PAUSE_NANOS);
            if (check.isCancelled()) {
                startAfresh();
            }
        }
        return true;
    }

    /** One check; returns whether to pause before the next one. */
    private boolean check() {
        var token = check;
        if (closed) {
            return false;
        }
        if (token.isCancelled()) {
            startAfresh();
            return true;
        }
        boolean awaited = connection != null && (connection.moreToCome() || awaits(known.topologyVersion()));
        long begunNanos = context.env().nanoTime();
        var started = new TopologyEvent.HeartbeatStarted(connectionId(), awaited);
        publish(started);
        var recording = HeartbeatRecording.start();
        RawDocument reply;
        try {
            reply = ask(awaited, token);
        } catch (Throwable failure) {
            // Whatever it is, nobody knows how the server is: operations must not go on to trust what was known.
            if (context.env().isOver()) {
                throw failure;
            }
            if (!(failure instanceof MongoException)) {
                context.background().report("a check of " + address + " met an unexpected failure", failure);
            }
            Duration duration = since(begunNanos);
            recording.end(started.connection(), awaited, failure);
            publish(new TopologyEvent.HeartbeatFailed(started.connection(), awaited, duration, failure));
            return failed(failure, token);
        }
        recording.end(connectionId(), awaited, null);
        publish(new TopologyEvent.HeartbeatSucceeded(connectionId(), awaited, since(begunNanos), reply));
        return succeeded(reply);
    }

    /** The end of a deployment is the last that is told of it; the check that it broke off is nobody's business. */
    private void publish(TopologyEvent event) {
        if (!closed) {
            context.events().publish(event);
        }
    }

    private RawDocument ask(boolean awaited, CancelToken token) {
        if (connection == null) {
            Connection opened = context.open(address, ++connectionsOpened, token);
            connection = opened;
            roundTrips.add(opened.helloNanos());
            return opened.hello();
        }
        long begunNanos = context.env().nanoTime();
        RawDocument reply = context.hello(connection, awaited ? known.topologyVersion() : null, token);
        if (!awaited) {
            roundTrips.add(context.env().nanoTime() - begunNanos);
        }
        return reply;
    }

    private boolean awaits(@Nullable TopologyVersion version) {
        return context.streaming() && version != null;
    }

    private boolean succeeded(RawDocument reply) {
        known = HelloReply.describe(
                address, reply, roundTrips.times(), context.env().nanoTime());
        if (!known.isKnown()) {
            closeConnection();
        }
        check = new CancelToken();
        topology.checked(known, false);
        if (known.isKnown() && awaits(known.topologyVersion())) {
            roundTrips.start();
            return false;
        }
        return true;
    }

    private boolean failed(Throwable failure, CancelToken token) {
        if (token.isCancelled()) {
            startAfresh();
            return !closed;
        }
        closeConnection();
        roundTrips.reset();
        boolean wasKnown = known.isKnown();
        known = ServerDescription.failed(address, context.env().nanoTime(), text(failure), failure, null);
        check = new CancelToken();
        topology.checked(known, ServerFailures.isTimeout(failure));
        boolean network = failure instanceof ConnectionException || failure instanceof OperationTimeoutException;
        return !(wasKnown && network);
    }

    private static String text(Throwable failure) {
        return failure instanceof MongoException ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    /** An operation found the server unusable and said so, or the client is closed. */
    private void startAfresh() {
        closeConnection();
        roundTrips.reset();
        known = ServerDescription.unknown(address, context.env().nanoTime());
        check = new CancelToken();
    }

    private ConnectionId connectionId() {
        return connection == null ? new ConnectionId(address, connectionsOpened + 1, null) : connection.id();
    }

    private void closeConnection() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(context.env().nanoTime() - nanos);
    }
}
