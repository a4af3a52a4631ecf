package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;

/**
 * How the client watches its servers. Immutable and thread-safe.
 *
 * @param heartbeatFrequency time between two checks of a server; 10 seconds unless set, at least half a second
 * @param mode whether servers are polled or stream their changes; {@link Mode#AUTO} unless set
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-monitoring.md">Server Monitoring</a>
 */
public record MonitoringSettings(Duration heartbeatFrequency, Mode mode) {

    /** How a monitor learns of changes at its server: the option {@code serverMonitoringMode}. */
    public enum Mode {
        /** Stream where the server can, but poll where the process may be frozen (functions as a service). */
        AUTO,
        /** The server answers as soon as something changes. */
        STREAM,
        /** Ask anew after each heartbeat interval. */
        POLL
    }

    private static final Duration MINIMUM_HEARTBEAT = Duration.ofMillis(500);
    private static final MonitoringSettings DEFAULTS = new MonitoringSettings(Duration.ofSeconds(10), Mode.AUTO);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if the frequency is below 500 milliseconds
     */
    public MonitoringSettings {
        Argument.notNull("mode", mode);
        if (Argument.duration("heartbeatFrequency", heartbeatFrequency).compareTo(MINIMUM_HEARTBEAT) < 0) {
            throw Argument.rejected("heartbeatFrequency", heartbeatFrequency, "must be at least 500 milliseconds");
        }
    }

    /** The defaults. */
    public static MonitoringSettings defaults() {
        return DEFAULTS;
    }

    /** Returns a copy with the given {@code heartbeatFrequency}. */
    public MonitoringSettings heartbeatFrequency(Duration value) {
        return new MonitoringSettings(value, mode);
    }

    /** Returns a copy with the given {@code mode}. */
    public MonitoringSettings mode(Mode value) {
        return new MonitoringSettings(heartbeatFrequency, value);
    }
}
