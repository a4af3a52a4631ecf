package dev.morelia.testkit;

import static java.util.stream.Collectors.joining;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.Polling.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A real replica set: several {@link Mongod}s on the loopback interface. Closing it stops them all and deletes their
 * folders; so does the end of the JVM, {@code kill -9} included.
 *
 * <pre>{@code
 * try (var set = ReplicaSet.start(3)) {
 *     set.primary().kill();
 *     var successor = set.waitForPrimary(Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>What it says about its members it asks the servers themselves, past the driver; a server that does not answer
 * within a second counts as gone. Faults of one member are those of {@link Mongod}: {@code kill}, {@code suspend},
 * {@code resume}, {@code restart}. An instance is for one thread at a time, except what only asks: {@link #primary},
 * {@link #waitForPrimary}, {@link #secondaries}, {@link #members}, {@link #uri}; {@link #shared()} may be called from
 * any.
 */
public final class ReplicaSet implements AutoCloseable {
    private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(60);

    /**
     * What a change of the configuration meets while an earlier one or an election is under way: NotYetInitialized,
     * NewReplicaSetConfigurationIncompatible, ConfigurationInProgress, PrimarySteppedDown,
     * InterruptedDueToReplStateChange, ConfigurationNotCommittedYet, NotWritablePrimary.
     */
    private static final Set<ErrorCode> BUSY = EnumSet.of(
            ErrorCode.NOT_YET_INITIALIZED,
            ErrorCode.NEW_REPLICA_SET_CONFIGURATION_INCOMPATIBLE,
            ErrorCode.CONFIGURATION_IN_PROGRESS,
            ErrorCode.PRIMARY_STEPPED_DOWN,
            ErrorCode.INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
            ErrorCode.CURRENT_CONFIG_NOT_COMMITTED_YET,
            ErrorCode.NOT_WRITABLE_PRIMARY);

    private static final ReentrantLock SHARED_LOCK = new ReentrantLock();
    private static @Nullable ReplicaSet shared;

    private final String name;
    private final List<Mongod> members;
    private final List<Mongod> removed = new ArrayList<>();
    private final ReplicaSetBuilder builder;
    private final boolean closeable;

    ReplicaSet(ReplicaSetBuilder builder, boolean closeable) {
        this.builder = builder;
        this.name = builder.name();
        this.closeable = closeable;
        var starts = IntStream.range(0, builder.size())
                .mapToObj(each -> builder.mongod())
                .toList();
        members = new CopyOnWriteArrayList<>(Polling.startAll(starts));
        try {
            initiate();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /**
     * Starts a set without arbiters and without test commands, and waits until all members are ready.
     *
     * @param members how many, from 1 to 7
     * @return the running set
     * @throws IllegalStateException if there is no mongod on this machine, or the set is not ready within 60 seconds
     */
    public static ReplicaSet start(int members) {
        return builder().members(members).start();
    }

    /**
     * Starts nothing yet: says first how the set shall be.
     *
     * @return a builder of a set of three members
     */
    public static ReplicaSetBuilder builder() {
        return new ReplicaSetBuilder();
    }

    /**
     * The one set that all tests of this JVM may share: three members with test commands, started by the first call and
     * stopped when the JVM ends. Closing it does nothing. Its members are not to be killed, suspended, restarted, added
     * or removed. It elects a new primary only after five seconds of silence, so that a slow machine does not disturb
     * it.
     *
     * @return the shared set
     * @throws IllegalStateException if there is no mongod on this machine, or the set is not ready within 60 seconds
     */
    public static ReplicaSet shared() {
        SHARED_LOCK.lock();
        try {
            var running = shared;
            if (running == null) {
                running = builder()
                        .testCommands(true)
                        .electionTimeoutMillis(5_000)
                        .start(false);
                shared = running;
            }
            return running;
        } finally {
            SHARED_LOCK.unlock();
        }
    }

    /**
     * Whether a set can be started here, as {@link Mongod#available()} says it. Made for conditions, JUnit's
     * {@code @EnabledIf("dev.morelia.testkit.ReplicaSet#available")} for one.
     *
     * @return true if there is a mongod
     * @throws IllegalStateException if there is none although the environment variable {@code CI} is {@code true}
     */
    public static boolean available() {
        return Mongod.available();
    }

    /**
     * Why no set can be started here.
     *
     * @return one line, empty if there is a mongod
     */
    public static Optional<String> absence() {
        return Mongod.absence();
    }

    /**
     * The name of the set.
     *
     * @return what clients give as {@code replicaSet}
     */
    public String name() {
        return name;
    }

    /**
     * The connection string of the set.
     *
     * @return all members as seeds, and the name of the set
     */
    public String uri() {
        var hosts = members.stream().map(each -> each.address().toString()).collect(joining(","));
        return "mongodb://" + hosts + "/?replicaSet=" + name;
    }

    /**
     * All members, those that do not run included.
     *
     * @return a copy, arbiters last, added ones after them
     */
    public List<Mongod> members() {
        return List.copyOf(members);
    }

    /**
     * The primary. Waits for one where there is none.
     *
     * @return the one that was elected last
     * @throws IllegalStateException if there is none within 60 seconds
     */
    public Mongod primary() {
        return waitForPrimary(WAIT_TIMEOUT);
    }

    /**
     * Waits until a member says that it is the primary.
     *
     * @param timeout the longest wait
     * @return the one that was elected last
     * @throws IllegalStateException if there is none within the timeout
     */
    public Mongod waitForPrimary(Duration timeout) {
        return Polling.until(timeout, "a primary", this::elected, this::described);
    }

    /**
     * The members that say that they are secondaries, as of now. Hidden ones are among them.
     *
     * @return in the order of {@link #members()}
     */
    public List<Mongod> secondaries() {
        return Polling.hello(members).stream()
                .filter(each -> each.hello().bool("secondary", false))
                .map(Seen::member)
                .toList();
    }

    /**
     * Waits until there is a primary, each other member is a secondary or an arbiter, and all of them have what has
     * been written to the primary.
     *
     * @param timeout the longest wait
     * @throws IllegalStateException if that is not so within the timeout
     */
    public void waitForMembers(Duration timeout) {
        Polling.until(timeout, "all members", this::allReady, this::described);
    }

    /**
     * Makes the primary step down. Another member follows soon, see {@link #waitForPrimary}; this one does not become
     * primary again within ten seconds.
     *
     * @return the one that has stepped down
     */
    public Mongod stepDown() {
        return Polling.until(
                WAIT_TIMEOUT,
                "a primary that steps down",
                () -> {
                    var primary = primary();
                    var stepDown = Document.of("replSetStepDown", 10).append("secondaryCatchUpPeriodSecs", 5);
                    return ok(primary.command("admin", stepDown)) ? primary : null;
                },
                this::described);
    }

    /**
     * Forbids a secondary to stand for election.
     *
     * @param member a secondary
     * @param duration how long, in whole seconds; zero ends an earlier freeze
     * @throws IllegalStateException if the server refuses
     */
    public void freeze(Mongod member, Duration duration) {
        require(member, Document.of("replSetFreeze", duration.toSeconds()));
    }

    /**
     * Starts one more member, adds it to the set and waits until it is ready.
     *
     * @param fields further fields of its part of the configuration, such as {@code priority}, {@code hidden} and
     *     {@code tags}
     * @return the new member
     * @throws IllegalStateException if it is not ready within 60 seconds
     */
    public Mongod addMember(Document fields) {
        var added = builder.mongod().start();
        members.add(added);
        reconfigure(configuration -> {
            var list = new ArrayList<>(configuration.list("members", Document.class));
            int number = list.stream().mapToInt(each -> each.int32("_id")).max().orElse(-1) + 1;
            list.add(configured(added, number, fields));
            return configuration.append("members", list);
        });
        waitForMembers(WAIT_TIMEOUT);
        return added;
    }

    /**
     * Takes a member out of the set. Its server goes on, as one that belongs to no set, until this set is closed.
     *
     * @param member one of {@link #members()}
     * @throws IllegalStateException if the set does not accept that within 60 seconds
     */
    public void removeMember(Mongod member) {
        var host = member.address().toString();
        reconfigure(configuration -> {
            var list = configuration.list("members", Document.class);
            return configuration.append(
                    "members",
                    list.stream()
                            .filter(each -> !each.string("host").equals(host))
                            .toList());
        });
        members.remove(member);
        removed.add(member);
    }

    /**
     * Changes the configuration of the set.
     *
     * @param change gets the present configuration and returns the new one; its version is set afterwards. May be
     *     called several times, while another change or an election is under way.
     * @throws IllegalStateException if the set does not accept it within 60 seconds
     */
    public void reconfigure(UnaryOperator<Document> change) {
        Polling.until(
                WAIT_TIMEOUT,
                "a new configuration",
                () -> {
                    var primary = primary();
                    var present = primary.command("admin", Document.of("replSetGetConfig", 1));
                    if (!ok(present)) {
                        return null;
                    }
                    var configuration = change.apply(present.document("config"));
                    configuration.append("version", configuration.int32("version") + 1);
                    var reply = primary.command("admin", Document.of("replSetReconfig", configuration));
                    if (!ok(reply) && !BUSY.contains(ErrorCode.of(reply.int32("code", 0)))) {
                        throw refused("replSetReconfig", reply);
                    }
                    return ok(reply) ? reply : null;
                },
                this::described);
    }

    /** Stops all members at once, without a clean shutdown, and deletes their folders. A second call does nothing. */
    @Override
    public void close() {
        if (closeable) {
            stop();
        }
    }

    private void stop() {
        members.forEach(Mongod::close);
        removed.forEach(Mongod::close);
    }

    private void initiate() {
        var list = new ArrayList<Document>();
        for (int number = 0; number < members.size(); number++) {
            list.add(configured(members.get(number), number, builder.fields(number)));
        }
        var settings = Document.of("electionTimeoutMillis", builder.electionTimeoutMillis())
                .append("heartbeatIntervalMillis", Math.clamp(builder.electionTimeoutMillis() / 4, 100, 2_000));
        var configuration = Document.of("_id", name).append("members", list).append("settings", settings);
        var first = members.get(builder.firstElectable());
        require(first, Document.of("replSetInitiate", configuration));
        Polling.until(WAIT_TIMEOUT, "a first election", () -> stoodForElection(first), this::described);
        waitForMembers(WAIT_TIMEOUT);
    }

    /** Of itself it would wait until the election timeout has passed. */
    private @Nullable Boolean stoodForElection(Mongod first) {
        boolean done = elected() != null || ok(first.command("admin", Document.of("replSetStepUp", 1)));
        return done ? true : null;
    }

    private static Document configured(Mongod member, int number, Document fields) {
        var configured = Document.of("_id", number, "host", member.address().toString());
        configured.putAll(fields);
        return configured;
    }

    private @Nullable Mongod elected() {
        return Polling.hello(members).stream()
                .filter(each -> each.hello().bool("isWritablePrimary", false))
                // One that was suspended believes for a moment that it still is.
                .max(Comparator.comparing(each -> each.hello().value("electionId", ObjectId.class)))
                .map(Seen::member)
                .orElse(null);
    }

    private @Nullable Boolean allReady() {
        var seen = Polling.hello(members);
        boolean ready = seen.size() == members.size() && seen.stream().allMatch(each -> Polling.hasRole(each.hello()));
        var primary = ready ? elected() : null;
        if (primary == null) {
            return null;
        }
        long bearingData = seen.stream()
                .filter(each -> !each.hello().bool("arbiterOnly", false))
                .count();
        var note = Document.of("appendOplogNote", 1)
                .append("data", Document.of("all", "ready"))
                .append("writeConcern", Document.of("w", (int) bearingData, "wtimeout", 1_000));
        var reply = primary.command("admin", note);
        boolean confirmed = ok(reply) && !reply.containsKey("writeConcernError");
        return confirmed ? true : null;
    }

    /** For the message when a wait was in vain. */
    private String described() {
        var seen = Polling.hello(members);
        return members.stream()
                .map(member -> seen.stream()
                        .filter(each -> each.member() == member)
                        .map(each -> member.address() + " says " + each.hello())
                        .findFirst()
                        .orElseGet(() -> member.address() + " does not answer; its log ends:\n" + member.log()))
                .collect(joining("\n"));
    }

    private static void require(Mongod member, Document command) {
        var reply = member.command("admin", command);
        if (!ok(reply)) {
            throw refused(command.firstEntry().getKey(), reply);
        }
    }

    private static boolean ok(Document reply) {
        return reply.float64("ok", 0) == 1;
    }

    private static IllegalStateException refused(String command, Document reply) {
        return new IllegalStateException("the server refuses " + command + ": " + reply);
    }
}
