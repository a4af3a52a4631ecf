package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An imitation of mongod on the simulated network: it completes handshakes, supports awaitable and streamed
 * {@code hello}, and replies to {@code ping}, {@code insert}, {@code find}, {@code getMore}, {@code update} and
 * {@code findAndModify}. Documents are found only by {@code _id}, and updated by {@code $set}, {@code $inc} and
 * {@code $push}; everything else is rejected. Like a real one, a member of a set remembers retryable writes, and does
 * not execute a retried one again; its retryable errors have the label {@code RetryableWriteError}.
 *
 * <p>A process that dies loses its cursors, but no documents. It has no threads. For the simulation's threads and
 * events.
 */
public final class SimulatedServer {

    private static final int PORT = 27017;

    private final Kernel kernel;
    private final SimulatedNetwork network;
    private final String host;
    private final ServerAddress address;
    private final List<ServedClient> clients = new ArrayList<>();
    private final List<Runnable> atThaw = new ArrayList<>();
    private final SharedDocuments ownDocuments = new SharedDocuments();
    private final SimulatedCursors cursors = new SimulatedCursors();
    private @Nullable Member member;
    private long maximumReplyNanos = Duration.ofMillis(1).toNanos();
    private int processNumber;
    private long helloVersion;
    private boolean running;
    private boolean frozen;
    private int failuresLeft;
    private int failureCode;
    private int repliesToLose;
    private int unfulfilledLeft;
    private int unfulfilledCode;
    private int linksAccepted;

    private SimulatedServer(Simulation simulation, String host) {
        this.kernel = simulation.kernel();
        this.network = simulation.network();
        this.host = host;
        this.address = new ServerAddress(host, PORT);
    }

