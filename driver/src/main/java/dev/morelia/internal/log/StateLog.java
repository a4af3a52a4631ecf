package dev.morelia.internal.log;

import dev.morelia.error.ConnectionOpenException;
import dev.morelia.event.TopologyEvent.HeartbeatFailed;
import dev.morelia.event.TopologyEvent.ServerClosed;
import dev.morelia.event.TopologyEvent.ServerDescriptionChanged;
import dev.morelia.event.TopologyEvent.TopologyDescriptionChanged;
import dev.morelia.event.TopologyListener;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Logs one line for each change of a server's state, at levels that are on by default: a server that becomes
 * unavailable is a warning, one that recovers or changes its role is information. A server that is available on its
 * first check is not logged, and further failed checks are counted and logged when the server recovers. A server that
 * is not used although it replied, or that was never checked, is a warning too, because the settings are probably
 * wrong, unless its name is only an alias of a member. Thread-safe.
 */
public final class StateLog implements TopologyListener {
    private final Map<ServerAddress, Integer> failedChecks = new ConcurrentHashMap<>();
    /** Logged as dropped, until the event with the topology without them follows. */
    private final Set<ServerAddress> dropped = ConcurrentHashMap.newKeySet();

    @Override
    public void heartbeatFailed(HeartbeatFailed event) {
        failedChecks.merge(event.connection().server(), 1, Integer::sum);
    }

    @Override
    public void serverClosed(ServerClosed event) {
        failedChecks.remove(event.server());
    }

    @Override
    public void serverDescriptionChanged(ServerDescriptionChanged event) {
        ServerDescription before = event.previous();
        ServerDescription now = event.current();
        boolean firstTime = !before.isKnown() && before.error() == null;
        if (now.isKnown() && now.error() != null) {
            dropped.add(event.server());
            writeDropped(isOtherName(now) ? Level.DEBUG : Level.WARNING, event.server(), now.error());
            return;
        }
        if (before.type() == now.type() && !(firstTime && now.error() != null)) {
            // A server that stays unknown for a different reason, or whose reply does not match its type.
            return;
        }
        if (now.isKnown()) {
            Integer failed = failedChecks.remove(event.server());
            if (!firstTime) {
                write(Level.INFO, before, now, failed == null ? 0 : failed);
            }
        } else if (now.error() != null) {
            write(Level.WARNING, before, now, 0);
        }
    }

    @Override
    public void topologyDescriptionChanged(TopologyDescriptionChanged event) {
        // Only a primary removes servers that have not replied.
        ServerDescription primary = event.current().primary();
        // If none of the members' names was in the settings, the aliases there led to them.
        boolean named = event.previous().servers().stream()
                .anyMatch(before -> event.current().server(before.address()) != null);
        for (ServerDescription before : event.previous().servers()) {
            // A server that was known or has failed before has been logged already.
            boolean unasked = !before.isKnown() && before.error() == null;
            boolean gone = event.current().server(before.address()) == null;
            if (primary != null && gone && unasked && !dropped.remove(before.address())) {
                writeDropped(
                        named ? Level.WARNING : Level.DEBUG,
                        before.address(),
                        "is not a member in the configuration of the primary " + primary.address() + ": "
                                + primary.member().members());
            }
        }
        dropped.clear();
    }

    /** A member under an alias, as with port forwarding; the member is used under its own name. */
    private static boolean isOtherName(ServerDescription server) {
        ServerAddress me = server.member().me();
        return me != null && !me.equals(server.address());
    }

    private static void writeDropped(Level level, ServerAddress server, String reason) {
        if (Log.TOPOLOGY.isOn(level)) {
            var fields = new Fields().server(server).add("error", reason);
            Log.TOPOLOGY.write(
                    level, fields.message("Server dropped", "{serverHost}[:{serverPort}] is not used: it {error}"));
        }
    }

    /**
     * Logs that a server reached over the network reports paths in its own file system as members of its replica set.
     * May run user code (a log handler).
     */
    public static void writeIgnoredMembers(ServerAddress server, List<ServerAddress> members) {
        if (Log.TOPOLOGY.isOn(Level.WARNING)) {
            var fields = new Fields().server(server).add("members", members.toString());
            Log.TOPOLOGY.write(
                    Level.WARNING,
                    fields.message(
                            "Members ignored",
                            "{serverHost}[:{serverPort}] reports Unix domain sockets as members of its replica set,"
                                    + " which other machines cannot reach, so they are ignored: {members}. Use host"
                                    + " and port"
                                    + " in the configuration of the replica set"));
        }
    }

    private static void write(Level level, ServerDescription before, ServerDescription now, int failedChecks) {
        if (!Log.TOPOLOGY.isOn(level)) {
            return;
        }
        boolean firstTime = !before.isKnown() && before.error() == null;
        var fields = new Fields()
                .server(now.address())
                .add("newType", now.type().specName())
                .add("previousType", before.type().specName())
                .add("previousFor", firstTime ? null : span(now.lastUpdateNanos() - before.sinceNanos()))
                .add("previousError", before.reason())
                .add("failedChecks", failedChecks > 1 ? failedChecks : null)
                .add("error", error(now));
        Log.TOPOLOGY.write(
                level,
                fields.message(
                        "Server state changed",
                        "{serverHost}[:{serverPort}] is now {newType}[ (was {previousType} for {previousFor}"
                                + (before.error() == null ? "" : ": {previousError}")
                                + (failedChecks > 1 ? "; {failedChecks} checks failed" : "")
                                + ")][: {error}]"));
    }

    /** A server that could not be reached needs the whole error; for others the reason is enough. */
    private static @Nullable String error(ServerDescription now) {
        return now.cause() instanceof ConnectionOpenException ? now.error() : now.reason();
    }

    private static String span(long nanos) {
        double seconds = Math.max(0, nanos) / 1e9;
        return seconds < 120
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
}
