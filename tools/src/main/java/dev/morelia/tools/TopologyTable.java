package dev.morelia.tools;

import dev.morelia.event.PoolUse;
import dev.morelia.tools.format.Quantity;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats a deployment as a table of its servers, and its changes as lines. Pure. */
final class TopologyTable {
    private static final String HEADING = "SERVER";

    private TopologyTable() {}

    /**
     * The table, with a line below it for each server that was dropped.
     *
     * @param dropped the dropped servers with their reasons
     */
    static List<String> of(
            TopologyDescription topology, Map<ServerAddress, PoolUse> pools, Map<ServerAddress, String> dropped) {
        var lines = new ArrayList<String>();
        String setName = topology.setName();
        int servers = topology.servers().size();
        lines.add(topology.type().specName() + (setName == null ? "" : " " + setName) + ", "
                + Quantity.of(servers, "server"));
        if (topology.compatibilityError() != null) {
            lines.add(topology.compatibilityError());
        }
        int width = topology.servers().stream()
                .mapToInt(server -> server.address().toString().length())
                .reduce(HEADING.length(), Math::max);
        lines.add(row(width, HEADING, "STATE", "ROUND TRIP", "POOL", "IN USE", "WAITING"));
        for (ServerDescription server : topology.servers()) {
            lines.add(row(width, server, pools.get(server.address())));
        }
        dropped.forEach((server, reason) -> lines.add("  " + server + " is not used: it " + reason));
        return lines;
    }

    private static String row(int width, ServerDescription server, @Nullable PoolUse pool) {
        var roundTrip = server.roundTripTime();
        String row = row(
                width,
                server.address().toString(),
                server.type().specName(),
                roundTrip == null ? "-" : String.format(Locale.ROOT, "%.1f ms", roundTrip.toNanos() / 1e6),
                pool == null ? "-" : String.valueOf(pool.size()),
                pool == null ? "-" : String.valueOf(pool.inUse()),
                pool == null ? "-" : String.valueOf(pool.waiting()));
        return server.reason() == null ? row : row + "  " + server.reason();
    }

    private static String row(int width, Object... cells) {
        return String.format(Locale.ROOT, "  %-" + width + "s  %-12s %10s %5s %7s %8s", cells);
    }

    /** The change of a server; null if it is not worth reporting. */
    static @Nullable String change(ServerDescription before, ServerDescription now) {
        if (now.isKnown() && now.error() != null) {
            return now.address() + " is not used: it " + now.error();
        }
        if (before.type() == now.type() && (now.error() == null || before.error() != null)) {
            return null;
        }
        return now.address() + " is now " + now.type().specName()
                + (before.type() == now.type() ? "" : " (was " + before.type().specName() + ")")
                + (now.reason() == null ? "" : ": " + now.reason());
    }
}
