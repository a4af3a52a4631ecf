package dev.morelia.internal.topology;

import dev.morelia.bson.ObjectId;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.TopologyEvent;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.pool.PoolOwner;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.internal.sdam.Discovery;
import dev.morelia.internal.sdam.Dropped;
import dev.morelia.internal.sdam.ErrorHandling;
import dev.morelia.internal.sdam.PrimaryAbsence;
import dev.morelia.internal.sdam.TopologyChange;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.seedlist.PendingSeedlist;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.SelectionRules;
import dev.morelia.internal.topology.Monitoring.Watch;
import dev.morelia.internal.topology.Servers.Prepared;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The deployment as the client sees it: its state, a monitor and a pool for each server ({@link Servers}), and the
 * waiting of operations for a server ({@link ServerWait}).
 *
 * <p>The state is one immutable {@link Snapshot} in a volatile field. Readers use it without a lock; writers, all of
 * them here, replace it under the one monitor. Descriptions come from the servers' monitors ({@link #onHeartbeat}) and
 * from operations that failed ({@link #failed}, {@link PoolOwner}), hosts from DNS if they are not configured ({@link
 * DnsSeedlist}). The effects on pools happen under that lock, so that no operation can select a server whose pool does
 * not match its description; actions that close sockets or start threads go into {@link DeferredActions}, and run in
 * order and outside the lock. Events are added to the client's event queue under that lock, so that their order is that
 * of the changes.
 *
 * <p>Lock order: this monitor, then a pool's. Monitors and pools call this class without a lock.
 */
public final class Topology implements AutoCloseable {
    private final Env env;
    private final EffectiveSettings settings;
    private final SelectionRules rules;
    private final Background background;
    private final Monitoring monitoring;
    private final TopologyEvents events;
    private final BiFunction<ServerAddress, PoolOwner, ConnectionPool> pools;
    private final Monitor monitor;
    private final DeferredActions deferred;
    private final DnsSeedlist seedlist;
    private final ServerWait waiting;
    private volatile Snapshot snapshot;

    /** The following fields are guarded by the monitor. */
    private final Servers servers;

    private final Dropped dropped = new Dropped();
    private Discovery discovery;
    private PrimaryAbsence primaryAbsence;
    private ObjectId id = new ObjectId();
    private volatile boolean open;
    private volatile boolean closed;

    /**
     * Creates a topology that is not open yet.
     *
     * @param events publishes events
     * @param monitoring creates the server monitors
     * @param pools creates the pool for a server, which reports failures to the owner
     */
    public Topology(
            EffectiveSettings settings,
            Background background,
            TopologyEvents events,
            Monitoring monitoring,
            BiFunction<ServerAddress, PoolOwner, ConnectionPool> pools) {
        this.env = background.env();
        this.background = background;
        this.settings = settings;
        ClientSettings configured = settings.current();
        this.discovery = new Discovery(configured.topology());
        this.rules = SelectionRules.of(configured);
        this.monitoring = monitoring;
        this.events = events;
        this.pools = pools;
        this.monitor = env.newMonitor();
        this.deferred = new DeferredActions(background);
        this.servers = new Servers(deferred, this::newPool, this::newWatch);
        this.seedlist = new DnsSeedlist(env, this, settings, monitoring, deferred);
        this.waiting = new ServerWait(background, this, configured.topology(), rules, monitoring.streaming());
        this.snapshot = new Snapshot(TopologyDescription.EMPTY, Map.of(), rules, null);
        this.primaryAbsence = new PrimaryAbsence(env.nanoTime(), null);
    }

    /**
     * Starts to monitor the servers and returns immediately. Has no effect if it is already open, or once it is closed.
     */
    public void open() {
        if (open || closed) {
            return;
        }
        monitor.lock();
        try {
            if (open || closed) {
                return;
            }
            PendingSeedlist pending = seedlist.begin();
            if (pending == null) {
                begin();
            } else {
                announceOpening();
                replace(TopologyDescription.EMPTY, pending);
            }
        } finally {
            monitor.unlock();
        }
        deferred.run();
    }

