package dev.morelia.spec.unified.entity;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.options.SessionOptions;
import dev.morelia.settings.ServerApi;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.spec.unified.api.Api;
import dev.morelia.spec.unified.api.ClientSpec;
import dev.morelia.spec.unified.api.Concerns;
import dev.morelia.spec.unified.api.DatabaseApi;
import dev.morelia.spec.unified.api.Description;
import dev.morelia.spec.unified.api.SessionApi;
import dev.morelia.spec.unified.cursor.CursorApi;
import dev.morelia.spec.unified.cursor.Iteration;
import dev.morelia.spec.unified.event.CommandEvents;
import dev.morelia.spec.unified.event.DiscoveryEvents;
import dev.morelia.spec.unified.event.EventLog;
import dev.morelia.spec.unified.event.LogCollector;
import dev.morelia.spec.unified.event.PoolEvents;
import dev.morelia.spec.unified.operation.Arguments;
import dev.morelia.spec.unified.operation.Concern;
import dev.morelia.spec.unified.operation.SessionOperations;
import dev.morelia.spec.unified.server.Deployment;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Creates the entities of a file and closes them when the test has ended. */
public final class EntityFactory implements AutoCloseable {
    private static final int MINIMUM_HEARTBEAT_MILLIS = 500;

    /** With shorter pauses between checks, too. */
    private static final Env IMPATIENT = SystemEnv.withMinimumCheckPause(Duration.ofMillis(20));

    private static final long MAXIMUM_WAIT_NANOS = 2_000_000_000;
    private static final long POLL_NANOS = 2_000_000;

    private final Deployment deployment;
    private final Api api;
    private final EntityMap entities;
    private final Iteration iteration;
    private Optional<Document> clusterTime = Optional.empty();
    private final Map<String, Creator> creators = Map.of(
            "client", this::client,
            "database", this::database,
            "collection", this::collection,
            "thread", this::thread,
            "session", this::session,
            "bucket", this::bucket,
            "clientEncryption", this::clientEncryption);

    private interface Creator {
        void create(String id, Document spec);
    }

    /**
     * A factory for one test.
     *
     * @param iteration how the async API iterates over the cursors of the test
     */
    public EntityFactory(Deployment deployment, Api api, EntityMap entities, Iteration iteration) {
        this.iteration = iteration;
        this.deployment = deployment;
        this.api = api;
        this.entities = entities;
    }

    /** Creates one entity from {@code {kind: {id, ...}}} and adds it to the map. */
    public void create(Document entity) {
        if (entity.size() != 1) {
            throw new IllegalArgumentException("An entity must have exactly one key: " + entity);
        }
        var kind = entity.firstEntry().getKey();
        var creator = creators.get(kind);
        if (creator == null) {
            throw new IllegalArgumentException("Unknown kind of entity: " + kind);
        }
        var spec = entity.document(kind);
        creator.create(spec.string("id"), spec);
    }

    private void client(String id, Document spec) {
        if (spec.containsKey("autoEncryptOpts")) {
            throw new SpecSkip(SkipReason.CLIENT_SIDE_ENCRYPTION, "autoEncryptOpts");
        }
        var options = spec.containsKey("uriOptions") ? Document.copyOf(spec.document("uriOptions")) : new Document();
        if (options.containsKey("waitQueueSize")) {
            throw new SpecSkip(SkipReason.OPTIONAL, "waitQueueSize");
        }
        var events = new EventLog(strings(spec, "observeEvents"));
        var pools = new PoolEvents(events);
        // As the format recommends: a server that a fail point made unknown must be rediscovered soon.
        var env = options.containsKey("heartbeatFrequencyMS") ? SystemEnv.INSTANCE : IMPATIENT;
        options.putIfAbsent("heartbeatFrequencyMS", MINIMUM_HEARTBEAT_MILLIS);
        var observed = spec.containsKey("observeLogMessages") ? spec.document("observeLogMessages") : new Document();
        if (observed.containsKey("connection")) {
            awaitEarlierPools();
        }
        var logs = new LogCollector(observed);
        var commands = new CommandEvents(
                events,
                strings(spec, "ignoreCommandMonitoringEvents"),
                Boolean.TRUE.equals(spec.get("observeSensitiveCommands")));
        var client = new ClientSpec(
                deployment.uri(options, Boolean.FALSE.equals(spec.get("useMultipleMongoses"))),
                spec.containsKey("serverApi") ? serverApi(spec.document("serverApi")) : null,
                new ClientSpec.Observers(commands, pools, new DiscoveryEvents(events)));
        var made = EnvOverride.with(env, () -> api.open(client, iteration));
        add(id, new ClientEntity(made, events, pools, logs), spec, options);
    }

    private void add(String id, ClientEntity client, Document spec, Document options) {
        entities.add(id, client);
        client.logs().awaitPool();
        if (spec.containsKey("awaitMinPoolSizeMS")) {
            awaitPools(client, options.int32("minPoolSize", 0), Duration.ofMillis(spec.int32("awaitMinPoolSizeMS")));
            client.events().forget();
        }
    }

