package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.testkit.simulation.oplog.ChangeStreams;
import dev.morelia.testkit.simulation.oplog.OpTime;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Simulated servers that elect a primary among members that reach a majority.
 *
 * <p>Every half a second each running member checks the others. One that sees no primary for the election timeout
 * becomes primary of a new term if it reaches a majority; a primary without a majority steps down only after that time,
 * so that two members may claim to be primary in the meantime, and one that is isolated or frozen does not learn that
 * it has been deposed or removed. The term is shown in {@code electionId} and, for all members, in the tag
 * {@code term}; changes of the members are shown in {@code setVersion}.
 *
 * <p>Each member has an oplog and documents of its own. Secondaries copy the primary's entries within a few
 * milliseconds, or later if they {@linkplain #lag lag}, and only from a primary that they reach. What a majority has is
 * never lost, as a member with an older oplog does not get the vote of one with a newer oplog; all else is rolled back
 * by a member that follows another primary. For the simulation's threads and events.
 */
public final class SimulatedReplicaSet {

    private static final long TICK_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration ELECTION = Duration.ofSeconds(2);
    private static final long MINIMUM_COPY_NANOS = Duration.ofNanos(200_000).toNanos();
    private static final long MAXIMUM_COPY_NANOS = Duration.ofMillis(5).toNanos();

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final String name;
    private final List<Member> members = new ArrayList<>();
    private final boolean reportsElections;
    private List<String> configuration;
    private int setVersion = 1;
    private int term;

    private SimulatedReplicaSet(
            Simulation simulation, String name, boolean reportsElections, List<SimulatedServer> servers) {
        this.simulation = simulation;
        this.network = simulation.network();
        this.name = name;
        this.reportsElections = reportsElections;
        this.configuration =
                servers.stream().map(server -> server.address().toString()).toList();
        servers.forEach(this::addMember);
    }

    /**
     * Starts a set; its first member is primary of term 1 from the start.
     *
     * @param simulation the simulation
     * @param name the name of the set
     * @param hosts the names of the members' hosts
     */
    public static SimulatedReplicaSet start(Simulation simulation, String name, String... hosts) {
        return start(simulation, name, true, hosts);
    }

    /**
     * Starts a set whose members report neither {@code electionId} nor {@code setVersion}, so that clients cannot know
     * which of two primaries is outdated.
     *
     * @param simulation the simulation
     * @param name the name of the set
     * @param hosts the names of the members' hosts
     */
    public static SimulatedReplicaSet startWithoutElectionIds(Simulation simulation, String name, String... hosts) {
        return start(simulation, name, false, hosts);
    }

    private static SimulatedReplicaSet start(
            Simulation simulation, String name, boolean reportsElections, String... hosts) {
        var servers = Stream.of(hosts)
                .map(host -> SimulatedServer.start(simulation, host, false))
                .toList();
        var set = new SimulatedReplicaSet(simulation, name, reportsElections, servers);
        set.elect(set.members.getFirst());
        set.members.forEach(member -> member.learnTerm(set.term));
        set.members.forEach(member -> member.follow(set.members.getFirst()));
        set.members.forEach(set::copy);
        set.tickLater();
        return set;
    }

    /** The members' servers, including removed ones, in the order in which they were added. */
    public List<SimulatedServer> servers() {
        return members.stream().map(Member::server).toList();
    }

    /** The addresses of the members in the latest configuration. */
    public List<ServerAddress> members() {
        return configuration.stream().map(ServerAddress::parse).toList();
    }

    /**
     * The documents of a collection, in the order of insertion, as the member with the newest oplog has them.
     *
     * @param namespace database and collection, such as {@code app.numbers}
     */
    public List<Document> documents(String namespace) {
        return newest().replica().documents(namespace);
    }

    private Member newest() {
        return members.stream()
                .max(Comparator.comparing(member -> member.replica().last()))
                .orElseThrow();
    }

    /** How many retried writes had already been executed, and were not executed again. */
    public long retriedWrites() {
        return members.stream()
                .mapToLong(member -> member.server().commands().retriedWrites())
                .sum();
    }

    /**
     * The changes that a majority has, from the beginning, as events of a change stream.
     *
     * @param database which database; null for all of them
     * @param collection which collection; null for all of them
     */
    public List<Document> changes(@Nullable String database, @Nullable String collection) {
        var informed = members.stream()
                .max(Comparator.comparing(member -> member.replica().committed()))
                .orElseThrow();
        return ChangeStreams.all(informed.replica(), database, collection);
    }

    /** Cuts the oplog of each member: change streams cannot go back to before what it knows that a majority has. */
    public void cutHistory() {
        servers().forEach(SimulatedServer::cutHistory);
    }

    /**
     * Makes the present members behave as those of an older version.
     *
     * @param wireVersion their maximum wire version
     * @param postBatchTokens whether batches of change streams have a {@code postBatchResumeToken}
     */
    public void behaveAs(int wireVersion, boolean postBatchTokens) {
        for (var server : servers()) {
            server.wireVersion(wireVersion);
            if (!postBatchTokens) {
                server.commands().changes().withoutPostBatchTokens();
            }
        }
    }

    /** Makes the set faulty: from now on change streams return changes that no majority has yet. */
    public void returnUncommittedChanges() {
        servers().forEach(server -> server.commands().changes().returnUncommitted());
    }

    /** The number of sessions with retryable writes or committed transactions. */
    public int sessionCount() {
        return newest().replica().sessionCount();
    }

    /** Makes the set faulty: from now on a retried write is executed again. */
    public void forgetRetryableWrites() {
        members.forEach(member -> member.server().commands().forgetRetryableWrites());
    }

    /** Makes the set faulty: from now on transactions overwrite each other's changes. */
    public void ignoreWriteConflicts() {
        members.forEach(member -> member.server().commands().ignoreWriteConflicts());
    }

    /**
     * Makes a member lag behind the primary.
     *
     * @param server the member
     * @param lag the additional time until it has what the primary has written; zero for none
     */
    public void lag(SimulatedServer server, Duration lag) {
        members.stream().filter(member -> member.server() == server).forEach(member -> member.lag(lag.toNanos()));
    }

    /**
     * Sets the clock of a member, which is that of its updates by pipelines; the simulated time at first.
     *
     * @param server the member
     * @param ahead how far it is ahead of the simulated time
     */
    public void clockOffset(SimulatedServer server, Duration ahead) {
        server.replica().clockOffset(ahead);
    }

    String name() {
        return name;
    }

    boolean reportsElections() {
        return reportsElections;
    }

    /** The connection string of all members. */
    public String uri() {
        return "mongodb://" + String.join(",", configuration) + "/?replicaSet=" + name;
    }

    /** The last elected primary if it still is one, running and not frozen. */
    public Optional<SimulatedServer> primary() {
        return leader().map(Member::server);
    }

    /** The term of the last election. */
    public int term() {
        return term;
    }

    /** Makes the primary step down, if there is one; another is elected after a while. */
    public void stepDown() {
        leader().ifPresent(Member::stepDown);
    }

    /**
     * Removes a member, which learns of it when it is reachable.
     *
     * @param server the member
     */
    public void remove(SimulatedServer server) {
        reconfigure(configuration.stream()
                .filter(address -> !address.equals(server.address().toString()))
                .toList());
    }

    /**
     * Adds a member, a new one or one that was removed.
     *
     * @param host the name of its host
     */
    public SimulatedServer add(String host) {
        var known = members.stream()
                .map(Member::server)
                .filter(server -> server.host().equals(host))
                .findFirst();
        var added = known.orElseGet(() -> SimulatedServer.start(simulation, host, false));
        var addresses = new ArrayList<>(configuration);
        addresses.add(added.address().toString());
        reconfigure(List.copyOf(addresses));
        if (known.isEmpty()) {
            addMember(added);
        }
        return added;
    }

    private void addMember(SimulatedServer server) {
        var member = new Member(this, server, configuration, setVersion);
        members.add(member);
        server.join(member);
    }

    private void reconfigure(List<String> addresses) {
        configuration = addresses;
        setVersion++;
        keepCommitted();
        members.stream().filter(this::isAwake).forEach(this::learn);
    }

    /** A real set accepts a change only when a majority of the new members has all that the old majority had. */
    private void keepCommitted() {
        OpTime kept = members.stream()
                .map(member -> member.replica().committed())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var source = newest();
        for (var member : members) {
            long having = members.stream()
                    .filter(this::isConfigured)
                    .filter(each -> each.replica().has(kept))
                    .count();
            if (having * 2 > configuration.size()) {
                return;
            }
            if (isConfigured(member) && !member.replica().has(kept)) {
                member.stepDown();
                member.replica().copyFrom(source.replica());
            }
        }
    }

    private boolean isConfigured(Member member) {
        return configuration.contains(member.server().address().toString());
    }

    // ---- replication ----

    /** A primary has new entries. */
    void appended(Member primary) {
        advanceCommitted(primary);
        members.forEach(this::copySoon);
    }

    /** Lets a member copy what the primary has, some time later. */
    void copySoon(Member member) {
        if (member.isPrimary() || !member.beginCopying()) {
            return;
        }
        long nanos = member.lagNanos()
                + simulation.kernel().upTo(MAXIMUM_COPY_NANOS - MINIMUM_COPY_NANOS)
                + MINIMUM_COPY_NANOS;
        simulation.later(Duration.ofNanos(nanos), "replication", () -> {
            member.endCopying();
            copy(member);
        });
    }

    private void copy(Member member) {
        var found = members.stream()
                .filter(other -> other != member && other.isPrimary() && reaches(member, other))
                .max(Comparator.comparingInt(Member::term));
        if (found.isEmpty() || !isAwake(member) || member.isRemoved()) {
            return;
        }
        var primary = found.get();
        if (primary.term() < member.term()) {
            primary.learnTerm(member.term());
            return;
        }
        member.learnTerm(primary.term());
        primary.replica().advanceClock(member.replica().clock());
        if (primary.replica().last().time().compareTo(member.server().awaitedTime()) < 0) {
            primary.replica().appendNothing();
        }
        int rolledBack = member.replica().copyFrom(primary.replica());
        if (rolledBack > 0) {
            simulation.note(member.server() + " has rolled back " + rolledBack);
            member.server().dropCursors();
        }
        member.acknowledge(member.replica().last(), primary.term());
        if (advanceCommitted(primary)) {
            members.forEach(this::copySoon);
        }
        member.server().progressed();
        primary.server().progressed();
    }

    /** Returns whether a majority has more entries of the primary's own term than before. */
    private boolean advanceCommitted(Member primary) {
        var positions = members.stream()
                .filter(this::isConfigured)
                .map(member -> member == primary ? primary.replica().last() : member.acknowledged(primary.term()))
                .sorted(Comparator.reverseOrder())
                .toList();
        OpTime ofMajority = positions.get(configuration.size() / 2);
        if (ofMajority.term() != primary.term()
                || ofMajority.compareTo(primary.replica().committed()) <= 0) {
            return false;
        }
        primary.replica().commitUpTo(ofMajority);
        return true;
    }

    // ---- elections ----

    private void tickLater() {
        long jitter = simulation.random().nextLong(TICK_NANOS / 4);
        simulation.later(Duration.ofNanos(TICK_NANOS + jitter), "members check each other", this::tick);
    }

    private void tick() {
        for (var member : members) {
            if (isAwake(member)) {
                learn(member);
                if (!member.isRemoved()) {
                    checkPeers(member);
                }
                copySoon(member);
                member.server().progressed();
            }
        }
        tickLater();
    }

    /** Members that reach a majority of the set know its configuration; a removed one learns it from any member. */
    private void learn(Member member) {
        boolean informed = members.stream()
                .anyMatch(
                        other -> other != member && other.setVersion() > member.setVersion() && reaches(member, other));
        if (member.setVersion() < setVersion && (informed || hasMajority(member))) {
            member.configure(configuration, setVersion);
        }
    }

    private void checkPeers(Member member) {
        var reached = members.stream()
                .filter(other -> other == member || reaches(member, other))
                .toList();
        reached.forEach(other -> member.learnTerm(other.term()));
        var leader = reached.stream()
                .filter(other -> other.isPrimary() && other.term() == member.term())
                .findFirst();
        boolean content = member.isPrimary() ? hasMajority(member) : leader.isPresent();
        leader.filter(other -> other != member).ifPresent(member::follow);
        if (content) {
            member.nothingMissing();
            return;
        }
        if (simulation.elapsed().toNanos()
                        - member.missingSince(simulation.elapsed().toNanos())
                < ELECTION.toNanos()) {
            return;
        }
        if (member.isPrimary()) {
            member.stepDown();
        } else if (hasMajority(member) && hasVotes(member)) {
            elect(member);
        } else {
            member.follow(null);
        }
    }

    /** Members vote only for one whose oplog is not older than their own. */
    private boolean hasVotes(Member candidate) {
        long votes = members.stream()
                .filter(this::isConfigured)
                .filter(other -> other == candidate || reaches(candidate, other))
                .filter(other ->
                        other.replica().last().compareTo(candidate.replica().last()) <= 0)
                .count();
        return votes * 2 > configuration.size();
    }

    private void elect(Member member) {
        term++;
        simulation.note(member.server() + " is primary of term " + term);
        members.stream()
                .filter(other -> other != member && reaches(member, other))
                .forEach(voter -> voter.learnTerm(term));
        member.elected(term);
        member.nothingMissing();
    }

    private Optional<Member> leader() {
        return members.stream()
                .filter(member -> member.isPrimary() && isAwake(member))
                .max(Comparator.comparingInt(Member::term));
    }

    /** The primary that a router on this host finds, which may be outdated; null if there is none. */
    @Nullable
    SimulatedServer primarySeenFrom(String host) {
        return members.stream()
                .filter(member -> member.isPrimary() && isSeenFrom(host, member))
                .max(Comparator.comparingInt(Member::term))
                .map(Member::server)
                .orElse(null);
    }

    /** The secondaries that a router on this host finds. */
    List<SimulatedServer> secondariesSeenFrom(String host) {
        return members.stream()
                .filter(member -> !member.isPrimary() && !member.isRemoved() && isSeenFrom(host, member))
                .map(Member::server)
                .toList();
    }

    private boolean isSeenFrom(String host, Member member) {
        String other = member.server().host();
        return isAwake(member) && !network.isCut(host, other) && !network.isCut(other, host);
    }

    private boolean isAwake(Member member) {
        return member.server().isRunning() && !member.server().isFrozen();
    }

    private boolean reaches(Member one, Member other) {
        return isAwake(other)
                && !network.isCut(one.server().host(), other.server().host())
                && !network.isCut(other.server().host(), one.server().host());
    }

    private boolean hasMajority(Member member) {
        long reached = members.stream()
                .filter(this::isConfigured)
                .filter(other -> other == member || reaches(member, other))
                .count();
        return reached * 2 > configuration.size();
    }

    /** The members' views of themselves. */
    @Override
    public String toString() {
        return name + members;
    }
}
