package dev.morelia.internal.selection;

import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/** Shared by the selectors: filters for lists of servers, and the format of durations. */
final class Candidates {
    private Candidates() {}

    static List<ServerDescription> ofType(List<ServerDescription> servers, ServerType type) {
        return servers.stream().filter(server -> server.type() == type).toList();
    }

    /** Formats seconds, such as {@code 12.3 s}. */
    static String seconds(Duration duration) {
        return decimal(duration, 1_000_000_000L) + " s";
    }

    /** Formats milliseconds, such as {@code 12.3 ms}. */
    static String milliseconds(Duration duration) {
        return decimal(duration, 1_000_000L) + " ms";
    }

    private static String decimal(Duration duration, long unitNanos) {
        // Not toNanos(), which overflows beyond 292 years: servers may report any date.
        return BigDecimal.valueOf(duration.getSeconds())
                .movePointRight(9)
                .add(BigDecimal.valueOf(duration.getNano()))
                .divide(BigDecimal.valueOf(unitNanos), 1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
