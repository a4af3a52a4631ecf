package dev.morelia.internal.selection;

import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings for server selection. Pure and immutable.
 *
 * @param custom the application's own filter; null if there is none
 * @param localThreshold how much longer than the fastest server's a server's round-trip time may be
 * @param heartbeatFrequency how often servers are checked, part of the staleness estimate
 */
public record SelectionRules(
        @Nullable UnaryOperator<List<ServerDescription>> custom, Duration localThreshold, Duration heartbeatFrequency) {

    /** Returns the rules of the given settings. */
    public static SelectionRules of(ClientSettings settings) {
        return new SelectionRules(
                settings.topology().serverSelector(),
                settings.topology().localThreshold(),
                settings.monitoring().heartbeatFrequency());
    }

    /** Whether there is a custom filter, whose result may differ each time. */
    public boolean isCustom() {
        return custom != null;
    }

    /** Returns the criteria for a read with this preference, or for a write if it is null. */
    public Selection selection(@Nullable ReadPreference readPreference, Set<ServerAddress> deprioritized) {
        ServerSelector selector =
                readPreference == null ? new WriteSelector() : new ReadSelector(readPreference, heartbeatFrequency);
        return new Selection(
                selector, deprioritized, custom == null ? UnaryOperator.identity() : custom, localThreshold);
    }
}
