package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.testkit.simulation.oplog.OpTime;
import dev.morelia.testkit.simulation.oplog.Replica;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member's view of its {@link SimulatedReplicaSet}, which may be outdated. */
final class Member {

    private final String setName;
    private final SimulatedServer server;
    private List<String> hosts;
    private int setVersion;
    private final boolean reportsElections;
    private final SimulatedReplicaSet set;
    private boolean removed;
    private boolean primary;
    private int term;
    private @Nullable SimulatedServer knownPrimary;
    private long missingSinceNanos = -1;
    private long lagNanos;
    private boolean copying;
    private OpTime acknowledged = OpTime.NONE;
    private long acknowledgedTerm;

    Member(SimulatedReplicaSet set, SimulatedServer server, List<String> hosts, int setVersion) {
        this.setName = set.name();
        this.reportsElections = set.reportsElections();
        this.set = set;
        this.server = server;
        this.hosts = hosts;
        this.setVersion = setVersion;
    }

    SimulatedServer server() {
        return server;
    }

    Replica replica() {
        return server.replica();
    }

    /** How long entries of the oplog take to it, in addition to the network. */
    long lagNanos() {
        return lagNanos;
    }

    void lag(long nanos) {
        lagNanos = nanos;
    }

    /** Returns false if entries are on their way to it already. */
    boolean beginCopying() {
        boolean begins = !copying;
        copying = true;
        return begins;
    }

    void endCopying() {
        copying = false;
    }

    /** It has this entry of a primary. */
    void acknowledge(OpTime at, long ofTerm) {
        acknowledged = at;
        acknowledgedTerm = ofTerm;
    }

    /** The newest entry of the primary of a term that it is known to have. */
    OpTime acknowledged(long ofTerm) {
        return acknowledgedTerm == ofTerm ? acknowledged : OpTime.NONE;
    }

    /** Its server has new entries. */
    void appended() {
        if (isPrimary()) {
            set.appended(this);
        }
    }

    /** Its server has commands that wait for others. */
    void isWaiting() {
        set.copySoon(this);
    }

    boolean isPrimary() {
        return primary && !removed;
    }

    boolean isRemoved() {
        return removed;
    }

    int term() {
        return term;
    }

    int setVersion() {
        return setVersion;
    }

    void elected(int newTerm) {
        term = newTerm;
        primary = true;
        knownPrimary = server;
        replica().elected(newTerm);
        server.helloChanged();
        server.progressed();
    }

    void stepDown() {
        if (primary) {
            endPrimary();
            server.helloChanged();
        }
    }

    /** Transactions are aborted, and pending writes are not acknowledged. */
    private void endPrimary() {
        primary = false;
        knownPrimary = null;
        replica().stepDown();
        server.commands().stepDown();
        server.progressed();
    }

    /** Learns a term; a primary of an older term steps down. */
    void learnTerm(int heard) {
        if (heard > term) {
            term = heard;
            if (primary) {
                endPrimary();
            }
            server.helloChanged();
        }
    }

    /** Learns the primary, if there is one. */
    void follow(@Nullable Member leader) {
        var leading = leader == null ? null : leader.server;
        if (knownPrimary != leading && !primary) {
            knownPrimary = leading;
            server.helloChanged();
        }
    }

    void configure(List<String> newHosts, int newVersion) {
        hosts = newHosts;
        setVersion = newVersion;
        removed = !hosts.contains(server.address().toString());
        if (removed) {
            endPrimary();
        }
        server.helloChanged();
    }

    List<String> hosts() {
        return hosts;
    }

    /** Since when a primary or a majority has been missing; kept until {@link #nothingMissing}. */
    long missingSince(long nowNanos) {
        if (missingSinceNanos < 0) {
            missingSinceNanos = nowNanos;
        }
        return missingSinceNanos;
    }

    void nothingMissing() {
        missingSinceNanos = -1;
    }

    void describe(Document hello) {
        if (removed) {
            hello.append("isreplicaset", true)
                    .append("isWritablePrimary", false)
                    .append("ismaster", false)
                    .append("secondary", false);
            return;
        }
        hello.append("setName", setName)
                .append("tags", Document.of("term", String.valueOf(term)))
                .append("isWritablePrimary", primary)
                .append("ismaster", primary)
                .append("secondary", !primary)
                .append("hosts", hosts)
                .append("me", server.address().toString());
        if (knownPrimary != null) {
            hello.append("primary", knownPrimary.address().toString());
        }
        if (reportsElections) {
            hello.append("setVersion", setVersion);
        }
        if (reportsElections && primary) {
            hello.append("electionId", ObjectId.of("7fffffff%016x".formatted(term)));
        }
    }

    @Override
    public String toString() {
        return server + (primary ? " primary" : "") + " of term " + term;
    }
}
