package dev.morelia.testkit.simulation;

import static java.util.stream.Collectors.joining;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An imitation of mongos in front of a {@link SimulatedReplicaSet}, as of one with a single shard: it forwards commands
 * to the primary, or by {@code $readPreference} to another member, over the simulated network. It sends reads,
 * retryable writes and the ends of transactions again if a member breaks the connection or is not primary, and has no
 * error labels for what it has given up, as a real one.
 *
 * <p>A transaction is known only to the router on which it began: another one replies to its statements that there is
 * no such transaction. It can commit it only with a {@code recoveryToken}, which replies in the transaction have: it
 * finds out whether the transaction was committed, and aborts it if not. A process that dies loses its transactions.
 *
 * <p>It supports no cursors: what a {@code find} returns must fit into the first batch. It shows nothing about several
 * shards. For the simulation's threads and events.
 */
public final class SimulatedRouter extends ServedProcess {

    /** Sees the commands that routers receive. */
    @FunctionalInterface
    public interface Observer {
        /**
         * A router has received a command other than {@code hello}.
         *
         * @param router the router
         * @param commandName its name
         * @param command the command
         */
        void received(SimulatedRouter router, String commandName, RawDocument command);
    }

    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static final int ATTEMPTS = 3;

    /** Real ones look for a member for 15 seconds. */
    private static final long SEARCH_MILLIS = 2000;

    /** The number that a real one has for a commit of an unknown transaction without a token. */
    private static final int NO_RECOVERY_TOKEN = 50940;

    /** A transaction that has begun here. */
    private static final class Routed {
        final long number;
        boolean hasWritten;
        boolean failed;

        Routed(long number) {
            this.number = number;
        }
    }

    private final SimulatedReplicaSet set;
    private final Observer observer;
    private final Map<RawDocument, Routed> transactions = new LinkedHashMap<>();

    private SimulatedRouter(Simulation simulation, SimulatedReplicaSet set, String host, Observer observer) {
        super(simulation, host);
        this.set = set;
        this.observer = observer;
    }

    /**
     * Starts a router.
     *
     * @param simulation the simulation
     * @param set what it is in front of
     * @param host the name of its host; the port is 27017
     * @param observer sees what it receives
     */
    public static SimulatedRouter start(
            Simulation simulation, SimulatedReplicaSet set, String host, Observer observer) {
        var router = new SimulatedRouter(simulation, set, host, observer);
        router.restart();
        return router;
    }

    /**
     * The connection string of several routers, to which options can be appended.
     *
     * @param routers at least one
     */
    public static String uri(List<SimulatedRouter> routers) {
        return routers.stream()
                .map(router -> router.address().toString())
                .collect(joining(",", "mongodb://", "/?appName=routed"));
    }

    @Override
    public void kill() {
        super.kill();
        transactions.clear();
    }

    @Override
    Document hello(ServedLink link) {
        return hello(
                link,
                hello -> hello.append("isWritablePrimary", true)
                        .append("ismaster", true)
                        .append("msg", "isdbgrid"));
    }

    @Override
    void execute(String commandName, RawDocument command, Requester requester, Consumer<Document> answer) {
        observer.received(this, commandName, command);
        switch (commandName) {
            case "ping", "endSessions" -> answer.accept(Document.of("ok", 1.0));
            case "find", "insert", "update", "findAndModify" -> {
                if (command.has("autocommit")) {
                    executeStatement(commandName, command, answer);
                } else {
                    boolean again = commandName.equals("find") || command.has("txnNumber");
                    forward(commandName, command, again, answer);
                }
            }
            case "commitTransaction" -> commit(command, answer);
            case "abortTransaction" -> abort(command, answer);
            default ->
                answer.accept(error(ErrorCode.COMMAND_NOT_FOUND.number(), "no such command: " + commandName, false));
        }
    }

    // ---- transactions ----

    private void executeStatement(String commandName, RawDocument command, Consumer<Document> answer) {
        RawDocument session = command.document("lsid").copy();
        long number = command.int64("txnNumber");
        if (command.bool("startTransaction", false)) {
            transactions.put(session, new Routed(number));
        }
        Routed routed = known(session, number);
        if (routed == null) {
            answer.accept(noSuchTransaction(number));
            return;
        }
        routed.hasWritten |= !commandName.equals("find");
        forward(commandName, command, false, reply -> {
            if (!isOk(reply)) {
                routed.failed = true;
                forward("abortTransaction", ending("abortTransaction", command), true, ignored -> {});
            }
            var token = routed.hasWritten ? Document.of("recoveryShardId", set.name()) : new Document();
            answer.accept(reply.append("recoveryToken", token));
        });
    }

