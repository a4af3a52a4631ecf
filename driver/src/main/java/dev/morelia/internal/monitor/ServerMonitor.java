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
 * Monitors one server on a separate thread, over a separate connection, until it is closed.
 *
 * <p>A server that reports a topology version is asked to reply as soon as its state changes, so that the thread mostly
 * waits in a read; such replies do not measure the round-trip time, so a {@link RoundTripMonitor} does. Any other
 * server is checked every {@code heartbeatFrequency}. After a failure the connection is closed and the server checked
 * again: immediately if it was known until then, because only the connection may have failed, otherwise after the usual
 * pause. An operation waiting for a server can request a check, which starts within half a second. A server that
 * replies immediately although nothing has changed, or closes the connection each time, is checked at most a few times
 * per second.
 *
 * <p>The thread takes the topology's lock only to pass on descriptions; no other thread waits for this one.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md">Server Monitoring</a>
 */
final class ServerMonitor implements Monitoring.Watch {
    /** This many changes within that time are accepted without a pause. */
    private static final int MAXIMUM_CHANGES = 10;

    private final MonitorContext context;
    private final ServerAddress address;
    private final Topology topology;
    private final RoundTripMonitor roundTrips;
    private final Pause pause;
    private final long minimumPauseNanos;
    private final BackgroundThread thread;
    private volatile boolean closed;
    /**
     * Cancels the check in progress or, between two checks, the next one. Renewed before a description is passed on: an
     * operation that uses it may find the server unusable before the next check, which waits for a change, has started.
     */
    private volatile CancelToken check = new CancelToken();
    /** The following fields are confined to the monitor's thread. */
    private @Nullable Connection connection;

    private ServerDescription known;
    private long connectionsOpened;
    /** When a check last immediately followed a failed one. */
    private long lastRepeatedNanos;

    /** How many changes the server has reported since {@link #firstChangeNanos}. */
    private int changes;

    private long firstChangeNanos;
    private boolean warned;

    ServerMonitor(MonitorContext context, ServerAddress address, Topology topology) {
        this.context = context;
        this.address = address;
        this.topology = topology;
        this.roundTrips = new RoundTripMonitor(context, address);
        this.pause = new Pause(context.env());
        this.minimumPauseNanos = context.env().minimumCheckPauseNanos();
        this.thread = context.background().thread("morelia-monitor-" + address, this::turn);
        this.known = ServerDescription.unknown(address, context.env().nanoTime());
        this.firstChangeNanos = context.env().nanoTime();
        this.lastRepeatedNanos = firstChangeNanos - minimumPauseNanos;
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
            // The thread is already running, unless the system could not start it before.
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
        long minimumNanos = next == Next.AFTER_MINIMUM_PAUSE
                ? minimumPauseNanos - (context.env().nanoTime() - begunNanos)
                : minimumPauseNanos;
        switch (next) {
            case IMMEDIATELY -> {
                return;
            }
            case AFTER_MINIMUM_PAUSE -> pause.await(minimumNanos, minimumNanos);
            case AFTER_PAUSE -> pause.await(context.heartbeatNanos(), minimumNanos);
        }
        if (check.isCancelled()) {
            restart();
        }
    }

    /** Runs one check, which began at the given time, and returns when the next one is due. */
    private Next check(long begunNanos) {
        var token = check;
        if (closed) {
            return Next.IMMEDIATELY;
        }
        if (token.isCancelled()) {
            restart();
            return Next.AFTER_PAUSE;
        }
        boolean awaited = connection != null && (connection.moreToCome() || awaits(known.topologyVersion()));
        var started = new TopologyEvent.HeartbeatStarted(connectionId(), awaited);
        publish(started);
        var recording = HeartbeatRecording.start();
        RawDocument reply;
        try {
            reply = sendHello(awaited, token);
        } catch (Throwable failure) {
            // Whatever it is, the state of the server is unknown: operations must not continue to rely on the old one.
            if (context.env().isOver()) {
                throw failure;
            }
            if (!(failure instanceof MongoException)) {
                context.background().report("unexpected failure in a check of " + address, failure);
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

    /** The closing of the topology is its last event; the check that it cancelled is not published. */
    private void publish(TopologyEvent event) {
        if (!closed) {
            context.events().publish(event);
        }
    }

    private RawDocument sendHello(boolean awaited, CancelToken token) {
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
        TopologyVersion reported = known.topologyVersion();
        if (known.isKnown() && reported != null && awaits(reported)) {
            roundTrips.start();
            boolean changed = !awaited || reported.isNewerThan(before.topologyVersion());
            return changed && !tooManyChanges() ? Next.IMMEDIATELY : Next.AFTER_MINIMUM_PAUSE;
        }
        return Next.AFTER_PAUSE;
    }

    /** Whether more changes were reported than in any election. */
    private boolean tooManyChanges() {
        long nowNanos = context.env().nanoTime();
        if (nowNanos - firstChangeNanos > minimumPauseNanos) {
            firstChangeNanos = nowNanos;
            changes = 0;
        }
        return ++changes > MAXIMUM_CHANGES;
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
            restart();
            return closed ? Next.IMMEDIATELY : Next.AFTER_PAUSE;
        }
        if (failure instanceof InterruptedOperationException) {
            // It says nothing about the server.
            restart();
            return Next.AFTER_MINIMUM_PAUSE;
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
        boolean again = nowNanos - lastRepeatedNanos < minimumPauseNanos;
        lastRepeatedNanos = again ? lastRepeatedNanos : nowNanos;
        return again ? Next.AFTER_MINIMUM_PAUSE : Next.IMMEDIATELY;
    }

    private static String text(Throwable failure) {
        return failure instanceof MongoException ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    /** An operation found the server unusable and cancelled the check, or the client is closed. */
    private void restart() {
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

    /** When the next check follows. */
    private enum Next {
        IMMEDIATELY,
        /** Once the minimum time between two checks has passed since this one began, unconditionally. */
        AFTER_MINIMUM_PAUSE,
        /** After the heartbeat frequency, or sooner on request. */
        AFTER_PAUSE
    }
}
