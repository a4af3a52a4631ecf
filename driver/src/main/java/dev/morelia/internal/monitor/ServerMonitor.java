package dev.morelia.internal.monitor;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.TopologyEvent;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.jfr.HeartbeatRecording;
import dev.morelia.internal.log.StateLog;
import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.internal.sdam.HelloReply;
import dev.morelia.internal.topology.Monitoring;
import dev.morelia.internal.topology.Topology;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyVersion;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches one server on a thread of its own, over a connection of its own, until it is closed.
 *
 * <p>A server that tells the version of its state is asked to answer as soon as that changes, so that the thread mostly
 * waits in a read; the answers then say nothing of the round trip time, which a {@link RoundTripMonitor} measures. Any
 * other server is asked every {@code heartbeatFrequency}. After a failure the connection is given up and the server
 * asked again: at once if it was known until then, for it may have been the connection alone, otherwise after the usual
 * pause. Whoever misses a server can ask for a check, and gets one within half a second. A server that answers at once
 * although nothing has changed, or breaks off each time, is asked a few times a second at most.
 *
 * <p>The thread takes the topology's lock only to hand over descriptions; nobody waits for this thread.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md">Server Monitoring</a>
 */
final class ServerMonitor implements Monitoring.Watch {
    /** The shortest time between two checks; the specification allows no knob. */
    private static final long MINIMUM_PAUSE_NANOS = 500_000_000;

    /** As many changes within that time are believed at once. */
    private static final int MAXIMUM_CHANGES = 10;

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
    /** When a check followed a failed one at once. */
    private long lastRepeatedNanos;

    /** How often the server has told something since then. */
    private int timesTold;

    private long firstToldNanos;
    private boolean warned;

    ServerMonitor(MonitorContext context, ServerAddress address, Topology topology) {
        this.context = context;
        this.address = address;
        this.topology = topology;
        this.roundTrips = new RoundTripMonitor(context, address);
        this.pause = new Pause(context.env());
        this.thread = context.background().thread("morelia-monitor-" + address, this::turn);
        this.known = ServerDescription.unknown(address, context.env().nanoTime());
        this.firstToldNanos = context.env().nanoTime();
        this.lastRepeatedNanos = firstToldNanos - MINIMUM_PAUSE_NANOS;
    }

    @Override
    public void start() {
        if (!closed) {
            thread.ensureRunning();
        }
    }

    @Override
    public void requestCheck() {
        pause.end();
        if (!closed) {
            // It runs already, unless the system refused a thread before.
            thread.ensureRunning();
        }
    }

    @Override
    public void cancelCheck() {
        check.cancel();
    }

    @Override
    public Runnable closing() {
        closed = true;
        return () -> {
            check.cancel();
            pause.close();
            roundTrips.close();
        };
    }

    private boolean turn() {
        if (closed) {
            closeConnection();
            return false;
        }
        long begunNanos = context.env().nanoTime();
        Next next;
        try {
            next = check(begunNanos);
        } catch (Throwable unexpected) {
            if (!context.env().isOver()) {
                failed(unexpected, check);
            }
            throw unexpected;
        }
        pauseBefore(next, begunNanos);
        return true;
    }

    private void pauseBefore(Next next, long begunNanos) {
        long minimumNanos = next == Next.NOT_BEFORE_TIME
                ? MINIMUM_PAUSE_NANOS - (context.env().nanoTime() - begunNanos)
                : MINIMUM_PAUSE_NANOS;
        switch (next) {
            case AT_ONCE -> {
                return;
            }
            case NOT_BEFORE_TIME -> pause.await(minimumNanos, minimumNanos);
            case AFTER_PAUSE -> pause.await(context.heartbeatNanos(), minimumNanos);
        }
        if (check.isCancelled()) {
            startAfresh();
        }
    }

    /** One check, begun then; when the next one is due. */
    private Next check(long begunNanos) {
        var token = check;
        if (closed) {
            return Next.AT_ONCE;
        }
        if (token.isCancelled()) {
            startAfresh();
            return Next.AFTER_PAUSE;
        }
        boolean awaited = connection != null && (connection.moreToCome() || awaits(known.topologyVersion()));
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
        return succeeded(reply, awaited);
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
            return opened.takeHello();
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

    private Next succeeded(RawDocument reply, boolean awaited) {
        ServerDescription before = known;
        known = HelloReply.describe(
                address, reply, roundTrips.times(), context.env().nanoTime());
        if (!known.isKnown()) {
            closeConnection();
        } else if (!known.member().equals(before.member())) {
            warnOfIgnoredMembers(reply);
        }
        check = new CancelToken();
        topology.onHeartbeat(known, false);
        TopologyVersion told = known.topologyVersion();
        if (known.isKnown() && told != null && awaits(told)) {
            roundTrips.start();
            boolean tellsAnything = !awaited || told.isNewerThan(before.topologyVersion());
            return tellsAnything && !tooMuch() ? Next.AT_ONCE : Next.NOT_BEFORE_TIME;
        }
        return Next.AFTER_PAUSE;
    }

    /** Whether more has been told than changes in any election. */
    private boolean tooMuch() {
        long nowNanos = context.env().nanoTime();
        if (nowNanos - firstToldNanos > MINIMUM_PAUSE_NANOS) {
            firstToldNanos = nowNanos;
            timesTold = 0;
        }
        return ++timesTold > MAXIMUM_CHANGES;
    }

    private void warnOfIgnoredMembers(RawDocument reply) {
        List<ServerAddress> ignored = warned ? List.of() : HelloReply.ignoredMembers(address, reply);
        if (!ignored.isEmpty()) {
            warned = true;
            context.background().events().add(() -> StateLog.writeIgnoredMembers(address, ignored));
        }
    }

    private Next failed(Throwable failure, CancelToken token) {
        if (token.isCancelled()) {
            startAfresh();
            return closed ? Next.AT_ONCE : Next.AFTER_PAUSE;
        }
        if (failure instanceof InterruptedOperationException) {
            // It tells nothing of the server.
            startAfresh();
            return Next.NOT_BEFORE_TIME;
        }
        closeConnection();
        roundTrips.reset();
        boolean wasKnown = known.isKnown();
        known = ServerDescription.failed(address, context.env().nanoTime(), text(failure), failure, null);
        check = new CancelToken();
        topology.onHeartbeat(known, ApplicationError.isTimeout(failure));
        boolean network = failure instanceof ConnectionException || failure instanceof OperationTimeoutException;
        if (!wasKnown || !network) {
            return Next.AFTER_PAUSE;
        }
        long nowNanos = context.env().nanoTime();
        boolean again = nowNanos - lastRepeatedNanos < MINIMUM_PAUSE_NANOS;
        lastRepeatedNanos = again ? lastRepeatedNanos : nowNanos;
        return again ? Next.NOT_BEFORE_TIME : Next.AT_ONCE;
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

    /** When another check follows. */
    private enum Next {
        AT_ONCE,
        /** Once the shortest time between two checks has passed since this one began; nothing changes that. */
        NOT_BEFORE_TIME,
        /** After the heartbeat frequency, or sooner when somebody asks for it. */
        AFTER_PAUSE
    }
}
