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
 * One line for each change of a server's state, for people who do not debug: a server that is lost is a warning, one
 * that comes back or changes its role is information. A server that is found well the first time is not worth a line,
 * and checks that go on to fail are counted, and told when the server is back. A server that is not used although it
 * answered, or that nobody has asked yet, is a warning too: the settings name it in vain. It is none if its name is
 * merely another one of a member. Thread-safe.
 */
public final class StateLog implements TopologyListener {
    private final Map<ServerAddress, Integer> failedChecks = new ConcurrentHashMap<>();
    /** Told as dropped, until the event follows that tells the deployment without them. */
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
            // A server that stays unknown for another reason, or that tells of itself something else than its type.
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
        // Nobody but a primary has servers dropped that did not answer.
        ServerDescription primary = event.current().primary();
        // Where the client was given none of the members' names it was given others, which led to them.
        boolean named = event.previous().servers().stream()
                .anyMatch(before -> event.current().server(before.address()) != null);
        for (ServerDescription before : event.previous().servers()) {
            // Of one that was known or failed before, there is a line already.
            boolean unasked = !before.isKnown() && before.error() == null;
            boolean gone = event.current().server(before.address()) == null;
            if (primary != null && gone && unasked && !dropped.remove(before.address())) {
                writeDropped(
                        named ? Level.WARNING : Level.DEBUG,
                        before.address(),
                        "is not among the members that the primary " + primary.address() + " names: "
                                + primary.member().members());
            }
        }
        dropped.clear();
    }

    /** A name that leads to a member under another one, as behind port forwarding; the member is used by its own. */
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
     * A server that was reached over the network names members of its replica set by paths in its own file system. Runs
     * code of the program, where it handles the log.
     */
    public static void writeIgnoredMembers(ServerAddress server, List<ServerAddress> members) {
        if (Log.TOPOLOGY.isOn(Level.WARNING)) {
            var fields = new Fields().server(server).add("members", members.toString());
            Log.TOPOLOGY.write(
                    Level.WARNING,
                    fields.message(
                            "Members ignored",
                            "{serverHost}[:{serverPort}] names Unix domain sockets as members of its replica set, which"
                                    + " no other machine can reach, so they are ignored: {members}. Name the members by"
                                    + " host and port in the configuration of the replica set"));
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

    /** That of one that could not be reached says what to look at; of others, no more than what happened matters. */
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
