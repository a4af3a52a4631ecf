package dev.morelia.internal.monitor;

import dev.morelia.error.MongoException;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.sdam.RoundTripTimes;
import dev.morelia.topology.ServerAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the round-trip times of one server. With the polling protocol the server monitor adds them itself; with the
 * streaming protocol a second thread measures them over a separate connection. Failures there are ignored: the server
 * monitor will detect them. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md#measuring-rtt">Server Monitoring: measuring RTT</a>
 */
final class RoundTripMonitor {
    /**
     * The handshake of the server monitor was the first measurement. The connection for the second does not compete
     * with the first operations of a program, and short-lived clients do without it.
     */
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final MonitorContext context;
    private final ServerAddress address;
    private final Pause pause;
    private volatile RoundTripTimes times = RoundTripTimes.NONE;
    private volatile CancelToken check = new CancelToken();
    private volatile boolean closed;
    private final BackgroundThread thread;
    /** The following fields are confined to the thread. */
    private @Nullable Connection connection;

    private long opened;
    private boolean begun;

    RoundTripMonitor(MonitorContext context, ServerAddress address) {
        this.context = context;
        this.address = address;
        this.pause = new Pause(context.env());
        this.thread = context.background().thread("morelia-rtt-" + address, this::turn);
    }

    RoundTripTimes times() {
        return times;
    }

    /** Adds a measurement. If two are added concurrently one may be lost, which hardly affects an average. */
    void add(long nanos) {
        times = times.add(Math.max(0, nanos));
    }

    /** Discards the measurements after the server became unavailable. */
    void reset() {
        times = RoundTripTimes.NONE;
    }

    /** Starts the second thread unless it is running. */
    void start() {
        if (!closed) {
            thread.ensureRunning();
        }
    }

    void close() {
        closed = true;
        check.cancel();
        pause.close();
    }

    private boolean turn() {
        var token = new CancelToken();
        check = token;
        if (closed) {
            giveUp();
            return false;
        }
        if (!begun) {
            begun = true;
            long nanos = Math.min(FIRST_PAUSE_NANOS, context.heartbeatNanos() / 2);
            pause.await(nanos, nanos);
            return true;
        }
        boolean measured = false;
        try {
            measure(token);
            measured = true;
        } catch (MongoException unreachable) {
            // The server monitor will detect it.
        } finally {
            if (!measured) {
                giveUp();
            }
        }
        pause.await(context.heartbeatNanos(), context.heartbeatNanos());
        return true;
    }

    private void measure(CancelToken token) {
        if (connection == null) {
            connection = context.open(address, ++opened, token);
            add(connection.helloNanos());
        } else {
            long begunNanos = context.env().nanoTime();
            context.hello(connection, null, token);
            add(context.env().nanoTime() - begunNanos);
        }
    }

    private void giveUp() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
