package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.testkit.bulk.BulkServer;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy in front of a server before 8.0, or of all members of a replica set, that presents itself as server 8.0 for
 * the command {@code bulkWrite} of clients: the data are real, the command is translated to insert, update and delete
 * commands.
 *
 * <pre>{@code
 * try (var front = BulkFront.start(Mongod.shared()); var client = MongoClient.create(front.uri())) {
 *     client.bulkWrite(...);
 * }
 * }</pre>
 *
 * <p>Its hello replies have the wire version of 8.0 and name the fronts of the members; everything else is forwarded
 * unchanged, so nothing else of 8.0 works. Results that do not fit into a reply stay in a cursor of the front. It
 * implements the fail point {@code failCommand} itself where that names {@code bulkWrite}, {@code getMore} or {@code
 * killCursors}. Call it a bulk front in reports, not a server 8.0.
 *
 * <p>Thread-safe. Runs on virtual threads. Close it before the servers.
 */
public final class BulkFront implements AutoCloseable {
    private final List<BulkServer> servers;
    private final String uri;

    private BulkFront(List<ServerAddress> behind, String uriOfServers) {
        Map<String, String> names = new ConcurrentHashMap<>();
        this.servers = behind.stream()
                .map(server -> {
                    var front = new BulkServer(server, names);
                    names.put(server.toString(), front.address().toString());
                    return front;
                })
                .toList();
        var uri = uriOfServers;
        for (var server : behind) {
            uri = uri.replace(server.toString(), names.getOrDefault(server.toString(), ""));
        }
        this.uri = uri;
    }

    /**
     * Starts a front of one server on a free port of the loopback interface.
     *
     * @param server the server to forward to
     * @return the running front
     */
    public static BulkFront start(Mongod server) {
        return new BulkFront(List.of(server.address()), server.uri());
    }

    /**
     * Starts a front of a server that another process has started.
     *
     * @param server the address to forward to
     * @return the running front
     */
    public static BulkFront start(ServerAddress server) {
        return new BulkFront(List.of(server), "mongodb://" + server);
    }

    /**
     * Starts a front of each member of a replica set.
     *
     * @param set the replica set to forward to
     * @return the running fronts
     */
    public static BulkFront start(ReplicaSet set) {
        var members = set.members().stream().map(Mongod::address).toList();
        return new BulkFront(members, set.uri());
    }

    /**
     * Starts a front of each of several router fronts.
     *
     * @param routers the router fronts to forward to
     * @return the running fronts
     */
    public static BulkFront start(RouterFront... routers) {
        return new BulkFront(List.of(routers).stream().map(RouterFront::address).toList(), RouterFront.uri(routers));
    }

    /**
     * The connection string.
     *
     * @return that of the servers, with the fronts as seeds
     */
    public String uri() {
        return uri;
    }

    /**
     * The addresses of the fronts, in the order of the servers.
     *
     * @return one for each server
     */
    public List<ServerAddress> addresses() {
        return servers.stream().map(BulkServer::address).toList();
    }

    /**
     * Sets the fail point {@code failCommand} of each front.
     *
     * @param data such as {@code {failCommands: ["getMore"], errorCode: 8}}
     * @param times how many commands fail
     */
    public void failCommand(Document data, int times) {
        var failPoint = Document.of("configureFailPoint", "failCommand", "mode", Document.of("times", times));
        servers.forEach(server -> server.configure(failPoint.append("data", data)));
    }

    /** Closes all connections and stops listening. */
    @Override
    public void close() {
        servers.forEach(BulkServer::close);
    }
}
