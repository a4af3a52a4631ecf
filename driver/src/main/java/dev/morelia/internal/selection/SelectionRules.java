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
 * What the settings say on choosing servers. Pure and immutable.
 *
 * @param custom the application's own filter; null if it has none
 * @param localThreshold how much slower than the fastest a server may be
 * @param heartbeatFrequency how often servers are checked, which limits how well staleness is known
 */
public record SelectionRules(
        @Nullable UnaryOperator<List<ServerDescription>> custom, Duration localThreshold, Duration heartbeatFrequency) {

    /** The rules of these settings. */
    public static SelectionRules of(ClientSettings settings) {
        return new SelectionRules(
                settings.topology().serverSelector(),
                settings.topology().localThreshold(),
                settings.monitoring().heartbeatFrequency());
    }

    /** Whether the application filters: what it says now need not be what it says the next time. */
    public boolean isCustom() {
        return custom != null;
    }

    /** One wish: for a read with this preference, or for a write. */
    public Selection selection(@Nullable ReadPreference readPreference, Set<ServerAddress> deprioritized) {
        ServerSelector selector =
                readPreference == null ? new WriteSelector() : new ReadSelector(readPreference, heartbeatFrequency);
        return new Selection(
                selector, deprioritized, custom == null ? UnaryOperator.identity() : custom, localThreshold);
    }
}
