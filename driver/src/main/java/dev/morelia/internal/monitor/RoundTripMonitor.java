package dev.morelia.internal.monitor;

import dev.morelia.error.MongoException;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.sdam.RoundTripTimes;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the round trip times of one server. As long as its monitor asks and is answered at once it adds them itself;
 * when answers come only on a change, a second thread measures with a connection of its own. What goes wrong there is
 * nobody's business: the monitor will notice. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md#measuring-rtt">Server Monitoring: measuring RTT</a>
 */
final class RoundTripMonitor {
    private final MonitorContext context;
    private final ServerAddress address;
    private final Pause pause;
    private volatile RoundTripTimes times = RoundTripTimes.NONE;
    private volatile CancelToken check = new CancelToken();
    private volatile boolean closed;
    private final BackgroundThread thread;
    /** What follows belongs to the thread. */
    private @Nullable Connection connection;

    private long opened;

    RoundTripMonitor(MonitorContext context, ServerAddress address) {
        this.context = context;
        this.address = address;
        this.pause = new Pause(context.env());
        this.thread = context.background().thread("morelia-rtt-" + address, this::turn);
    }

    RoundTripTimes times() {
        return times;
    }

    /** One more measurement. If two come at once one may be lost, which an average does not miss. */
    void add(long nanos) {
        times = times.add(Math.max(0, nanos));
    }

    /** The server was lost: what was measured before says nothing of what comes. */
    void reset() {
        times = RoundTripTimes.NONE;
    }

    /** Starts the second thread, unless it runs. */
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
        boolean measured = false;
        try {
            measure(token);
            measured = true;
        } catch (MongoException unreachable) {
            // The monitor will notice.
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
