package dev.morelia.spec.unified.event;

import static dev.morelia.spec.unified.event.EventFields.camelCase;
import static dev.morelia.spec.unified.event.EventFields.orAbsent;
import static dev.morelia.spec.unified.event.EventFields.unknown;

import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.CommandEvent;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolClearedEvent;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatStartedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.compat.OfficialDescriptions;
import org.bson.BsonObjectId;
import org.jspecify.annotations.Nullable;

/** The fields of the official driver's events in BSON, by their names in the files. */
final class OfficialEventFields {
    private OfficialEventFields() {}

    /** A field of an event; throws {@link IllegalArgumentException} if events of its type have no such field. */
    static @Nullable Object of(Object event, String field) {
        return switch (event) {
            case CommandEvent command -> ofCommand(command, field);
            case ConnectionPoolClearedEvent cleared when field.equals("hasServiceId") -> cleared.getServiceId() != null;
            case ConnectionPoolClearedEvent cleared
            when field.equals("interruptInUseConnections") ->
                throw new SpecSkip(SkipReason.OFFICIAL_INTERFACES, "interruptInUseConnections of an event");
            case ConnectionClosedEvent closed when field.equals("reason") -> camelCase(closed.getReason());
            case ConnectionCheckOutFailedEvent failed when field.equals("reason") -> camelCase(failed.getReason());
            case ServerDescriptionChangedEvent changed
            when field.equals("previousDescription") -> changed.getPreviousDescription();
            case ServerDescriptionChangedEvent changed
            when field.equals("newDescription") -> changed.getNewDescription();
            case ClusterDescriptionChangedEvent changed
            when field.equals("previousDescription") -> changed.getPreviousDescription();
            case ClusterDescriptionChangedEvent changed
            when field.equals("newDescription") -> changed.getNewDescription();
            case ServerHeartbeatStartedEvent started when field.equals("awaited") -> started.isAwaited();
            case ServerHeartbeatSucceededEvent succeeded when field.equals("awaited") -> succeeded.isAwaited();
            case ServerHeartbeatFailedEvent failed when field.equals("awaited") -> failed.isAwaited();
            default -> throw unknown(event, field);
        };
    }

    private static Object ofCommand(CommandEvent event, String field) {
        var connection = event.getConnectionDescription();
        return switch (field) {
            case "command" -> Bytes.ours(((CommandStartedEvent) event).getCommand());
            case "reply" -> Bytes.ours(((CommandSucceededEvent) event).getResponse());
            case "commandName" -> event.getCommandName();
            case "databaseName" -> event.getDatabaseName();
            case "hasServiceId" -> connection.getServiceId() != null;
            case "hasServerConnectionId" -> {
                var id = connection.getConnectionId().getServerValue();
                yield id != null && id > 0;
            }
            default -> throw unknown(event, field);
        };
    }

    /** A field of a description in an event. */
    static Object ofDescription(Object description, String field) {
        return switch (description) {
            case ClusterDescription cluster when field.equals("type") -> OfficialDescriptions.type(cluster);
            case ServerDescription server ->
                switch (field) {
                    case "type" -> OfficialDescriptions.type(server);
                    case "topologyVersion" -> {
                        var version = server.getTopologyVersion();
                        yield orAbsent(version == null ? null : Bytes.ours(version.asDocument()));
                    }
                    case "setName" -> orAbsent(server.getSetName());
                    case "setVersion" -> orAbsent(server.getSetVersion());
                    case "electionId" -> {
                        var id = server.getElectionId();
                        yield orAbsent(id == null ? null : Bytes.ours(new BsonObjectId(id)));
                    }
                    case "logicalSessionTimeoutMinutes" -> orAbsent(server.getLogicalSessionTimeoutMinutes());
                    case "minWireVersion" -> server.getMinWireVersion();
                    case "maxWireVersion" -> server.getMaxWireVersion();
                    default -> throw unknown(server, field);
                };
            default -> throw unknown(description, field);
        };
    }
}