    /** Under the lock: starts to monitor the hosts of the settings. */
    void begin() {
        TopologySettings known = settings.current().topology();
        discovery = new Discovery(known);
        long nowNanos = env.nanoTime();
        TopologyDescription initial = discovery.initial(nowNanos);
        List<Prepared> added = servers.prepare(
                initial.servers().stream().map(ServerDescription::address).toList());
        if (!open) {
            announceOpening();
        }
        primaryAbsence = new PrimaryAbsence(nowNanos, null);
        TopologyChange.opening(id, initial).forEach(this::announce);
        added.forEach(servers::add);
        replace(initial, null);
        if (known.loadBalanced()) {
            initial.servers().forEach(server -> openLoadBalancer(server.address(), nowNanos));
        }
    }

    private void announceOpening() {
        open = true;
        id = new ObjectId();
        announce(new TopologyEvent.TopologyOpening(id));
    }

    /** The settings, completed by DNS if it provides the hosts. */
    public EffectiveSettings settings() {
        return settings;
    }

    /** The hosts that DNS provides, if it does. */
    public DnsSeedlist seedlist() {
        return seedlist;
    }

    /** Makes a change under the lock, and runs what it has deferred. */
    void change(Runnable change) {
        monitor.lock();
        try {
            change.run();
        } finally {
            monitor.unlock();
        }
        deferred.run();
    }

    /** Under the lock: adds and removes servers as DNS says. */
    void rescan(List<ServerAddress> hosts) {
        TopologyChange change = discovery.rescan(snapshot.description(), hosts, env.nanoTime());
        if (!change.current().equals(change.previous())) {
            replace(apply(change).current());
        }
    }

    /** Under the lock: what monitoring would find out about a load balancer is known from the beginning. */
    private void openLoadBalancer(ServerAddress address, long nowNanos) {
        replace(apply(ServerDescription.loadBalancer(address, nowNanos)).current());
        ConnectionPool pool = servers.pool(address);
        if (pool != null) {
            deferred.add(pool.readying());
        }
    }

    /** The snapshot that operations currently select from. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** The current description. */
    public TopologyDescription description() {
        return snapshot.description();
    }

    /**
     * Selects a server that can execute an operation; waits for one if necessary.
     *
     * @param operation the name of the command, for the log
     * @param operationId the id of the operation, for the log; 0 for none
     * @param readPreference for a read; null for a write
     * @param deprioritized servers to use only if no other is suitable
     * @param deadline the deadline of the operation; {@code serverSelectionTimeoutMS} applies too
     * @throws ServerSelectionException if no server became available in time
     * @throws OperationTimeoutException if the operation's own deadline passed before
     * @throws ClientClosedException after {@link #close}
     * @throws IllegalArgumentException if the criteria can never be met
     */
    public Server select(
            String operation,
            int operationId,
            @Nullable ReadPreference readPreference,
            Set<ServerAddress> deprioritized,
            Deadline deadline) {
        List<Server> inWindow = snapshot.inWindow(readPreference, deprioritized);
        return inWindow.isEmpty()
                ? waiting.await(operation, operationId, readPreference, deprioritized, deadline)
                : choose(inWindow);
    }

    /** Selects a server for something that is not a command of its own. */
    public Server select(@Nullable ReadPreference readPreference, Set<ServerAddress> deprioritized, Deadline deadline) {
        return select("none", 0, readPreference, deprioritized, deadline);
    }

    /** The kind of server that {@link #select} looks for, for messages. */
    public String wanted(@Nullable ReadPreference readPreference) {
        return rules.selection(readPreference, Set.of()).selector().wanted();
    }

    /**
     * Returns the server at this address, whatever its state. Waits while the server cannot be known yet, as after a
     * disconnection.
     *
     * @throws OperationTimeoutException if the deadline passed before
     * @throws ServerSelectionException if it is no longer part of the deployment
     * @throws ClientClosedException after {@link #close}
     */
    public Server server(ServerAddress address, Deadline deadline) {
        Server server = snapshot.server(address);
        return server != null && SelectionReport.isChecked(server.description())
                ? server
                : waiting.await(address, deadline);
    }

    Server choose(List<Server> servers) {
        return servers.size() == 1
                ? servers.getFirst()
                : Selection.choose(
                        servers, Topology::operationCount, env.random().nextLong());
    }

