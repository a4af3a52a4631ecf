package dev.morelia.testkit.simulation;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member's view of its {@link SimulatedReplicaSet}, which may be outdated. */
final class Member {

    private final String setName;
    private final SimulatedServer server;
    private List<String> hosts;
    private int setVersion;
    private final boolean reportsElections;
    private final SharedDocuments documents;
    private boolean removed;
    private boolean primary;
    private int term;
    private @Nullable SimulatedServer knownPrimary;
    private long missingSinceNanos = -1;

    Member(SimulatedReplicaSet set, SimulatedServer server, List<String> hosts, int setVersion) {
        this.setName = set.name();
        this.reportsElections = set.reportsElections();
        this.documents = set.sharedDocuments();
        this.server = server;
        this.hosts = hosts;
        this.setVersion = setVersion;
    }

    SimulatedServer server() {
        return server;
    }

    SharedDocuments documents() {
        return documents;
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
        server.helloChanged();
    }

    void stepDown() {
        if (primary) {
            primary = false;
            knownPrimary = null;
            server.helloChanged();
        }
    }

    /** Learns a term; a primary of an older term steps down. */
    void learnTerm(int heard) {
        if (heard > term) {
            term = heard;
            if (primary) {
                primary = false;
                knownPrimary = null;
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
            primary = false;
            knownPrimary = null;
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
