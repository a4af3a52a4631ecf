package dev.morelia.internal.log;

import dev.morelia.event.ConnectionId;
import dev.morelia.event.LogMessage;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one message, with the names that the specification gives them. Not thread-safe. */
final class Fields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Adds a field unless its value is null, as the specification requires. */
    Fields add(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    Fields server(ServerAddress server) {
        return add("serverHost", server.host()).add("serverPort", server.isUnixSocket() ? null : server.port());
    }

    Fields connection(ConnectionId connection) {
        var serviceId = connection.serviceId();
        return server(connection.server())
                .add("driverConnectionId", connection.driverConnectionId())
                .add("serverConnectionId", connection.serverConnectionId())
                .add("serviceId", serviceId == null ? null : serviceId.hex());
    }

    Fields duration(Duration duration) {
        return add("durationMS", duration.toNanos() / 1e6);
    }

    LogMessage message(String message, String template) {
        add("message", message);
        return new LogMessage(message, fields, template);
    }
}