    /** Null if the transaction is not in progress here. */
    private @Nullable Routed known(RawDocument session, long number) {
        Routed routed = transactions.get(session);
        return routed == null || routed.number != number || routed.failed ? null : routed;
    }

    private void commit(RawDocument command, Consumer<Document> answer) {
        RawDocument session = command.document("lsid").copy();
        long number = command.int64("txnNumber");
        Routed here = transactions.get(session);
        RawDocument token = command.documentOrNull("recoveryToken");
        if (known(session, number) != null) {
            forward("commitTransaction", command, true, answer);
        } else if (here != null && here.number == number) {
            answer.accept(noSuchTransaction(number));
        } else if (token == null) {
            answer.accept(error(NO_RECOVERY_TOKEN, "cannot recover the transaction without a recoveryToken", false));
        } else if (!token.has("recoveryShardId")) {
            answer.accept(noSuchTransaction(number));
        } else {
            // What was not committed by now never will be.
            forward(
                    "abortTransaction",
                    ending("abortTransaction", command),
                    true,
                    aborted -> forward("commitTransaction", command, true, answer));
        }
    }

    private void abort(RawDocument command, Consumer<Document> answer) {
        RawDocument session = command.document("lsid").copy();
        long number = command.int64("txnNumber");
        Routed routed = known(session, number);
        if (routed == null) {
            answer.accept(noSuchTransaction(number));
            return;
        }
        routed.failed = true;
        forward("abortTransaction", command, true, answer);
    }

    /** A command that ends the transaction of another command. */
    private static RawDocument ending(String commandName, RawDocument command) {
        return RawDocument.encode(Document.of(commandName, 1, "$db", "admin")
                .append("lsid", command.document("lsid"))
                .append("txnNumber", command.int64("txnNumber"))
                .append("autocommit", false));
    }

    private Document noSuchTransaction(long number) {
        return error(
                ErrorCode.NO_SUCH_TRANSACTION.number(), "transaction " + number + " is not in progress here", true);
    }

    private Document error(int code, String message, boolean isTransient) {
        var error = Document.of("ok", 0.0, "errmsg", host() + ": " + message, "code", code);
        return isTransient ? error.append("errorLabels", List.of(ErrorLabel.TRANSIENT_TRANSACTION_ERROR)) : error;
    }

    private static boolean isOk(Document reply) {
        return reply.float64("ok", 0) == 1.0;
    }

    // ---- forwarding ----

    private void forward(String commandName, RawDocument command, boolean again, Consumer<Document> answer) {
        new Forwarded(commandName, command, again, answer).send();
    }

    /** The member for a command, as this router sees the set; null if it finds none. */
    private @Nullable SimulatedServer target(RawDocument command) {
        RawDocument preference = command.documentOrNull("$readPreference");
        String mode = preference == null ? null : preference.stringOrNull("mode");
        var primary = set.primarySeenFrom(host());
        if (mode == null || mode.equals("primary")) {
            return primary;
        }
        var others = set.secondariesSeenFrom(host());
        if (mode.equals("primaryPreferred") && primary != null) {
            return primary;
        }
        boolean any = mode.equals("nearest") && primary != null && kernel().oneIn(others.size() + 1);
        if (any || (others.isEmpty() && !mode.equals("secondary"))) {
            return primary;
        }
        return others.isEmpty() ? null : others.get((int) kernel().upTo(others.size()));
    }

    /** A command on its way to a member, several times if necessary. */
    private final class Forwarded {
        private final String name;
        private final RawDocument command;
        private final Consumer<Document> answer;
        private final int process = processNumber();
        private final long begunNanos = kernel().now();
        private final boolean isStatement;
        private int attemptsLeft;
        private boolean uncertain;

        Forwarded(String name, RawDocument command, boolean again, Consumer<Document> answer) {
            this.name = name;
            this.command = command;
            this.answer = answer;
            this.isStatement = command.has("autocommit") && !name.endsWith("Transaction");
            this.attemptsLeft = again ? ATTEMPTS : 1;
        }

