package dev.morelia.spec.unified.event;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields of events in BSON, by their names in the files. */
final class EventFields {
    private EventFields() {}

    /** A field of an event; throws {@link IllegalArgumentException} if events of its type have no such field. */
    static @Nullable Object of(Object event, String field) {
        return switch (event) {
            case CommandStartedEvent started ->
                switch (field) {
                    case "command" -> started.command().toDocument();
                    case "commandName" -> started.commandName();
                    case "databaseName" -> started.databaseName();
                    default -> ofConnection(field, started.connection());
                };
            case CommandSucceededEvent succeeded ->
                switch (field) {
                    case "reply" -> succeeded.reply().toDocument();
                    case "commandName" -> succeeded.commandName();
                    case "databaseName" -> succeeded.databaseName();
                    default -> ofConnection(field, succeeded.connection());
                };
            case CommandFailedEvent failed ->
                switch (field) {
                    case "commandName" -> failed.commandName();
                    case "databaseName" -> failed.databaseName();
                    default -> ofConnection(field, failed.connection());
                };
            case PoolEvent pool -> ofPool(pool, field);
            case TopologyEvent topology -> ofTopology(topology, field);
            default -> OfficialEventFields.of(event, field);
        };
    }

    private static Object ofConnection(String field, ConnectionId connection) {
        return switch (field) {
            case "hasServerConnectionId" -> {
                var id = connection.serverConnectionId();
                yield id != null && id > 0;
            }
            case "hasServiceId" -> connection.serviceId() != null;
            default -> throw unknown(connection, field);
        };
    }

    private static Object ofPool(PoolEvent event, String field) {
        return switch (event) {
            case PoolEvent.PoolCleared cleared when field.equals("hasServiceId") -> cleared.serviceId() != null;
            case PoolEvent.PoolCleared cleared
            when field.equals("interruptInUseConnections") -> cleared.interruptInUseConnections();
            case PoolEvent.ConnectionClosed closed when field.equals("reason") -> camelCase(closed.reason());
            case PoolEvent.CheckOutFailed failed when field.equals("reason") -> camelCase(failed.reason());
            default -> throw unknown(event, field);
        };
    }

    private static @Nullable Object ofTopology(TopologyEvent event, String field) {
        return switch (event) {
            case TopologyEvent.ServerDescriptionChanged changed
            when field.equals("previousDescription") -> changed.previous();
            case TopologyEvent.ServerDescriptionChanged changed
            when field.equals("newDescription") -> changed.current();
            case TopologyEvent.TopologyDescriptionChanged changed
            when field.equals("previousDescription") -> changed.previous();
            case TopologyEvent.TopologyDescriptionChanged changed
            when field.equals("newDescription") -> changed.current();
            case TopologyEvent.HeartbeatStarted started when field.equals("awaited") -> started.awaited();
            case TopologyEvent.HeartbeatSucceeded succeeded when field.equals("awaited") -> succeeded.awaited();
            case TopologyEvent.HeartbeatFailed failed when field.equals("awaited") -> failed.awaited();
            default -> throw unknown(event, field);
        };
    }

    /** A field of a description in an event. */
    static Object ofDescription(@Nullable Object description, String field) {
        return switch (description) {
            case TopologyDescription topology
            when field.equals("type") -> topology.type().specName();
            case ServerDescription server ->
                switch (field) {
                    case "type" -> server.type().specName();
                    case "topologyVersion" -> orAbsent(server.topologyVersion());
                    case "setName" -> orAbsent(server.member().setName());
                    case "setVersion" -> orAbsent(server.member().setVersion());
                    case "electionId" -> orAbsent(server.member().electionId());
                    case "logicalSessionTimeoutMinutes" -> orAbsent(server.logicalSessionTimeoutMinutes());
                    case "minWireVersion" -> server.minWireVersion();
                    case "maxWireVersion" -> server.maxWireVersion();
                    default -> throw unknown(server, field);
                };
            case null -> throw unknown(description, field);
            default -> OfficialEventFields.ofDescription(description, field);
        };
    }

    static Object orAbsent(@Nullable Object value) {
        return Objects.requireNonNullElse(value, Absent.ABSENT);
    }

    /** {@code POOL_CLOSED} is {@code poolClosed} in files. */
    static String camelCase(Enum<?> constant) {
        var text = new StringBuilder();
        for (var word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            text.append(text.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return text.toString();
    }

    static IllegalArgumentException unknown(@Nullable Object event, String field) {
        return new IllegalArgumentException("Unknown field '" + field + "' of " + event);
    }
}
