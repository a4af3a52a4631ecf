package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the consumers of the name were given and have acknowledged, in the order of time. */
final class DurableJournal {

    private static final long NONE = -1;

    private enum Kind {
        HANDED_OUT,
        /** All that the consumer was given is handled, and will be acknowledged. */
        HANDLED,
        /** It is acknowledged. */
        ACKNOWLEDGED,
        /** The consumer has lost its lease, with what it had not acknowledged. */
        FORGOTTEN
    }

    /** What has happened to a consumer; only events have a token, a lease and its owner. */
    private record Entry(Kind kind, String consumer, long nanos, String token, Owner owner) {}

    /** A lease as its consumer knows it. */
    record Owner(long number, String name) {
        static final Owner NOBODY = new Owner(0, "");
    }

    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> withLast = new HashSet<>();
    private boolean over;
    private boolean historyLost;

    DurableJournal(Clock clock) {
        this.clock = clock;
    }

    // ---- for the consumers

    /** Whether they are to end. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    /** A consumer cannot go on, and neither can another one. */
    void historyLost() {
        historyLost = true;
        over = true;
    }

    boolean isHistoryLost() {
        return historyLost;
    }

    void handedOut(String consumer, long nanos, Document event, Owner owner) {
        entries.add(new Entry(Kind.HANDED_OUT, consumer, nanos, Segment.data(event.document("_id")), owner));
        if (Ledger.value(event).startsWith(Watcher.LAST)) {
            withLast.add(consumer);
        }
    }

    void handled(String consumer) {
        add(Kind.HANDLED, consumer);
        over |= withLast.contains(consumer);
    }

    void acknowledged(String consumer) {
        add(Kind.ACKNOWLEDGED, consumer);
    }

    void forgotten(String consumer) {
        add(Kind.FORGOTTEN, consumer);
        withLast.remove(consumer);
    }

    private void add(Kind kind, String consumer) {
        entries.add(new Entry(kind, consumer, clock.nowNanos(), "", Owner.NOBODY));
    }

    // ---- at the end

    /**
     * Checks all of it: no event is skipped, none comes again but the last ones before another lease, and none is given
     * to a consumer after another one has acquired the lease.
     *
     * @param begin the position before the first event
     * @param rules the settings of the consumers
     */
    void verify(SimulatedReplicaSet set, String begin, DurableRules rules) {
        var stored = Checkpoint.of(set);
        List<String> tokens = rules.history(set).stream()
                .map(event -> Segment.data(event.document("_id")))
                .toList();
        var reading = new Reading(stored, tokens, rules);
        reading.begin((int)
                tokens.stream().filter(token -> token.compareTo(begin) <= 0).count());
        entries.forEach(reading::next);
        if (!historyLost) {
            assertThat(reading.handled)
                    .as("how many of the changes are handled")
                    .isEqualTo(tokens.size());
        }
    }

    /** The state while the entries are read. */
    private static final class Reading {
        private final Checkpoint stored;
        private final List<String> tokens;
        private final DurableRules rules;
        private final Map<String, Integer> lastOf = new HashMap<>();
        private long lease = NONE;
        /** How many changes are handled, acknowledged or lost with the history, from the first on. */
        private int handled;

        private int acknowledged;

        Reading(Checkpoint stored, List<String> tokens, DurableRules rules) {
            this.stored = stored;
            this.tokens = tokens;
            this.rules = rules;
        }

        void begin(int count) {
            handled = count;
            acknowledged = count;
        }

        void next(Entry entry) {
            switch (entry.kind) {
                case HANDED_OUT -> handedOut(entry);
                case HANDLED -> handled = Math.max(handled, last(entry) + 1);
                case ACKNOWLEDGED -> acknowledged = Math.max(acknowledged, last(entry) + 1);
                case FORGOTTEN -> lastOf.remove(entry.consumer);
            }
        }

        private int last(Entry entry) {
            return lastOf.getOrDefault(entry.consumer, -2);
        }

        private void handedOut(Entry entry) {
            requireLease(entry);
            int number = tokens.indexOf(entry.token);
            assertThat(number).as("number in the history of " + entry).isNotNegative();
            if (number > handled && number != last(entry) + 1) {
                assertThat(isLost(number))
                        .as("changes from " + handled + " to " + number + " were skipped before " + entry)
                        .isTrue();
                handled = number;
                acknowledged = number;
            }
            assertThat(acknowledged - number)
                    .as("acknowledged events that come again with " + entry)
                    .isLessThanOrEqualTo(rules.saveAfter());
            lastOf.put(entry.consumer, number);
        }

        /** Whether a consumer has begun anew at this change. */
        private boolean isLost(int number) {
            return stored.restarts().stream()
                    .skip(1)
                    .anyMatch(restart -> restart.compareTo(tokens.get(number)) <= 0
                            && restart.compareTo(tokens.get(number - 1)) > 0);
        }

        private void requireLease(Entry entry) {
            assertThat(entry.owner.number).as("fencing number of " + entry).isGreaterThanOrEqualTo(lease);
            lease = entry.owner.number;
            var granted = stored.lease(lease);
            if (granted == null) {
                throw new AssertionError("no majority has the lease of " + entry);
            }
            assertThat(granted.owner()).as("owner of the lease of " + entry).isEqualTo(entry.owner.name);
            var at = Instant.EPOCH.plusNanos(entry.nanos);
            var next = stored.next(lease);
            if (next != null) {
                assertThat(at)
                        .as("time of " + entry + " before " + next)
                        .isBefore(next.since().plusMillis(1));
            }
            assertThat(at)
                    .as("time of " + entry + " before the end of " + granted)
                    .isBefore(granted.endAt(at, rules.lease(), rules.lease().dividedBy(5)));
        }
    }
}