    private static int operationCount(Server server) {
        return server.pool().operationCount();
    }

    /**
     * Requests a check of the servers, and waits until the description is no longer the given one, or the time has
     * elapsed.
     */
    void awaitChange(Snapshot known, long nanos, String purpose) {
        monitor.lock();
        try {
            if (snapshot == known) {
                servers.requestChecks();
                seedlist.requestCheck();
                monitor.await(nanos);
            }
        } catch (InterruptedException interrupted) {
            env.interruptSelf();
            throw new InterruptedOperationException(null, purpose, RetryAdvice.SAFE, interrupted);
        } finally {
            monitor.unlock();
        }
    }

    /** Waits for this long, or until the client is closed. */
    public void sleep(long nanos) throws InterruptedException {
        Deadline end = Deadline.after(env.nanoTime(), nanos);
        monitor.lock();
        try {
            while (!closed && !end.hasPassed(env.nanoTime())) {
                monitor.await(end.remainingNanos(env.nanoTime()));
            }
        } finally {
            monitor.unlock();
        }
    }

    /**
     * Waits until the hosts are known and the description meets a condition, or until the deadline; requests checks
     * meanwhile.
     *
     * @param condition fast and without side effects
     * @return the description then
     * @throws ClientClosedException after {@link #close}
     */
    public TopologyDescription await(Predicate<TopologyDescription> condition, Deadline deadline) {
        return waiting.await(condition, deadline);
    }

    /**
     * Waits until each data-bearing server has {@code minPoolSize} connections. Does not wait for servers that cannot
     * be reached, as long as another server is available.
     *
     * @throws ServerSelectionException if no server became available in time
     * @throws MongoException the error from establishing a connection
     */
    public void warmUp(Deadline deadline) {
        waiting.warmUp(deadline);
    }

    /**
     * Does nothing while the topology is open.
     *
     * @throws ClientClosedException after {@link #close}
     */
    public void requireOpen() {
        if (closed) {
            throw new ClientClosedException("selecting a server", RetryAdvice.UNSAFE);
        }
    }

    /** Applies the result of a check; called by the server's monitor. */
    public void onHeartbeat(ServerDescription description, boolean timedOut) {
        change(() -> {
            if (!open) {
                return;
            }
            TopologyChange change = apply(description);
            ConnectionPool pool = servers.pool(description.address());
            if (pool != null && change.accepted()) {
                if (!description.isKnown()) {
                    deferred.add(pool.clearing(description.cause(), true, timedOut));
                } else if (Discovery.opensPool(change.current(), description)) {
                    deferred.add(pool.readying());
                }
            }
            replace(change.current());
            servers.startMonitors();
        });
    }

    /**
     * Handles an error of a connection in use, which may affect the state of its server.
     *
     * @param server the server as it was selected; after a disconnection it has another pool, which the error does not
     *     affect
     * @param connection the connection, which is still checked out
     */
    public void failed(Server server, MongoException failure, PooledConnection connection) {
        var error = ApplicationError.inUse(
                server.address(), failure, connection.generation(), connection.serviceId(), env.nanoTime());
        handle(error, server.pool());
    }

    private void handle(@Nullable ApplicationError failure, @Nullable ConnectionPool met) {
        if (failure != null) {
            change(() -> apply(failure, met));
        }
    }

    /** Under the lock. Errors of connections that are not of the server's current pool have no effect. */
    private void apply(ApplicationError failure, @Nullable ConnectionPool met) {
        ConnectionPool pool = servers.pool(failure.server());
        if (!open || pool == null || !pool.equals(met)) {
            return;
        }
        ObjectId serviceId = failure.serviceId();
        long generation = serviceId == null ? pool.generation() : pool.generation(serviceId);
        var decision = ErrorHandling.onError(snapshot.description(), failure, generation);
        if (decision.description() != null) {
            replace(apply(decision.description()).current());
        }
        if (decision.clearPool() && serviceId != null) {
            pool.clear(serviceId);
        } else if (decision.clearPool()) {
            deferred.add(pool.clearing(failure.cause(), false, false));
        }
        Watch watching = servers.watch(failure.server());
        if (watching != null && decision.cancelCheck()) {
            watching.cancelCheck();
        }
        if (watching != null && decision.checkNow()) {
            watching.requestCheck();
        }
    }