    /**
     * Starts a standalone server.
     *
     * @param simulation the simulation
     * @param host the name of its host; the port is 27017
     */
    public static SimulatedServer start(Simulation simulation, String host) {
        var server = new SimulatedServer(simulation, host);
        server.restart();
        return server;
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

    /** The number of open cursors. */
    public int cursorsOpen() {
        return cursors.count();
    }

    /** The number of links accepted so far. */
    public int linksAccepted() {
        return linksAccepted;
    }

    /**
     * The documents of a collection, in the order of insertion; those of its set if it is a member.
     *
     * @param namespace database and collection, such as {@code app.numbers}
     */
    public List<Document> documents(String namespace) {
        return shared().all(namespace);
    }

    private SharedDocuments shared() {
        return member == null ? ownDocuments : member.documents();
    }

    /** Kills the process: links are closed or reset, and connecting is rejected. */
    public void kill() {
        running = false;
        frozen = false;
        atThaw.clear();
        cursors.clear();
        network.stopListening(host, PORT);
        for (var client : List.copyOf(clients)) {
            if (kernel.oneIn(2)) {
                client.link().reset();
            } else {
                client.link().close();
            }
        }
        if (member != null) {
            member.stepDown();
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

    /** Drops all links without notifying the clients, which find out when they send something. */
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

    /**
     * Makes the next commands other than handshakes fail.
     *
     * @param count the number of commands
     * @param code the error code; 0 closes the link instead of a reply
     */
    public void failNext(int count, int code) {
        failuresLeft = count;
        failureCode = code;
    }

    /**
     * Makes the next writes be executed without a reply, because the link breaks.
     *
     * @param count the number of commands writes
     */
    public void loseReplies(int count) {
        repliesToLose = count;
    }

    /**
     * Makes the next writes be executed and reply with a write concern error.
     *
     * @param count the number of commands writes
     * @param code the error's code
     */
    public void failWriteConcern(int count, int code) {
        unfulfilledLeft = count;
        unfulfilledCode = code;
    }

    // ---- for its set ----

    void join(Member membership) {
        member = membership;
        helloChanged();
    }

    void helloChanged() {
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

    void atThaw(Runnable action) {
        atThaw.add(action);
    }

    long replyNanos() {
        return kernel.upTo(maximumReplyNanos + 1);
    }

    static boolean isHello(String commandName) {
        return switch (commandName) {
            case "hello", "isMaster", "ismaster" -> true;
            default -> false;
        };
    }

    /** Whether the client already knows the current state. */
    boolean isKnown(@Nullable RawDocument topologyVersion) {
        return topologyVersion != null
                && processId().equals(topologyVersion.valueOrNull("processId"))
                && topologyVersion.int64("counter", -1) == helloVersion;
    }

    Document hello(ServedLink link) {
        var hello = new Document().append("helloOk", true).append("topologyVersion", topologyVersion());
        if (member == null) {
            hello.append("isWritablePrimary", true).append("ismaster", true);
        } else {
            member.describe(hello);
        }
        return hello.append("maxBsonObjectSize", 16 * 1024 * 1024)
                .append("maxMessageSizeBytes", 48_000_000)
                .append("maxWriteBatchSize", 100_000)
                .append("localTime", Instant.EPOCH.plusNanos(kernel.now()))
                .append("logicalSessionTimeoutMinutes", 30)
                .append("connectionId", link.number())
                .append("minWireVersion", 0)
                .append("maxWireVersion", WireVersion.SERVER_8_0)
                .append("readOnly", false)
                .append("ok", 1.0);
    }

    private Document topologyVersion() {
        return Document.of("processId", processId()).append("counter", helloVersion);
    }

    private ObjectId processId() {
        return ObjectId.of("%08x%016x".formatted(host.hashCode(), processNumber));
    }

    /** Executes a command; null if the link was closed instead. */
    @Nullable
    Document run(String commandName, RawDocument command, ServedLink link) {
        if (isHello(commandName)) {
            return hello(link);
        }
        if (failuresLeft > 0) {
            failuresLeft--;
            if (failureCode == 0) {
                link.close();
                return null;
            }
            return error(failureCode, "failure requested by the test", command);
        }
        return switch (commandName) {
            case "ping", "endSessions" -> ok();
            case "killCursors" -> {
                cursors.kill(command);
                yield ok();
            }
            case "insert", "update", "findAndModify" -> write(commandName, command, link);
            case "find" -> find(command);
            case "getMore" -> getMore(command);
            default -> error(59, "no such command: " + commandName, command);
        };
    }

    private Document ok() {
        return signed(Document.of("ok", 1.0));
    }

    private Document signed(Document reply) {
        reply.append("server", host);
        return member == null ? reply : reply.append("term", member.term()).append("primary", member.isPrimary());
    }

    private @Nullable Document write(String commandName, RawDocument command, ServedLink link) {
        if (member != null && !member.isPrimary()) {
            return error(ErrorCode.NOT_WRITABLE_PRIMARY.number(), "not primary", command);
        }
        if (member == null && command.has("txnNumber")) {
            return error(
                    ErrorCode.ILLEGAL_OPERATION.number(),
                    "Transaction numbers are only allowed on a replica set member or mongos",
                    command);
        }
        Document reply;
        try {
            reply = shared().write(commandName, command);
        } catch (RejectedCommand rejected) {
            return error(rejected.code(), rejected.reason(), command);
        }
        if (repliesToLose > 0) {
            repliesToLose--;
            kernel.note("the reply is lost");
            link.reset();
            return null;
        }
        if (unfulfilledLeft > 0) {
            unfulfilledLeft--;
            reply.append("writeConcernError", Document.of("code", unfulfilledCode, "errmsg", "requested by the test"));
            label(reply, command, unfulfilledCode, ErrorLabel.RETRYABLE_WRITE_ERROR);
        }
        return signed(reply);
    }

    private Document find(RawDocument command) {
        if (member != null && !member.isPrimary() && command.documentOrNull("$readPreference") == null) {
            return error(ErrorCode.NOT_PRIMARY_NO_SECONDARY_OK.number(), "not primary and secondaryOk=false", command);
        }
        try {
            return signed(cursors.opened(command, shared().find(command)));
        } catch (RejectedCommand rejected) {
            return error(rejected.code(), rejected.reason(), command);
        }
    }

    private Document getMore(RawDocument command) {
        try {
            return signed(cursors.next(command));
        } catch (RejectedCommand rejected) {
            return error(rejected.code(), rejected.reason(), command);
        }
    }

    private Document error(int code, String message, RawDocument command) {
        var error = Document.of("ok", 0.0)
                .append("errmsg", message)
                .append("code", code)
                .append("topologyVersion", topologyVersion());
        label(error, command, code, ErrorLabel.RETRYABLE_WRITE_ERROR, ErrorLabel.NO_WRITES_PERFORMED);
        return error;
    }

    private static void label(Document reply, RawDocument command, int code, String... labels) {
        if (command.has("txnNumber") && ErrorCode.isRetryableWriteError(code)) {
            reply.append("errorLabels", List.of(labels));
        }
    }

    /** The name of its host. */
    @Override
    public String toString() {
        return host;
    }
}
