package dev.morelia.internal.log;

import dev.morelia.event.PoolEvent.CheckOutFailed;
import dev.morelia.event.PoolEvent.CheckOutFailure;
import dev.morelia.event.PoolEvent.CheckOutStarted;
import dev.morelia.event.PoolEvent.CheckedIn;
import dev.morelia.event.PoolEvent.CheckedOut;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.event.PoolEvent.ConnectionClosed;
import dev.morelia.event.PoolEvent.ConnectionCreated;
import dev.morelia.event.PoolEvent.ConnectionReady;
import dev.morelia.event.PoolEvent.PoolCleared;
import dev.morelia.event.PoolEvent.PoolClosed;
import dev.morelia.event.PoolEvent.PoolCreated;
import dev.morelia.event.PoolEvent.PoolReady;
import dev.morelia.event.PoolListener;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logs connection pools. Thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#connection-pool-logging">Connection Monitoring and Pooling: connection pool logging</a>
 */
public final class PoolLog implements PoolListener {
    private static final String SERVER = "{serverHost}[:{serverPort}]";
    private static final String CONNECTION = ": address=" + SERVER + ", driver-generated ID={driverConnectionId}";

    private final DocumentText texts;

    /** Creates a logger with the given format for errors. */
    public PoolLog(DocumentText texts) {
        this.texts = texts;
    }

    @Override
    public void poolCreated(PoolCreated event) {
        PoolSettings value = event.settings();
        PoolSettings defaultValue = PoolSettings.defaults();
        var fields = fields(event.server())
                .add("maxIdleTimeMS", unless(defaultValue.maxIdleTime(), value.maxIdleTime()))
                .add("minPoolSize", unless(defaultValue.minPoolSize(), value.minPoolSize()))
                .add("maxPoolSize", unless(defaultValue.maxPoolSize(), value.maxPoolSize()))
                .add("maxConnecting", unless(defaultValue.maxConnecting(), value.maxConnecting()))
                .add("waitQueueTimeoutMS", unless(defaultValue.waitQueueTimeout(), value.waitQueueTimeout()))
                .add("waitQueueMultiple", unless(defaultValue.waitQueueMultiple(), value.waitQueueMultiple()));
        Log.CONNECTION.debug(fields.message(
                "Connection pool created",
                "Connection pool created for " + SERVER + "[, maxIdleTimeMS={maxIdleTimeMS}]"
                        + "[, minPoolSize={minPoolSize}][, maxPoolSize={maxPoolSize}]"
                        + "[, maxConnecting={maxConnecting}][, waitQueueTimeoutMS={waitQueueTimeoutMS}]"
                        + "[, waitQueueMultiple={waitQueueMultiple}]"));
    }

    /** Settings are logged only if they differ from the default. */
    private static @Nullable Object unless(Object defaultValue, Object value) {
        if (value.equals(defaultValue)) {
            return null;
        }
        return value instanceof Duration duration ? duration.toMillis() : value;
    }

    @Override
    public void poolReady(PoolReady event) {
        write(fields(event.server()), "Connection pool ready", "Connection pool ready for " + SERVER);
    }

    @Override
    public void poolCleared(PoolCleared event) {
        var serviceId = event.serviceId();
        write(
                fields(event.server()).add("serviceId", serviceId == null ? null : serviceId.hex()),
                "Connection pool cleared",
                "Connection pool for " + SERVER + " cleared[ for serviceId {serviceId}]");
    }

    @Override
    public void poolClosed(PoolClosed event) {
        write(fields(event.server()), "Connection pool closed", "Connection pool closed for " + SERVER);
    }

    @Override
    public void connectionCreated(ConnectionCreated event) {
        write(
                fields(event.server(), event.driverConnectionId()),
                "Connection created",
                "Connection created" + CONNECTION);
    }

    @Override
    public void connectionReady(ConnectionReady event) {
        write(
                fields(event.server(), event.driverConnectionId()).duration(event.duration()),
                "Connection ready",
                "Connection ready" + CONNECTION + ", established in={durationMS} ms");
    }

    @Override
    public void connectionClosed(ConnectionClosed event) {
        var error = event.error();
        write(
                fields(event.server(), event.driverConnectionId())
                        .add("reason", reason(event.reason()))
                        .add("error", error == null ? null : texts.of(error)),
                "Connection closed",
                "Connection closed" + CONNECTION + ". Reason: {reason}.[ Error: {error}]");
    }

    private static String reason(CloseReason reason) {
        return switch (reason) {
            case STALE -> "Connection became stale because the pool was cleared";
            case IDLE -> "Connection has been available but unused for longer than the configured max idle time";
            case ERROR -> "An error occurred while using the connection";
            case POOL_CLOSED -> "Connection pool was closed";
        };
    }

    @Override
    public void checkOutStarted(CheckOutStarted event) {
        write(fields(event.server()), "Connection checkout started", "Checkout started for connection to " + SERVER);
    }

    @Override
    public void checkOutFailed(CheckOutFailed event) {
        boolean connection = event.reason() == CheckOutFailure.CONNECTION_ERROR;
        write(
                fields(event.server())
                        .add("reason", reason(event.reason()))
                        .add("error", connection ? texts.of(event.error()) : null)
                        .duration(event.duration()),
                "Connection checkout failed",
                "Checkout failed for connection to " + SERVER
                        + ". Reason: {reason}.[ Error: {error}.] Duration: {durationMS} ms");
    }

    private static String reason(CheckOutFailure reason) {
        return switch (reason) {
            case TIMEOUT -> "Wait queue timeout elapsed without a connection becoming available";
            case CONNECTION_ERROR -> "An error occurred while trying to establish a new connection";
            case POOL_CLOSED -> "Connection pool was closed";
        };
    }

    @Override
    public void checkedOut(CheckedOut event) {
        write(
                fields(event.server(), event.driverConnectionId()).duration(event.duration()),
                "Connection checked out",
                "Connection checked out" + CONNECTION + ", duration={durationMS} ms");
    }

    @Override
    public void checkedIn(CheckedIn event) {
        write(
                fields(event.server(), event.driverConnectionId()),
                "Connection checked in",
                "Connection checked in" + CONNECTION);
    }

    private static Fields fields(ServerAddress server) {
        return new Fields().server(server);
    }

    private static Fields fields(ServerAddress server, long driverConnectionId) {
        return fields(server).add("driverConnectionId", driverConnectionId);
    }

    private static void write(Fields fields, String message, String template) {
        Log.CONNECTION.debug(fields.message(message, template));
    }
}
