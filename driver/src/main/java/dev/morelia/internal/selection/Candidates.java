package dev.morelia.internal.selection;

import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/** What the selectors have in common: filters of lists of servers, and how durations are told. */
final class Candidates {
    private Candidates() {}

    static List<ServerDescription> ofType(List<ServerDescription> servers, ServerType type) {
        return servers.stream().filter(server -> server.type() == type).toList();
    }

    /** As in {@code 12.3 s}. */
    static String seconds(Duration duration) {
        return decimal(duration, 1_000_000_000L) + " s";
    }

    /** As in {@code 12.3 ms}. */
    static String milliseconds(Duration duration) {
        return decimal(duration, 1_000_000L) + " ms";
    }

    private static String decimal(Duration duration, long unitNanos) {
        // Not by toNanos(), which fails beyond 292 years: what servers tell of their clocks knows no bounds.
        return BigDecimal.valueOf(duration.getSeconds())
                .movePointRight(9)
                .add(BigDecimal.valueOf(duration.getNano()))
                .divide(BigDecimal.valueOf(unitNanos), 1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