    /** Waits until the other clients of the test log no more pools, which the next collector would take for its own. */
    private void awaitEarlierPools() {
        var end = System.nanoTime() + MAXIMUM_WAIT_NANOS;
        for (var client : entities.all(ClientEntity.class)) {
            while (!hasPools(client) && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static boolean hasPools(ClientEntity client) {
        return client.api().description().servers().stream()
                .allMatch(server -> server.known() && client.pools().wasReady(server.address()));
    }

    /** Waits until the pools of all data-bearing servers have their minimum size. */
    private static void awaitPools(ClientEntity client, int minPoolSize, Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        while (!arePopulated(client, minPoolSize)) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError(
                        "Pools of " + client.api().description() + " do not have their minimum size after " + limit);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static boolean arePopulated(ClientEntity client, int minPoolSize) {
        var servers = client.api().description().servers();
        return servers.stream().allMatch(Description.Server::known)
                && servers.stream()
                        .filter(server -> server.dataBearing())
                        .allMatch(server -> client.pools().ready(server.address()) >= minPoolSize);
    }

    private static ServerApi serverApi(Document spec) {
        var serverApi = new ServerApi(spec.string("version"), null, null);
        if (spec.containsKey("strict")) {
            serverApi = serverApi.strict(spec.bool("strict"));
        }
        if (spec.containsKey("deprecationErrors")) {
            serverApi = serverApi.deprecationErrors(spec.bool("deprecationErrors"));
        }
        return serverApi;
    }

    private void database(String id, Document spec) {
        var client = entities.get(spec.string("client"), ClientEntity.class);
        var database = client.api().database(spec.string("databaseName"));
        entities.add(
                id, spec.containsKey("databaseOptions") ? database.with(concerns(spec, "databaseOptions")) : database);
    }

    private void collection(String id, Document spec) {
        var database = entities.get(spec.string("database"), DatabaseApi.class);
        var collection = database.collection(spec.string("collectionName"));
        entities.add(
                id,
                spec.containsKey("collectionOptions")
                        ? collection.with(concerns(spec, "collectionOptions"))
                        : collection);
    }

    private static Concerns concerns(Document spec, String key) {
        var options = spec.document(key);
        return new Concerns(
                Concern.readConcern(options.documentOrNull("readConcern")),
                Concern.readPreference(options.documentOrNull("readPreference")),
                Concern.writeConcern(options.documentOrNull("writeConcern")),
                options.containsKey("timeoutMS") ? Duration.ofMillis(options.int64("timeoutMS")) : null);
    }

    private void thread(String id, Document spec) {
        entities.add(id, new ThreadEntity());
    }

    private void session(String id, Document spec) {
        var client = entities.get(spec.string("client"), ClientEntity.class);
        var options = spec.containsKey("sessionOptions") ? sessionOptions(spec.document("sessionOptions")) : null;
        var session = client.api().startSession(options == null ? new SessionOptions() : options);
        clusterTime.ifPresent(session::advanceClusterTime);
        entities.add(id, session);
    }

    private SessionOptions sessionOptions(Document spec) {
        var arguments = new Arguments(spec);
        var options = new SessionOptions();
        if (arguments.has("causalConsistency")) {
            options = options.causalConsistency(arguments.bool("causalConsistency"));
        }
        if (arguments.has("snapshot")) {
            options = options.snapshot(arguments.bool("snapshot"));
        }
        if (arguments.has("snapshotTime")) {
            options = options.snapshotTime(entities.get(arguments.string("snapshotTime"), Timestamp.class));
        }
        var ofTransactions = arguments.documentOrNull("defaultTransactionOptions");
        if (ofTransactions != null) {
            var defaults = new Arguments(ofTransactions);
            options = options.defaultTransactionOptions(SessionOperations.transactionOptions(defaults));
            defaults.finish();
        }
        if (arguments.has("defaultTimeoutMS")) {
            var timeout = Duration.ofMillis(arguments.int32("defaultTimeoutMS"));
            options = options.defaultTransactionOptions(
                    options.defaultTransactionOptions().timeout(timeout));
        }
        arguments.finish();
        return options;
    }

    /** Sessions that are created from now on know this cluster time, and so do the servers that they use. */
    public void clusterTime(Optional<Document> latest) {
        clusterTime = latest;
    }

    private void bucket(String id, Document spec) {
        var database = entities.get(spec.string("database"), DatabaseApi.class);
        var options = spec.containsKey("bucketOptions") ? spec.document("bucketOptions") : new Document();
        var gridFs = new GridFsOptions();
        if (options.containsKey("bucketName")) {
            gridFs = gridFs.bucketName(options.string("bucketName"));
        }
        if (options.containsKey("chunkSizeBytes")) {
            gridFs = gridFs.chunkSizeBytes(options.int32("chunkSizeBytes"));
        }
        var bucket = database.bucket(gridFs);
        entities.add(id, options.isEmpty() ? bucket : bucket.with(concerns(spec, "bucketOptions")));
    }

    private void clientEncryption(String id, Document spec) {
        throw new SpecSkip(SkipReason.CLIENT_SIDE_ENCRYPTION, id);
    }

    private static Set<String> strings(Document spec, String key) {
        List<String> list = spec.containsKey(key) ? spec.list(key, String.class) : List.of();
        return new HashSet<>(list);
    }

    /** Closes everything that was created or saved, clients last. */
    @Override
    public void close() {
        entities.all(ThreadEntity.class).forEach(ThreadEntity::close);
        entities.all(SessionApi.class).forEach(SessionApi::close);
        entities.all(CursorApi.class).forEach(CursorApi::close);
        for (var client : entities.all(ClientEntity.class)) {
            client.api().close();
            client.logs().close();
        }
    }
}