        void send() {
            if (process != processNumber() || !isRunning()) {
                return;
            }
            var target = target(command);
            if (target != null) {
                attemptsLeft--;
                new Attempt(this, target).send();
                return;
            }
            long limitMillis = command.int64("maxTimeMS", SEARCH_MILLIS);
            if (kernel().now() - begunNanos
                    < Duration.ofMillis(Math.min(limitMillis, SEARCH_MILLIS)).toNanos()) {
                kernel().after(POLL_NANOS, "a router looks for a member", this::send);
            } else if (uncertain) {
                unreachable();
            } else if (limitMillis < SEARCH_MILLIS) {
                answer.accept(error(ErrorCode.MAX_TIME_MS_EXPIRED.number(), "operation exceeded time limit", false));
            } else {
                answer.accept(error(
                        ErrorCode.FAILED_TO_SATISFY_READ_PREFERENCE.number(), "could not find a member", isStatement));
            }
        }

        void lost() {
            uncertain = true;
            if (attemptsLeft > 0) {
                kernel().after(POLL_NANOS, "a router tries again", this::send);
            } else {
                unreachable();
            }
        }

        private void unreachable() {
            answer.accept(
                    error(ErrorCode.HOST_UNREACHABLE.number(), "the connection to a member has broken", isStatement));
        }

        void replied(Document reply) {
            boolean again =
                    !isOk(reply) && reply.get("code") instanceof Integer code && ErrorCode.isRetryableWriteError(code);
            if (again && attemptsLeft > 0) {
                kernel().after(POLL_NANOS, "a router tries again", this::send);
            } else if (again && uncertain) {
                unreachable();
            } else {
                answer.accept(withoutLabelsForDrivers(reply));
            }
        }

        /** What it does not retry, a driver shall not either. */
        private Document withoutLabelsForDrivers(Document reply) {
            reply.remove("topologyVersion");
            List<String> labels = reply.listOrNull("errorLabels", String.class);
            if (labels != null) {
                var own = Set.of(ErrorLabel.RETRYABLE_WRITE_ERROR, ErrorLabel.NO_WRITES_PERFORMED);
                reply.put(
                        "errorLabels",
                        labels.stream().filter(label -> !own.contains(label)).toList());
            }
            return reply;
        }
    }

    /** One attempt to have a member execute a command. What is sent over a cut path arrives when that is healed. */
    private final class Attempt implements Requester {
        private final Forwarded forwarded;
        private final SimulatedServer target;
        private final int targetProcess;
        private @Nullable Document reply;
        private boolean over;

        Attempt(Forwarded forwarded, SimulatedServer target) {
            this.forwarded = forwarded;
            this.target = target;
            this.targetProcess = target.processNumber();
        }

        void send() {
            kernel().after(network().latencyNanos(host(), target.host()), "a router's command", this::arrive);
            watchLater();
        }

        private void arrive() {
            if (over || isTargetGone()) {
                return;
            }
            if (network().isCut(host(), target.host())) {
                kernel().after(POLL_NANOS, "a router's command", this::arrive);
            } else if (target.isFrozen()) {
                target.atThaw(this::arrive);
            } else {
                target.execute(forwarded.name, forwarded.command, this, this::replied);
            }
        }

        private void replied(Document given) {
            if (!over) {
                reply = given;
                kernel().after(network().latencyNanos(target.host(), host()), "a member's reply", this::deliver);
            }
        }

        private void deliver() {
            if (over || reply == null) {
                return;
            }
            if (network().isCut(target.host(), host())) {
                kernel().after(POLL_NANOS, "a member's reply", this::deliver);
            } else if (isFrozen()) {
                atThaw(this::deliver);
            } else {
                over = true;
                forwarded.replied(reply);
            }
        }

        private boolean isTargetGone() {
            return !target.isRunning() || target.processNumber() != targetProcess;
        }

        private void watchLater() {
            kernel().after(POLL_NANOS, "a router watches a member", () -> {
                if (reply == null && isTargetGone()) {
                    reset();
                } else if (!over) {
                    watchLater();
                }
            });
        }

        @Override
        public void close() {
            reset();
        }

        @Override
        public void reset() {
            if (!over) {
                over = true;
                forwarded.lost();
            }
        }
    }
}
