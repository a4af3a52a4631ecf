package dev.morelia.spec.unified.server;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Servers to run tests on, and the clients that prepare and inspect them; see {@link Deployments}. */
public final class Deployment implements AutoCloseable {
    private static final long MAXIMUM_WRITE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String name;
    private final String uri;
    private final String singleUri;
    private final List<ServerAddress> behind;
    private final Object copies;
    private final MongoClient internalClient;
    private final Facts facts;
    private final Map<ServerAddress, MongoClient> clientOfServer = new LinkedHashMap<>();

    /**
     * Connects to running servers.
     *
     * @param name the name in reports; null to use its topology
     * @param uri a connection string with all servers
     * @param copies how many servers must have the data before a test starts: a number or {@code majority}
     */
    Deployment(@Nullable String name, String uri, Object copies) {
        this(name, uri, uri, List.of(), copies);
    }

    /**
     * Connects to running servers, which may be behind a load balancer.
     *
     * @param singleUri a connection string of a load balancer that leads to only one of the servers
     * @param behind the servers behind the load balancer; none if there is none
     */
    Deployment(@Nullable String name, String uri, String singleUri, List<ServerAddress> behind, Object copies) {
        this.uri = uri;
        this.singleUri = singleUri;
        this.behind = behind;
        this.copies = copies;
        this.internalClient = MongoClient.create(uri);
        this.facts = facts(internalClient, uri);
        this.name = name == null ? facts.topology().toString() : name;
        killAllSessions();
    }

    private static Facts facts(MongoClient client, String uri) {
        var admin = client.database("admin");
        var hello = admin.runCommand(new Document("hello", 1));
        var version = admin.runCommand(new Document("buildInfo", 1)).list("versionArray", Integer.class);
        return new Facts(
                topology(hello, uri),
                new Version(version.get(0), version.get(1), version.get(2)),
                admin.runCommand(new Document("getParameter", "*")),
                uri.contains("@"));
    }

    private static Topology topology(Document hello, String uri) {
        if (uri.toLowerCase(Locale.ROOT).contains("loadbalanced=true")) {
            return Topology.LOAD_BALANCED;
        }
        if ("isdbgrid".equals(hello.get("msg"))) {
            return Topology.SHARDED;
        }
        return hello.containsKey("setName") ? Topology.REPLICA_SET : Topology.SINGLE;
    }

    /** The name in reports. */
    public String name() {
        return name;
    }

    /** Whether clients reach its members through routers. */
    public boolean isBehindRouters() {
        return facts.topology() == Topology.SHARDED || facts.topology() == Topology.LOAD_BALANCED;
    }

    /**
     * The write concern that ensures that all servers a test may read from have its data, and that snapshots do: the
     * majority commit point counts what is in the journals.
     */
    public Document prepared() {
        return new Document("w", copies).append("j", true);
    }

    /** Runs a command on each server, such as one that switches off a fail point. */
    public void runOnEach(Document command) {
        servers().forEach(server -> runOn(server, command));
    }

    /** Runs a command on one server. */
    public void runOn(ServerAddress server, Document command) {
        clientOfServer.computeIfAbsent(server, this::direct).database("admin").runCommand(command);
    }

    /** The cluster time after what the internal client has done; empty if the servers have none. */
    public Optional<Document> clusterTime() {
        var reply = internalClient.database("admin").runCommand(new Document("ping", 1));
        return Optional.ofNullable(reply.documentOrNull("$clusterTime"));
    }

    private List<ServerAddress> servers() {
        return behind.isEmpty()
                ? internalClient.description().servers().stream()
                        .map(ServerDescription::address)
                        .toList()
                : behind;
    }

    /** Waits until the writable server executes no write with a transaction number. */
    public void awaitRetryableWrites() {
        var inProgress = Document.of("currentOp", 1, "command.txnNumber", Document.of("$exists", true));
        long begun = System.nanoTime();
        while (!internalClient
                .database("admin")
                .runCommand(inProgress)
                .list("inprog", Document.class)
                .isEmpty()) {
            if (System.nanoTime() - begun > MAXIMUM_WRITE_NANOS) {
                throw new AssertionError("A retryable write has not ended in " + MAXIMUM_WRITE_NANOS + " ns");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private MongoClient direct(ServerAddress server) {
        return MongoClient.builder()
                .uri(uri)
                .settings(settings -> settings.topology(topology -> topology.loadBalanced(false)
                        .hosts(List.of(server))
                        .replicaSet(null)
                        .directConnection(true)))
                .build();
    }

    /** The properties of the deployment that files may require. */
    public Facts facts() {
        return facts;
    }

    /** The client for preparation and inspection. */
    public MongoClient internalClient() {
        return internalClient;
    }

    /**
     * The connection string for a client of a test.
     *
     * @param options the options of the file, which take precedence over those of the deployment
     * @param singleMongos whether to name only one of several routers
     */
    public String uri(Document options, boolean singleMongos) {
        return uri(singleMongos ? singleUri : uri, options, singleMongos);
    }

    private String uri(String uri, Document options, boolean singleMongos) {
        var question = uri.indexOf('?');
        var query = new ArrayList<String>();
        if (question >= 0) {
            for (var pair : uri.substring(question + 1).split("&", -1)) {
                var name = pair.substring(0, pair.indexOf('='));
                if (options.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                    query.add(pair);
                }
            }
        }
        options.forEach((name, value) -> {
            for (var single : value instanceof List<?> list ? list : List.of(value)) {
                query.add(name + "=" + encoded(single));
            }
        });
        var base = question >= 0 ? uri.substring(0, question) : uri;
        var single = Boolean.TRUE.equals(options.get("directConnection"))
                || (singleMongos && facts.topology() == Topology.SHARDED);
        if (single && base.contains(",")) {
            base = base.substring(0, base.indexOf(',')) + "/";
        }
        if (query.isEmpty()) {
            return base;
        }
        var path = base.indexOf('/', "mongodb://".length()) < 0 ? "/" : "";
        return base + path + "?" + String.join("&", query);
    }

    private static String encoded(Object value) {
        if (value instanceof Document) {
            // Only placeholders for secrets of hosted deployments are documents.
            throw new SpecSkip(SkipReason.SERVER_REQUIREMENT, "a value for " + value);
        }
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Ends transactions left open by a failed test, which would block the next test. */
    public void killAllSessions() {
        try {
            internalClient.database("admin").runCommand(new Document("killAllSessions", List.of()));
        } catch (MongoException e) {
            // Some servers return Interrupted or Unauthorized; the next test fails if it matters.
        }
    }

    @Override
    public void close() {
        clientOfServer.values().forEach(MongoClient::close);
        internalClient.close();
    }
}
