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
 * folders; so does the exit of the JVM, even by {@code kill -9}.
 *
 * <pre>{@code
 * try (var set = ReplicaSet.start(3)) {
 *     set.primary().kill();
 *     var successor = set.waitForPrimary(Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>The state of the members is read from the servers themselves, bypassing the driver; a server that does not reply
 * within a second counts as down. Faults of one member are those of {@link Mongod}: {@code kill}, {@code suspend},
 * {@code resume}, {@code restart}. Not thread-safe, except the methods that only read: {@link #primary},
 * {@link #waitForPrimary}, {@link #secondaries}, {@link #members}, {@link #uri}, and {@link #shared()}.
 */
public final class ReplicaSet implements AutoCloseable {
    private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(60);

    /**
     * The errors of a reconfiguration while an earlier one or an election is in progress: NotYetInitialized,
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
        var starts =
                IntStream.range(0, builder.size()).mapToObj(builder::mongod).toList();
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
     * Creates a builder that configures the set before it is started.
     *
     * @return a builder of a set of three members
     */
    public static ReplicaSetBuilder builder() {
        return new ReplicaSetBuilder();
    }

    /**
     * The set shared by all tests of this JVM: three members with test commands, started by the first call and stopped
     * when the JVM exits. Closing it does nothing. Its members must not be killed, suspended, restarted, added or
     * removed. Its election timeout is five seconds, so that a slow machine does not cause elections.
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
     * Whether a set can be started here, see {@link Mongod#available()}. For conditions such as JUnit's
     * {@code @EnabledIf("dev.morelia.testkit.ReplicaSet#available")}.
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
     * @return the value of {@code replicaSet} in connection strings
     */
    public String name() {
        return name;
    }

    /**
     * The connection string of the set; with {@link ReplicaSetBuilder#authentication} for its first user, who may do
     * everything.
     *
     * @return a connection string with all members as seeds and the name of the set
     */
    public String uri() {
        var hosts = members.stream().map(each -> each.address().toString()).collect(joining(","));
        var first = members.getFirst();
        var tls = first.tlsOptions();
        return "mongodb://" + first.userInfo() + hosts + "/?replicaSet=" + name + (tls.isEmpty() ? "" : "&" + tls);
    }

    /**
     * All members, including those that are not running.
     *
     * @return a copy; arbiters last, followed by members added later
     */
    public List<Mongod> members() {
        return List.copyOf(members);
    }

    /**
     * The primary. Waits for one if there is none.
     *
     * @return the primary of the latest election
     * @throws IllegalStateException if there is none within 60 seconds
     */
    public Mongod primary() {
        return waitForPrimary(WAIT_TIMEOUT);
    }

    /**
     * Waits until a member reports that it is the primary.
     *
     * @param timeout the maximum time to wait
     * @return the primary of the latest election
     * @throws IllegalStateException if there is none within the timeout
     */
    public Mongod waitForPrimary(Duration timeout) {
        return Polling.until(timeout, "a primary", this::elected, this::described);
    }

    /**
     * The members that currently report to be secondaries, including hidden ones.
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
     * Waits until there is a primary, each other member is a secondary or an arbiter, and all writes to the primary
     * have been replicated.
     *
     * @param timeout the maximum time to wait
     * @throws IllegalStateException if that does not happen within the timeout
     */
    public void waitForMembers(Duration timeout) {
        Polling.until(timeout, "all members", this::allReady, this::described);
    }

    /**
     * Makes the primary step down. Another member is elected soon, see {@link #waitForPrimary}; this one cannot become
     * primary again within ten seconds.
     *
     * @return the member that has stepped down
     */
    public Mongod stepDown() {
        return Polling.until(
                WAIT_TIMEOUT,
                "a primary to step down",
                () -> {
                    var primary = primary();
                    var stepDown = Document.of("replSetStepDown", 10).append("secondaryCatchUpPeriodSecs", 5);
                    return ok(primary.command("admin", stepDown)) ? primary : null;
                },
                this::described);
    }

    /**
     * Prevents a secondary from seeking election.
     *
     * @param member a secondary
     * @param duration how long, in whole seconds; zero ends an earlier freeze
     * @throws IllegalStateException if the server returns an error
     */
    public void freeze(Mongod member, Duration duration) {
        require(member, Document.of("replSetFreeze", duration.toSeconds()));
    }

    /**
     * Starts one more member, adds it to the set and waits until it is ready.
     *
     * @param fields further fields of its entry in the configuration, such as {@code priority}, {@code hidden} and
     *     {@code tags}
     * @return the new member
     * @throws IllegalStateException if it is not ready within 60 seconds
     */
    public Mongod addMember(Document fields) {
        var added = builder.mongod(members.size() + removed.size()).start();
        if (builder.authentication()) {
            added.rootExists();
        }
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
     * Removes a member from the set. Its server keeps running, outside the set, until this set is closed.
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
     * @param change receives the current configuration and returns the new one, whose version is set afterwards. May be
     *     called several times while another change or an election is in progress.
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
                        throw failed("replSetReconfig", reply);
                    }
                    return ok(reply) ? reply : null;
                },
                this::described);
    }

    /**
     * Stops all members immediately, without a clean shutdown, and deletes their folders. A second call does nothing.
     */
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
        if (builder.authentication()) {
            primary().createRoot();
            members.forEach(Mongod::rootExists);
        }
        waitForMembers(WAIT_TIMEOUT);
    }

    /** Otherwise it would wait for the election timeout. */
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
                // A member that was suspended may still consider itself primary for a moment.
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

    /** Describes the members for the message of a timeout. */
    private String described() {
        var seen = Polling.hello(members);
        return members.stream()
                .map(member -> seen.stream()
                        .filter(each -> each.member() == member)
                        .map(each -> member.address() + " says " + each.hello())
                        .findFirst()
                        .orElseGet(() -> member.address() + " does not reply; its log ends:\n" + member.log()))
                .collect(joining("\n"));
    }

    private static void require(Mongod member, Document command) {
        var reply = member.command("admin", command);
        if (!ok(reply)) {
            throw failed(command.firstEntry().getKey(), reply);
        }
    }

    private static boolean ok(Document reply) {
        return reply.float64("ok", 0) == 1;
    }

    private static IllegalStateException failed(String command, Document reply) {
        return new IllegalStateException("the server returned an error for " + command + ": " + reply);
    }
}
