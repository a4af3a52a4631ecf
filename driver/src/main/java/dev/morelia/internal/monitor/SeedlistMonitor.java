package dev.morelia.internal.monitor;

import dev.morelia.internal.background.Background;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.sdam.Discovery;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.seedlist.Seedlist;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.internal.seedlist.SeedlistLookup;
import dev.morelia.internal.topology.Monitoring;
import dev.morelia.internal.topology.Topology;
import dev.morelia.settings.ClientSettings;
import dev.morelia.topology.ServerDescription;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the SRV and TXT records on a separate thread until the hosts are known, and then, for as long as the
 * deployment may be a sharded cluster, the SRV records again and again.
 *
 * <p>A failed lookup is repeated after the heartbeat frequency; as long as an operation waits for the hosts sooner, the
 * pause doubling from half a second. Once hosts were known a failed lookup changes nothing.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/polling-srv-records-for-mongos-discovery/polling-srv-records-for-mongos-discovery.md">Polling SRV Records for mongos Discovery</a>
 */
final class SeedlistMonitor implements Monitoring.Watch {
    private static final long MINIMUM_PAUSE_NANOS = 500_000_000;

    private final Background background;
    private final Env env;
    private final long heartbeatNanos;
    private final SeedlistLookup lookup;
    private final Topology topology;
    private final Pause pause;
    private final CancelToken token = new CancelToken();
    private final BackgroundThread thread;
    private volatile boolean closed;
    /** The following fields are confined to the thread. */
    private long minimumNanos = MINIMUM_PAUSE_NANOS;

    /** What was logged last, so that a failure is logged once; null after a success. */
    private @Nullable String logged;

    SeedlistMonitor(MonitorContext context, SeedlistLookup lookup, Topology topology) {
        this.background = context.background();
        this.env = context.env();
        this.heartbeatNanos = context.heartbeatNanos();
        this.lookup = lookup;
        this.topology = topology;
        this.pause = new Pause(env);
        this.thread = background.thread("morelia-srv-" + lookup.host(), this::turn);
    }

    @Override
    public void start() {
        if (!closed) {
            thread.ensureRunning();
        }
    }

    @Override
    public void requestCheck() {
        pause.end();
        start();
    }

    /** Has no effect: a lookup has no connection that could have failed. */
    @Override
    public void cancelCheck() {}

    @Override
    public Runnable closing() {
        closed = true;
        return () -> {
            token.cancel();
            pause.close();
        };
    }

    private boolean turn() {
        if (closed) {
            return false;
        }
        if (topology.seedlist().pending() != null) {
            discover();
        } else if (Discovery.isRescanned(topology.description().type())) {
            rescan();
        } else {
            return false;
        }
        return true;
    }

    private void discover() {
        try {
            Seedlist found = lookup.srv(Deadline.NONE, token);
            String txt = lookup.txt(Deadline.NONE, token);
            ClientSettings complete = topology.settings().complete(found, txt);
            warn(EffectiveSettings.warnings(txt));
            topology.seedlist().onFound(this, complete);
            succeeded(found);
        } catch (SeedlistException failure) {
            failed(failure);
        } catch (RuntimeException | Error unexpected) {
            if (!env.isOver()) {
                failed(lookup.unexpected(unexpected));
            }
            throw unexpected;
        }
    }

    private void failed(SeedlistException failure) {
        if (closed) {
            return;
        }
        ClientSettings known = topology.settings().current();
        if (known.topology().hosts().isEmpty()) {
            topology.seedlist().onFailure(this, failure);
            log(failure, "it is repeated");
            pause.await(heartbeatNanos, Math.min(minimumNanos, heartbeatNanos));
            minimumNanos = Math.min(2 * minimumNanos, heartbeatNanos);
        } else {
            // The topology was closed and opened again.
            topology.seedlist().onFound(this, known);
            log(failure, "the client continues with the hosts found before");
            pause.await(heartbeatNanos, heartbeatNanos);
        }
    }

    private void rescan() {
        try {
            var inUse = topology.description().servers().stream()
                    .map(ServerDescription::address)
                    .toList();
            Seedlist found = lookup.rescan(inUse, Deadline.NONE, token);
            topology.seedlist().onRescan(this, found.hosts());
            if (found.rejected() != null) {
                log(found.rejected(), "the record is ignored");
            }
            succeeded(found);
        } catch (SeedlistException failure) {
            if (!closed) {
                log(failure, "the client continues with the hosts found before");
                pause.await(heartbeatNanos, heartbeatNanos);
            }
        }
    }

    private void succeeded(Seedlist found) {
        minimumNanos = MINIMUM_PAUSE_NANOS;
        if (found.rejected() == null) {
            logged = null;
        }
        pause.await(found.rescanNanos(), found.rescanNanos());
    }

    private void log(SeedlistException failure, String effect) {
        String text = "DNS lookup for mongodb+srv://" + lookup.host() + ": " + failure.text() + "; " + effect;
        if (!text.equals(logged)) {
            logged = text;
            warn(List.of(text));
        }
    }

    /** A log handler is user code, which must not run on this thread. */
    private void warn(List<String> texts) {
        texts.forEach(text -> background.events().add(() -> Log.TOPOLOGY.text(Level.WARNING, text, null)));
    }
}
