package dev.morelia.spec.unified.event;

import java.util.Set;

/** The names of published events, by the type in {@code expectEvents}. */
final class EventNames {
    private static final Set<String> COMMAND =
            Set.of("commandStartedEvent", "commandSucceededEvent", "commandFailedEvent");

    private static final Set<String> POOL = Set.of(
            "poolCreatedEvent",
            "poolReadyEvent",
            "poolClearedEvent",
            "poolClosedEvent",
            "connectionCreatedEvent",
            "connectionReadyEvent",
            "connectionClosedEvent",
            "connectionCheckOutStartedEvent",
            "connectionCheckOutFailedEvent",
            "connectionCheckedOutEvent",
            "connectionCheckedInEvent");

    private static final Set<String> DISCOVERY = Set.of(
            "topologyOpeningEvent",
            "topologyClosedEvent",
            "topologyDescriptionChangedEvent",
            "serverOpeningEvent",
            "serverClosedEvent",
            "serverDescriptionChangedEvent",
            "serverHeartbeatStartedEvent",
            "serverHeartbeatSucceededEvent",
            "serverHeartbeatFailedEvent");

    private EventNames() {}

    /** The names of one type: command, cmap or sdam; none if the driver does not publish that type. */
    static Set<String> ofType(String type) {
        return switch (type) {
            case "command" -> COMMAND;
            case "cmap" -> POOL;
            case "sdam" -> DISCOVERY;
            default -> Set.of();
        };
    }

    static boolean contains(String name) {
        return COMMAND.contains(name) || POOL.contains(name) || DISCOVERY.contains(name);
    }
}
