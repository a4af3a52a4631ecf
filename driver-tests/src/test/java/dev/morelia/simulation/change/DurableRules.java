package dev.morelia.simulation.change;

import dev.morelia.ChangeStreamQuery;
import dev.morelia.DurableQuery;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.options.LostHistory;
import dev.morelia.result.ChangeEvent;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What all consumers of the name have in common.
 *
 * @param target what they watch
 * @param lease the time of a lease
 * @param saveAfter after how many events a position is saved
 * @param saveEvery after what time it is saved
 * @param policy what happens if the history is lost
 */
record DurableRules(Target target, Duration lease, int saveAfter, Duration saveEvery, Policy policy) {

    static final String NAME = "invoices";
    static final String CHECKPOINTS = "changeStreamCheckpoints";

    enum Target {
        COLLECTION,
        DATABASE,
        CLIENT
    }

    enum Policy {
        FAIL,
        RESTART,
        RESCAN
    }

    static DurableRules of(RandomGenerator random) {
        return new DurableRules(
                Target.values()[random.nextInt(Target.values().length)],
                Duration.ofMillis(600 + random.nextInt(1400)),
                1 + random.nextInt(6),
                Duration.ofMillis(50 + random.nextInt(1000)),
                Policy.values()[random.nextInt(Policy.values().length)]);
    }

    /** A consumer that is not open yet; its timeout is zero for none. */
    DurableQuery<ChangeEvent<Document>> query(MongoClient client, Duration timeout, Duration maxAwait, String owner) {
        var database = client.database(Writer.DATABASE);
        ChangeStreamQuery<ChangeEvent<Document>> watched = switch (target) {
            case COLLECTION ->
                database.collection(Writer.COLLECTIONS.getFirst()).watch();
            case DATABASE -> database.watch();
            case CLIENT -> client.watch();
        };
        watched = watched.maxAwaitTime(maxAwait);
        if (!timeout.isZero()) {
            watched = watched.with(timeout);
        }
        var durable = target == Target.CLIENT
                ? watched.durable(NAME, database.collection(CHECKPOINTS))
                : watched.durable(NAME);
        return durable.leaseTime(lease)
                .saveAfter(saveAfter)
                .saveEvery(saveEvery)
                .owner(owner);
    }

    LostHistory lostHistory(LostHistory.Scan scan) {
        return switch (policy) {
            case FAIL -> LostHistory.fail();
            case RESTART -> LostHistory.restart();
            case RESCAN -> LostHistory.rescan(scan);
        };
    }

    /** All changes that a majority has, of what is watched. */
    List<Document> history(SimulatedReplicaSet set) {
        var all = switch (target) {
            case COLLECTION -> set.changes(Writer.DATABASE, Writer.COLLECTIONS.getFirst());
            case DATABASE -> set.changes(Writer.DATABASE, null);
            case CLIENT -> set.changes(null, null);
        };
        return all.stream()
                .filter(event -> !event.has("ns")
                        || !CHECKPOINTS.equals(event.document("ns").get("coll")))
                .toList();
    }
}
