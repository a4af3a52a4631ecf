package dev.morelia.testkit.simulation;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.testkit.simulation.oplog.Commands;
import dev.morelia.testkit.simulation.oplog.OpTime;
import dev.morelia.testkit.simulation.oplog.RejectedCommand;
import dev.morelia.testkit.simulation.oplog.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An imitation of mongod on the simulated network: it completes handshakes, supports awaitable and streamed
 * {@code hello}, and replies to {@code ping}, {@code insert}, {@code find}, {@code getMore}, {@code update},
 * {@code findAndModify}, {@code delete}, {@code drop}, and {@code aggregate} for change streams. Documents are found
 * only by {@code _id}, and updated by {@code $set}, {@code $inc} and {@code $push}, or by pipelines of a few stages and
 * expressions; everything else is rejected.
 *
 * <p>As at a real one, a member of a set remembers retryable writes, and does not execute a retried one again; it
 * exchanges the cluster time with its clients, waits for {@code afterClusterTime} and for write concerns ({@code 1} or
 * {@code majority}, which is the default), reads with all read concerns, and runs transactions with snapshot isolation.
 * Its errors have the labels {@code RetryableWriteError}, {@code NoWritesPerformed},
 * {@code TransientTransactionError} and, from version 4.4 on, {@code ResumableChangeStreamError}. A transaction that
 * takes longer than five seconds is aborted. Change streams return what a majority has, can go back in the history
 * until it is {@linkplain #cutHistory cut}, and end when the collection that they watch is dropped.
 *
 * <p>A process that dies loses its cursors and transactions in progress, but no documents. It has no threads. For the
 * simulation's threads and events.
 */
public final class SimulatedServer extends ServedProcess {

    private final List<PendingCommand> pending = new ArrayList<>();
    private final Failures failures = new Failures();
    private final Replica replica;
    private final Commands commands;
    private final SimulatedCursors cursors = new SimulatedCursors();
    private @Nullable Member member;
    private int wireVersion = WireVersion.SERVER_8_0;
    private OpTime announced = OpTime.NONE;

    private SimulatedServer(Simulation simulation, String host, boolean standalone) {
        super(simulation, host);
        var kernel = simulation.kernel();
        this.replica = standalone ? Replica.standalone(kernel::now) : Replica.member(kernel::now);
        this.commands = new Commands(replica);
    }

    /**
     * Starts a standalone server.
     *
     * @param simulation the simulation
     * @param host the name of its host; the port is 27017
     */
    public static SimulatedServer start(Simulation simulation, String host) {
        return start(simulation, host, true);
    }

    static SimulatedServer start(Simulation simulation, String host, boolean standalone) {
        var server = new SimulatedServer(simulation, host, standalone);
        server.restart();
        return server;
    }

    /** The number of open cursors. */
    public int cursorsOpen() {
        return cursors.count() + commands.changes().count();
    }

    /** The number of transactions in progress. */
    public int openTransactions() {
        return commands.openTransactions();
    }

    /**
     * The documents of a collection, in the order of insertion, as this server has them.
     *
     * @param namespace database and collection, such as {@code app.numbers}
     */
    public List<Document> documents(String namespace) {
        return replica.documents(namespace);
    }

    @Override
    public void kill() {
        super.kill();
        cursors.clear();
        pending.clear();
        commands.die();
        if (member != null) {
            member.stepDown();
        }
    }

    @Override
    public void thaw() {
        super.thaw();
        progressed();
    }

    /**
     * Makes the next commands other than handshakes fail.
     *
     * @param count the number of commands
     * @param code the error code; 0 closes the link instead of a reply
     */
    public void failNext(int count, int code) {
        failures.fail(count, new Failures.Failure(code, List.of()), Set.of());
    }

    /**
     * Makes the next commands of these names fail, as the fail point {@code failCommand} of a real server does.
     *
     * @param count the number of commands
     * @param code the error code; 0 closes the link instead of a reply
     * @param labels the error labels; if there are none, those of a real server for the code
     * @param commandNames the names of the commands
     */
    public void failCommand(int count, int code, List<String> labels, String... commandNames) {
        failures.fail(count, new Failures.Failure(code, List.copyOf(labels)), Set.of(commandNames));
    }

    /**
     * Makes the next writes be executed without a reply, because the link breaks. Commands fail only after them.
     *
     * @param count the number of writes, commits and aborts
     */
    public void loseReplies(int count) {
        failures.loseReplies(count);
    }

    /**
     * Makes the next writes be executed and reply with a write concern error.
     *
     * @param count the number of writes, commits and aborts
     * @param code the error's code
     */
    public void failWriteConcern(int count, int code) {
        failures.failWriteConcern(count, code);
    }

    /** Loses all cursors, so that requests for more of them fail. */
    public void dropCursors() {
        cursors.clear();
        commands.changes().clear();
        progressed();
    }

    /** Cuts the oplog: change streams cannot go back to before what a majority has now. */
    public void cutHistory() {
        replica.cutHistory();
    }

    // ---- for its set ----

    void wireVersion(int version) {
        wireVersion = version;
    }

    Replica replica() {
        return replica;
    }

    Commands commands() {
        return commands;
    }

    /** Something has changed that pending commands may wait for. */
    void progressed() {
        if (!isRunning() || isFrozen()) {
            return;
        }
        boolean again = true;
        while (again) {
            again = false;
            for (var command : List.copyOf(pending)) {
                if (pending.contains(command) && command.proceed()) {
                    pending.remove(command);
                    again = true;
                }
            }
        }
        if (member != null && !replica.last().equals(announced)) {
            announced = replica.last();
            member.appended();
        }
    }

    /** The latest cluster time that a pending command waits for. */
    Timestamp awaitedTime() {
        Timestamp latest = OpTime.NONE.time();
        for (var command : pending) {
            Timestamp awaited = command.awaitedTime();
            if (awaited != null && awaited.compareTo(latest) > 0) {
                latest = awaited;
            }
        }
        return latest;
    }

    void join(Member membership) {
        member = membership;
        helloChanged();
    }

    // ---- for its clients ----

    @Override
    void disconnected(ServedClient client) {
        super.disconnected(client);
        for (var command : List.copyOf(pending)) {
            if (command.isOf(client)) {
                pending.remove(command);
                command.abandoned();
            }
        }
    }

    @Override
    int maxWireVersion() {
        return wireVersion;
    }

    @Override
    Document hello(ServedLink link) {
        return hello(link, hello -> {
            if (member == null) {
                hello.append("isWritablePrimary", true).append("ismaster", true);
            } else {
                member.describe(hello);
            }
        });
    }

    @Override
    void execute(String commandName, RawDocument command, Requester client, Consumer<Document> answer) {
        learnClusterTime(command);
        if (failures.isFailing(commandName)) {
            fail(commandName, command, client, answer);
            return;
        }
        switch (commandName) {
            case "ping", "endSessions" -> answer.accept(signed(Document.of("ok", 1.0)));
            case "killCursors" -> {
                cursors.kill(command);
                commands.changes().kill(command.toDocument().list("cursors", Long.class));
                progressed();
                answer.accept(signed(Document.of("ok", 1.0)));
            }
            case "getMore" -> {
                if (cursors.has(command)) {
                    answer.accept(getMore(command));
                } else {
                    begin(new PendingCommand(this, client, commandName, command, answer));
                }
            }
            case "find",
                    "aggregate",
                    "insert",
                    "update",
                    "findAndModify",
                    "delete",
                    "drop",
                    "commitTransaction",
                    "abortTransaction" -> begin(new PendingCommand(this, client, commandName, command, answer));
            default ->
                answer.accept(signed(error(
                        ErrorCode.COMMAND_NOT_FOUND.number(),
                        "no such command: " + commandName,
                        commandName,
                        command)));
        }
    }

    private void begin(PendingCommand command) {
        pending.add(command);
        progressed();
        if (member != null && !pending.isEmpty()) {
            member.isWaiting();
        }
    }

    private void fail(String commandName, RawDocument command, Requester client, Consumer<Document> answer) {
        var failure = failures.failure();
        if (failure.code() == 0) {
            client.close();
            return;
        }
        Document error = error(failure.code(), "failure requested by the test", commandName, command);
        if (!failure.labels().isEmpty()) {
            error.append("errorLabels", failure.labels());
        }
        answer.accept(signed(error));
    }

    private void learnClusterTime(RawDocument command) {
        RawDocument clusterTime = command.documentOrNull("$clusterTime");
        if (clusterTime != null && member != null) {
            replica.advanceClock(clusterTime.value("clusterTime", Timestamp.class));
        }
    }

    private Document getMore(RawDocument command) {
        try {
            return signed(cursors.next(command));
        } catch (RejectedCommand rejected) {
            return signed(error(rejected.code(), rejected.reason(), "getMore", command));
        }
    }

    // ---- for its commands ----

    Failures failures() {
        return failures;
    }

    /** Whether it has left its set, as far as it knows. */
    boolean isRemoved() {
        return member != null && member.isRemoved();
    }

    void note(String what) {
        kernel().note(what);
    }

    /** Schedules an event of this process, which is late if it is frozen. */
    void after(Duration delay, String what, Runnable event) {
        int process = processNumber();
        kernel().after(delay.toNanos(), what, () -> {
            if (isFrozen()) {
                atThaw(event);
            } else if (isRunning() && process == processNumber()) {
                event.run();
                progressed();
            }
        });
    }

    /** Limits the reply to a {@code find} to the requested number of documents. */
    Document opened(RawDocument find, Document reply) {
        return cursors.opened(find, reply);
    }

    private Document signed(Document reply) {
        return sign(reply, replica.last().time());
    }

    Document sign(Document reply, Timestamp operationTime) {
        reply.append("server", host());
        if (member != null) {
            var signature = Document.of("hash", new Binary(new byte[20]), "keyId", 0L);
            reply.append("term", member.term())
                    .append("primary", member.isPrimary())
                    .append("operationTime", operationTime)
                    .append("$clusterTime", Document.of("clusterTime", replica.clock(), "signature", signature));
        }
        return reply;
    }

    Document error(int code, String message, String commandName, RawDocument command) {
        var error = Document.of("ok", 0.0)
                .append("errmsg", message)
                .append("code", code)
                .append("topologyVersion", topologyVersion());
        label(error, commandName, command, code);
        return error;
    }

    /** Adds the error labels of a real server for this code. */
    void label(Document reply, String commandName, RawDocument command, int code) {
        boolean retryable = ErrorCode.isRetryableWriteError(code);
        boolean ends = commandName.equals("commitTransaction") || commandName.equals("abortTransaction");
        boolean isUnknown = code == ErrorCode.NO_SUCH_TRANSACTION.number() && !reply.has("writeConcernError");
        boolean isTransient = command.has("autocommit")
                && (isUnknown || (!ends && (retryable || code == ErrorCode.WRITE_CONFLICT.number())));
        var labels = new ArrayList<String>();
        if (isTransient) {
            labels.add(ErrorLabel.TRANSIENT_TRANSACTION_ERROR);
        } else if (retryable && command.has("txnNumber")) {
            labels.add(ErrorLabel.RETRYABLE_WRITE_ERROR);
            if (!ends && reply.float64("ok", 1.0) == 0.0) {
                labels.add(ErrorLabel.NO_WRITES_PERFORMED);
            }
        }
        if (wireVersion >= WireVersion.SERVER_4_4 && commands.changes().isOf(commandName, command)) {
            if (ErrorCode.isResumableChangeStreamError(code)) {
                labels.add(ErrorLabel.RESUMABLE_CHANGE_STREAM_ERROR);
            }
        }
        if (!labels.isEmpty()) {
            reply.append("errorLabels", labels);
        }
    }
}
