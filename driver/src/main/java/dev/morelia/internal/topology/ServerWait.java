package dev.morelia.internal.topology;

import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.log.SelectionLog;
import dev.morelia.internal.selection.Selection;
import dev.morelia.internal.selection.SelectionRules;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.TopologySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits for servers on behalf of operations, and reports it: in the log, and in the error if none became available in
 * time. Takes no lock: the topology does, while it awaits a change. Runs on the operations' threads; thread-safe.
 */
final class ServerWait {
    /** How long a log line waits for the lines before it. */
    private static final long LOG_ORDER_NANOS = 20_000_000;

    private final Env env;
    private final Background background;
    private final Topology topology;
    private final TopologySettings settings;
    private final SelectionRules rules;
    private final boolean streaming;
    /** The description at which an operation last logged that it waits; null once something has changed. */
    private volatile @Nullable TopologyDescription loggedWaiting;

    ServerWait(
            Background background,
            Topology topology,
            TopologySettings settings,
            SelectionRules rules,
            boolean streaming) {
        this.env = background.env();
        this.background = background;
        this.topology = topology;
        this.settings = settings;
        this.rules = rules;
        this.streaming = streaming;
    }

    /** Sets the new description; called under the topology's lock. */
    void changed(TopologyDescription description) {
        if (!description.equals(loggedWaiting)) {
            loggedWaiting = null;
        }
    }

    /**
     * The error that ends the wait for a server: the operation's own timeout if that has expired, with the other as its
     * cause.
     */
    private MongoException limitedBy(Deadline deadline, long begunNanos, ServerSelectionException failure) {
        long nowNanos = env.nanoTime();
        if (!deadline.hasPassed(nowNanos)) {
            return failure;
        }
        var last = new LastStep(Step.SERVER_SELECTION, Duration.ofNanos(nowNanos - begunNanos));
        return new OperationTimeoutException(
                null, "selecting a server", deadline.timeout(), last, RetryAdvice.SAFE, failure);
    }

    /** Waits until the hosts are known and the description meets a condition, or until the deadline. */
    TopologyDescription await(Predicate<TopologyDescription> condition, Deadline deadline) {
        while (true) {
            topology.open();
            Snapshot now = topology.snapshot();
            topology.requireOpen();
            long leftNanos = deadline.remainingNanos(env.nanoTime());
            if (leftNanos <= 0 || (now.pending() == null && condition.test(now.description()))) {
                return now.description();
            }
            topology.awaitChange(now, leftNanos, "monitoring the servers");
        }
    }

    /** Waits until each data-bearing server that can be reached has {@code minPoolSize} connections. */
    void warmUp(Deadline deadline) {
        topology.select(ReadPreference.nearest(), Set.of(), deadline);
        for (ServerDescription known :
                await(SelectionReport::isChecked, deadline).servers()) {
            Server server = known.type().isDataBearing() ? topology.snapshot().server(known.address()) : null;
            if (server != null) {
                server.pool().warmUp(deadline);
            }
        }
    }

    /** Waits until the server at this address has been checked. */
    Server await(ServerAddress address, Deadline deadline) {
        long begunNanos = env.nanoTime();
        Deadline limit = Deadline.after(
                        begunNanos, settings.serverSelectionTimeout().toNanos())
                .earlier(deadline);
        await(known -> SelectionReport.isChecked(known, address), limit);
        Server server = topology.snapshot().server(address);
        long nowNanos = env.nanoTime();
        if (server != null && !deadline.hasPassed(nowNanos)) {
            return server;
        }
        String report = server == null
                ? "It holds a cursor but is no longer part of the deployment: run the query again. Current servers: "
                : "It has not replied in time: ";
        throw limitedBy(
                deadline,
                begunNanos,
                new ServerSelectionException(
                        "server " + address,
                        Duration.ofNanos(nowNanos - begunNanos),
                        report + topology.description(),
                        server == null ? null : server.description().cause()));
    }

    /** Waits for a suitable server. */
    Server await(
            String operation,
            int operationId,
            @Nullable ReadPreference readPreference,
            Set<ServerAddress> deprioritized,
            Deadline deadline) {
        long begunNanos = env.nanoTime();
        Deadline limit = Deadline.after(
                        begunNanos, settings.serverSelectionTimeout().toNanos())
                .earlier(deadline);
        boolean logged = false;
        while (true) {
            // In each round: a disconnection stops monitoring, and an operation that is still waiting restarts it.
            topology.open();
            Snapshot now = topology.snapshot();
            // Without the lock: it may call the application's own selector.
            List<Server> inWindow = now.inWindow(readPreference, deprioritized);
            if (!inWindow.isEmpty()) {
                return topology.choose(inWindow);
            }
            topology.requireOpen();
            long leftNanos = limit.remainingNanos(env.nanoTime());
            var end = leftNanos <= 0 ? EndOfWait.TIMED_OUT : EndOfWait.of(now, settings, streaming, begunNanos);
            if (end != EndOfWait.STILL_WAITING) {
                throw noServer(rules.selection(readPreference, deprioritized), begunNanos, deadline, end);
            }
            if (!logged) {
                logWaiting(now.description(), operation, operationId, readPreference, leftNanos);
                logged = true;
                leftNanos = Math.max(0, limit.remainingNanos(env.nanoTime()));
            }
            topology.awaitChange(now, leftNanos, "selecting a server");
        }
    }

    /** In an outage thousands of operations wait for the same reason; it is logged once. */
    private void logWaiting(
            TopologyDescription now,
            String operation,
            int operationId,
            @Nullable ReadPreference readPreference,
            long remainingNanos) {
        boolean logged = loggedWaiting != null;
        loggedWaiting = now;
        var log = new SelectionLog(operation, operationId, topology.wanted(readPreference), () -> now);
        if (!log.isWaitingLogged(logged)) {
            return;
        }
        if (!logged && now.servers().stream().anyMatch(server -> server.error() != null)) {
            // Problems of the servers are logged first.
            background.events().flush(Math.min(remainingNanos / 2, LOG_ORDER_NANOS));
        }
        log.waiting(remainingNanos, logged);
    }

    private MongoException noServer(Selection selection, long begunNanos, Deadline deadline, EndOfWait end) {
        long nowNanos = env.nanoTime();
        SelectionReport report = topology.report();
        return limitedBy(
                deadline,
                begunNanos,
                new ServerSelectionException(
                        selection.selector().wanted(),
                        Duration.ofNanos(nowNanos - begunNanos),
                        end.message() + report.text(selection, nowNanos),
                        report.cause()));
    }
}
