package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The process of a simulated server or router: it listens at an address, has clients, and can be killed, frozen and
 * restarted. Its public methods are not final, as that would keep the compiler from making them accessible elsewhere.
 */
abstract class ServedProcess {

    /** Who has sent a command, and loses the connection if it fails in that way. */
    interface Requester {
        /** The connection is closed in an orderly way. */
        void close();

        /** The connection breaks. */
        void reset();
    }

    private static final int PORT = 27017;

    private final Kernel kernel;
    private final SimulatedNetwork network;
    private final String host;
    private final ServerAddress address;
    private final List<ServedClient> clients = new ArrayList<>();
    private final List<Runnable> atThaw = new ArrayList<>();
    private long maximumReplyNanos = Duration.ofMillis(1).toNanos();
    private int processNumber;
    private long helloVersion;
    private boolean running;
    private boolean frozen;
    private int linksAccepted;

    ServedProcess(Simulation simulation, String host) {
        this.kernel = simulation.kernel();
        this.network = simulation.network();
        this.host = host;
        this.address = new ServerAddress(host, PORT);
    }

    /** The address of the server. */
    public ServerAddress address() {
        return address;
    }

    /** The name of its host. */
    public String host() {
        return host;
    }

    /** Whether it is running, frozen or not. */
    public boolean isRunning() {
        return running;
    }

    /** Whether it is frozen. */
    public boolean isFrozen() {
        return frozen;
    }

    /** The number of clients connected, as far as it knows. */
    public int connectionsOpen() {
        return clients.size();
    }

    /** The number of links accepted so far. */
    public int linksAccepted() {
        return linksAccepted;
    }

    /** Kills the process: links are closed or reset, and connecting is rejected. */
    public void kill() {
        running = false;
        frozen = false;
        atThaw.clear();
        network.stopListening(host, PORT);
        for (var client : List.copyOf(clients)) {
            if (kernel.oneIn(2)) {
                client.link().reset();
            } else {
                client.link().close();
            }
        }
    }

    /** Kills the process if it is running, and starts another. */
    public void restart() {
        if (running) {
            kill();
        }
        running = true;
        processNumber++;
        helloVersion = 0;
        network.listen(host, PORT, this::accept);
    }

    /**
     * Suspends the process as {@code SIGSTOP} does: links are accepted, but nothing is read and there are no replies.
     */
    public void freeze() {
        frozen = true;
        clients.forEach(client -> client.link().freeze());
    }

    /** Ends {@link #freeze}. */
    public void thaw() {
        frozen = false;
        List.copyOf(clients).forEach(client -> client.link().thaw());
        var late = List.copyOf(atThaw);
        atThaw.clear();
        late.forEach(Runnable::run);
    }

    /** Resets all links. */
    public void resetLinks() {
        List.copyOf(clients).forEach(client -> client.link().reset());
    }

    /**
     * Drops all links without notifying the clients, which find out when they send something, or 20 seconds later by
     * the keep-alive of their system.
     */
    public void forgetLinks() {
        List.copyOf(clients).forEach(client -> client.link().forget());
    }

    /**
     * Sets the maximum processing time before a reply; 1 millisecond by default.
     *
     * @param maximum the upper bound
     */
    public void maximumReplyTime(Duration maximum) {
        maximumReplyNanos = maximum.toNanos();
    }

    // ---- for subclasses ----

    final Kernel kernel() {
        return kernel;
    }

    final SimulatedNetwork network() {
        return network;
    }

    /** Changes with every restart. */
    final int processNumber() {
        return processNumber;
    }

    /** The fields of {@code hello} that tell the process and its limits, around those that tell its role. */
    final Document hello(ServedLink link, Consumer<Document> role) {
        var hello = new Document().append("helloOk", true).append("topologyVersion", topologyVersion());
        role.accept(hello);
        return hello.append("maxBsonObjectSize", 16 * 1024 * 1024)
                .append("maxMessageSizeBytes", 48_000_000)
                .append("maxWriteBatchSize", 100_000)
                .append("localTime", Instant.EPOCH.plusNanos(kernel.now()))
                .append("logicalSessionTimeoutMinutes", 30)
                .append("connectionId", link.number())
                .append("minWireVersion", 0)
                .append("maxWireVersion", maxWireVersion())
                .append("readOnly", false)
                .append("ok", 1.0);
    }

    int maxWireVersion() {
        return WireVersion.SERVER_8_0;
    }

    final Document topologyVersion() {
        return Document.of("processId", processId()).append("counter", helloVersion);
    }

    private ObjectId processId() {
        return ObjectId.of("%08x%016x".formatted(host.hashCode(), processNumber));
    }

    final void helloChanged() {
        helloVersion++;
        if (!frozen) {
            List.copyOf(clients).forEach(ServedClient::helloChanged);
        } else {
            atThaw.add(() -> List.copyOf(clients).forEach(ServedClient::helloChanged));
        }
    }

    // ---- for its clients ----

    private ServedLink.Receiver accept(ServedLink link) {
        linksAccepted++;
        var client = new ServedClient(kernel, this, link);
        clients.add(client);
        if (frozen) {
            link.freeze();
        }
        return client;
    }

    void disconnected(ServedClient client) {
        clients.remove(client);
    }

    final void atThaw(Runnable action) {
        atThaw.add(action);
    }

    final long replyNanos() {
        return kernel.upTo(maximumReplyNanos + 1);
    }

    static boolean isHello(String commandName) {
        return switch (commandName) {
            case "hello", "isMaster", "ismaster" -> true;
            default -> false;
        };
    }

    /** Whether the client already knows the current state. */
    final boolean isKnown(@Nullable RawDocument topologyVersion) {
        return topologyVersion != null
                && processId().equals(topologyVersion.valueOrNull("processId"))
                && topologyVersion.int64("counter", -1) == helloVersion;
    }

    abstract Document hello(ServedLink link);

    /** Executes a command other than {@code hello}, and answers it at once or later, unless the connection breaks. */
    abstract void execute(String commandName, RawDocument command, Requester requester, Consumer<Document> answer);

    /** The name of its host. */
    @Override
    public String toString() {
        return host;
    }
}