    /** Under the lock: computes the change and prepares everything except the new snapshot. */
    private TopologyChange apply(ServerDescription description) {
        return apply(discovery.update(snapshot.description(), description));
    }

    private TopologyChange apply(TopologyChange change) {
        if (!change.accepted()) {
            return change;
        }
        List<Prepared> added = servers.prepare(change.added());
        change.events(id).forEach(this::announce);
        dropped.note(change, settings.current().topology().replicaSet());
        change.removed().forEach(servers::remove);
        added.forEach(servers::add);
        for (ServerAddress overtaken : change.overtaken()) {
            Watch watching = servers.watch(overtaken);
            if (watching != null) {
                watching.requestCheck();
            }
        }
        return change;
    }

    /** Under the lock. Listeners run when it is released, so that they see the state that the event describes. */
    private void announce(TopologyEvent event) {
        events.publish(event, () -> {
            monitor.lock();
            monitor.unlock();
        });
    }

    /** None for a load balancer: each connection to it may lead to another server, so it is not monitored. */
    private @Nullable Watch newWatch(ServerAddress address) {
        return settings.current().topology().loadBalanced() ? null : monitoring.watch(address, this);
    }

    private ConnectionPool newPool(ServerAddress address) {
        var owner = new OwnedPool();
        var pool = pools.apply(address, owner);
        owner.pool = pool;
        return pool;
    }

    private void replace(TopologyDescription description) {
        replace(description, snapshot.pending());
    }

    /** Under the lock: the one place where the snapshot is written. */
    void replace(TopologyDescription description, @Nullable PendingSeedlist pending) {
        waiting.changed(description);
        primaryAbsence =
                primaryAbsence.after(snapshot.description(), description, env.nanoTimeOr(primaryAbsence.sinceNanos()));
        snapshot = new Snapshot(description, servers.pools(), rules, pending);
        servers.closeRemoved();
        monitor.signalAll();
    }

    /** The servers' pools. */
    public Map<ServerAddress, ConnectionPool> pools() {
        monitor.lock();
        try {
            return new LinkedHashMap<>(servers.pools());
        } finally {
            monitor.unlock();
        }
    }

    /** The settings for server selection and the dropped servers, for a report. */
    public SelectionReport report() {
        monitor.lock();
        try {
            return new SelectionReport(
                    snapshot.description(),
                    settings.current().topology(),
                    dropped.reasons(),
                    primaryAbsence,
                    snapshot.pending());
        } finally {
            monitor.unlock();
        }
    }

    /** Closes all pools and stops all monitors; the next operation opens them again. Never throws. */
    public void disconnect() {
        shutDown(false);
    }

    /** Whether the servers are monitored; false after {@link #disconnect} until an operation needs a server. */
    public boolean isOpen() {
        return open;
    }

    /** Whether the topology was closed for good; connections are closed only after that. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the pools and stops the monitors; operations in progress fail. Never throws; may be called repeatedly. */
    @Override
    public void close() {
        shutDown(true);
    }

    private void shutDown(boolean forEver) {
        monitor.lock();
        try {
            closed |= forEver;
            if (open) {
                open = false;
                servers.removeAll();
                servers.closeRemoved();
                seedlist.close();
                TopologyChange.closing(id, snapshot.description()).forEach(this::announce);
            }
            dropped.clear();
            replace(TopologyDescription.EMPTY, null);
        } finally {
            monitor.unlock();
        }
        deferred.finish();
        background.events().flush();
    }

    /** The owner of one pool. */
    private final class OwnedPool implements PoolOwner {
        /** Set once, before the pool is used. */
        private volatile @Nullable ConnectionPool pool;

        @Override
        public void openFailed(
                ServerAddress server, MongoException failure, long generation, @Nullable ObjectId serviceId) {
            handle(ApplicationError.opening(server, failure, generation, serviceId, env.nanoTime()), pool);
        }

        @Override
        public boolean isLoadBalanced() {
            return settings.current().topology().loadBalanced();
        }

        @Override
        public boolean isClosed() {
            return closed;
        }
    }
}
