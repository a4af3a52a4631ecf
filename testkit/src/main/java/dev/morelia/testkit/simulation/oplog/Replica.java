package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.testkit.simulation.oplog.Entry.Change;
import dev.morelia.testkit.simulation.oplog.Entry.DocumentKey;
import dev.morelia.testkit.simulation.oplog.Entry.Done;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one server has stored: its oplog, and the documents and executed writes that result from it. A primary appends
 * entries; other members copy them, and first roll back those of their own that the primary does not have. Data
 * survives the process.
 */
public final class Replica {

    private final LongSupplier nowNanos;
    private final boolean alone;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<DocumentKey, OpTime> changed = new LinkedHashMap<>();
    private final Map<RawDocument, Done> done = new LinkedHashMap<>();
    private Documents current = new Documents();
    private OpTime committed = OpTime.NONE;
    private Timestamp clock = OpTime.NONE.time();
    private Timestamp historyBegins = OpTime.NONE.time();
    private long primaryTerm;
    private long clockOffsetNanos;

    private Replica(LongSupplier nowNanos, boolean alone) {
        this.nowNanos = nowNanos;
        this.alone = alone;
        if (alone) {
            primaryTerm = 1;
        }
    }

    /**
     * The data of a standalone server.
     *
     * @param nowNanos the simulated time
     */
    public static Replica standalone(LongSupplier nowNanos) {
        return new Replica(nowNanos, true);
    }

    /**
     * The data of a member of a set, which is not primary yet.
     *
     * @param nowNanos the simulated time
     */
    public static Replica member(LongSupplier nowNanos) {
        return new Replica(nowNanos, false);
    }

    long nowNanos() {
        return nowNanos.getAsLong();
    }

    /** The time by the clock of the server, in milliseconds as everywhere in BSON. */
    Instant now() {
        return Instant.EPOCH.plusNanos(nowNanos() + clockOffsetNanos).truncatedTo(ChronoUnit.MILLIS);
    }

    /** From now on the clock of the server is ahead by this. */
    public void clockOffset(Duration ahead) {
        clockOffsetNanos = ahead.toNanos();
    }

    // ---- roles ----

    boolean isStandalone() {
        return alone;
    }

    /** The term as primary; 0 if it is not primary. */
    public long primaryTerm() {
        return primaryTerm;
    }

    /** It was elected: writes the first entry of its term. */
    public void elected(long term) {
        primaryTerm = term;
        appendNothing();
    }

    /** It is not primary any more. */
    public void stepDown() {
        primaryTerm = 0;
    }

    // ---- the oplog ----

    /** The position of the newest entry. */
    public OpTime last() {
        return entries.isEmpty() ? OpTime.NONE : entries.getLast().at();
    }

    /** The newest position that a majority is known to have. */
    public OpTime committed() {
        return committed;
    }

    /** Whether it has the entry at this position. */
    public boolean has(OpTime at) {
        return at.equals(OpTime.NONE)
                || entries.stream().anyMatch(entry -> entry.at().equals(at));
    }

    /** As primary, appends an entry without changes, which moves the time forward. */
    public OpTime appendNothing() {
        return append(List.of(), null);
    }

    OpTime append(List<Change> changes, @Nullable Done executed) {
        var entry = new Entry(new OpTime(primaryTerm, tick()), changes, executed);
        entries.add(entry);
        apply(entry);
        if (alone) {
            committed = entry.at();
        }
        return entry.at();
    }

    private void apply(Entry entry) {
        for (var change : entry.changes()) {
            current.apply(change);
            changed.put(change.key(), entry.at());
            if (change.isDrop()) {
                changed.replaceAll(
                        (key, at) -> key.namespace().equals(change.key().namespace()) ? entry.at() : at);
            }
        }
        if (entry.done() != null) {
            done.put(entry.done().session(), entry.done());
        }
    }

    /** A majority has all up to this position. */
    public void commitUpTo(OpTime at) {
        if (at.compareTo(committed) > 0) {
            committed = at;
        }
    }

    /**
     * Copies the entries of the primary, after rolling back what the primary does not have.
     *
     * @return how many entries were rolled back
     * @throws IllegalStateException if one of them was stored by a majority
     */
    public int copyFrom(Replica primary) {
        int common = Math.min(entries.size(), primary.entries.size());
        while (common > 0
                && !entries.get(common - 1)
                        .at()
                        .equals(primary.entries.get(common - 1).at())) {
            common--;
        }
        int rolledBack = entries.size() - common;
        if (rolledBack > 0) {
            rollBackTo(common);
        }
        for (var entry : primary.entries.subList(common, primary.entries.size())) {
            entries.add(entry);
            apply(entry);
        }
        advanceClock(primary.clock);
        commitUpTo(primary.committed);
        return rolledBack;
    }

    private void rollBackTo(int count) {
        if (entries.get(count).at().compareTo(committed) <= 0) {
            throw new IllegalStateException("what a majority has stored would be rolled back: " + entries.get(count));
        }
        entries.subList(count, entries.size()).clear();
        current = new Documents();
        changed.clear();
        done.clear();
        entries.forEach(this::apply);
    }

    // ---- history ----

    /** The entries up to this position, oldest first. */
    List<Entry> entriesUpTo(OpTime until) {
        int end = entries.size();
        while (end > 0 && entries.get(end - 1).at().compareTo(until) > 0) {
            end--;
        }
        return entries.subList(0, end);
    }

    /**
     * Cuts the oplog: change streams cannot go back to before what a majority has now. Other members may still copy
     * all of it.
     */
    public void cutHistory() {
        historyBegins = committed.time();
    }

    /** The time from which on change streams can read the history. */
    Timestamp historyBegins() {
        return historyBegins;
    }

    // ---- time ----

    /** The cluster time. */
    public Timestamp clock() {
        return clock;
    }

    /** Moves the cluster time forward to that of another server, if that is later. */
    public void advanceClock(Timestamp time) {
        if (time.compareTo(clock) > 0) {
            clock = time;
        }
    }

    private Timestamp tick() {
        int seconds = 1 + (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos());
        clock = seconds > clock.seconds()
                ? new Timestamp(seconds, 1)
                : new Timestamp(clock.seconds(), clock.increment() + 1);
        return clock;
    }

    // ---- data ----

    /** The documents now. They must not be changed. */
    Documents current() {
        return current;
    }

    /** The documents that a majority has. */
    Documents committedDocuments() {
        return committed.equals(last()) ? current : at(committed.time());
    }

    /** The documents as they were at a time in the past. */
    Documents at(Timestamp time) {
        var documents = new Documents();
        for (var entry : entries) {
            if (entry.at().time().compareTo(time) > 0) {
                break;
            }
            entry.changes().forEach(documents::apply);
        }
        return documents;
    }

    /** When a document was changed the last time. */
    OpTime lastChange(DocumentKey key) {
        return changed.getOrDefault(key, OpTime.NONE);
    }

    /** The last write with a transaction number in a session; null if there is none. */
    @Nullable
    Done lastDone(RawDocument session) {
        return done.get(session);
    }

    /**
     * The documents of a collection, in the order of insertion.
     *
     * @param namespace database and collection
     */
    public List<Document> documents(String namespace) {
        return current.all(namespace);
    }

    /** The number of sessions with retryable writes or committed transactions. */
    public int sessionCount() {
        return done.size();
    }

    @Override
    public String toString() {
        return "oplog until " + last() + ", committed until " + committed;
    }
}
