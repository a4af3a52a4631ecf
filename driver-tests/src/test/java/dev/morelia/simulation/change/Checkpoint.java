package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a majority has stored for the name, from the first lease to the last: leases that were acquired when they were
 * free, with growing fencing numbers, and positions that never go back.
 */
final class Checkpoint {

    /** A lease that was acquired, and all ends that it has had, by the clock of the server. */
    record Granted(long number, String owner, Instant since, List<Instant> ends) {
        /** The latest end that it had at this time, if the clock of the server is at most so much ahead. */
        Instant endAt(Instant now, Duration time, Duration ahead) {
            return ends.stream()
                    .filter(end -> !end.minus(time).minus(ahead).isAfter(now))
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        }
    }

    private final Map<Long, Granted> leases = new HashMap<>();
    private final List<String> restarts = new ArrayList<>();
    private String position = "";

    private Checkpoint() {}

    static Checkpoint of(SimulatedReplicaSet set) {
        var checkpoint = new Checkpoint();
        var stored = new Document();
        for (var event : set.changes(Writer.DATABASE, DurableRules.CHECKPOINTS)) {
            var before = Document.copyOf(stored);
            switch (event.string("operationType")) {
                case "insert" -> stored = event.document("fullDocument");
                case "update" -> {
                    Document update = event.document("updateDescription");
                    stored.putAll(update.document("updatedFields"));
                    update.list("removedFields", String.class).forEach(stored::remove);
                }
                default -> throw new AssertionError("nobody deletes the checkpoint: " + event);
            }
            checkpoint.changed(before, stored);
        }
        return checkpoint;
    }

    private static boolean isAcquired(Document before, Document after) {
        return !after.value("owner", Object.class).equals(before.get("owner"))
                || !after.value("since", Instant.class).equals(before.get("since"))
                || after.int64("fencing") != before.int64("fencing", 0);
    }

    private void changed(Document before, Document after) {
        Object owner = after.get("owner");
        if (owner != null && isAcquired(before, after)) {
            acquired(before, after, owner.toString());
        }
        var lease = leases.get(after.int64("fencing", 0));
        if (lease != null && after.get("leaseUntil") instanceof Instant end && !end.equals(before.get("leaseUntil"))) {
            lease.ends.add(end);
        }
        if (after.get("position") instanceof Document stored && !stored.equals(before.get("position"))) {
            moved(stored);
        }
    }

    private void acquired(Document before, Document after, String owner) {
        long number = after.int64("fencing");
        assertThat(number).as("fencing number of " + owner).isGreaterThan(before.int64("fencing", 0));
        var since = after.value("since", Instant.class);
        if (before.get("leaseUntil") instanceof Instant until && !owner.equals(before.get("owner"))) {
            assertThat(since)
                    .as("when " + owner + " has acquired the lease of " + before)
                    .isAfterOrEqualTo(until);
        }
        leases.put(number, new Granted(number, owner, since, new ArrayList<>()));
    }

    private void moved(Document stored) {
        String data = data(stored);
        assertThat(data).as("position").isGreaterThanOrEqualTo(position);
        position = data;
        if (stored.has("operationTime")) {
            restarts.add(data);
        }
    }

    /** In the order of the tokens of simulated servers. */
    static String data(Document position) {
        return position.get("operationTime") instanceof Timestamp time
                ? String.format(Locale.ROOT, "82%08x%08x", time.seconds(), time.increment())
                : Segment.data(position.document("token"));
    }

    @Nullable
    Granted lease(long number) {
        return leases.get(number);
    }

    /** The lease that has replaced one; null if there was none. */
    @Nullable
    Granted next(long number) {
        return leases.get(number + 1);
    }

    /** The last position. */
    String position() {
        return position;
    }

    /** The positions where a consumer has begun, or begun anew as the history was lost. */
    List<String> restarts() {
        return restarts;
    }
}
