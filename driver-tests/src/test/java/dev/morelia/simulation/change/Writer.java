package dev.morelia.simulation.change;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Inserts, updates and deletes documents of two collections, and drops one now and then. Each write has a value of its
 * own; some are acknowledged by the primary alone, and may be rolled back.
 */
final class Writer {

    static final String DATABASE = "app";
    static final List<String> COLLECTIONS = List.of("a", "b");

    private static final Duration REST = Duration.ofMillis(400);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Clock clock;
    private final MongoClient client;
    private final Ledger ledger;
    private final String name;
    private final List<String> ids = new ArrayList<>();

    Writer(Simulation simulation, Clock clock, MongoClient client, Ledger ledger, String name) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.clock = clock;
        this.client = client;
        this.ledger = ledger;
        this.name = name;
    }

    void run() {
        int count = 4 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            clock.rest(REST);
            var timeout = Duration.ofMillis(50 + random.nextInt(2000));
            var concern = random.nextInt(3) == 0 ? WriteConcern.of(1) : WriteConcern.MAJORITY;
            String value = name + "'s " + i;
            var target = client.database(DATABASE)
                    .collection(COLLECTIONS.get(random.nextInt(4) == 0 ? 1 : 0))
                    .with(timeout)
                    .with(concern);
            try {
                clock.within(timeout, () -> write(target, value));
            } catch (ClientClosedException closed) {
                return;
            } catch (MongoException e) {
                simulation.note(value + " failed: " + e.getClass().getSimpleName());
            }
        }
    }

    private boolean write(MongoCollection<Document> target, String value) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                begun(value);
                target.updateOne(Document.of("_id", earlier(value)), Updates.set("value", value));
            }
            case 3, 4 -> {
                String id = earlier(value);
                begun(Ledger.deletion(id));
                target.deleteOne(Document.of("_id", id));
            }
            case 5, 6 -> {
                // One entry of the oplog with several changes.
                begun(value);
                var documents = new ArrayList<Document>();
                for (int i = 0; i < 2 + random.nextInt(4); i++) {
                    documents.add(document(value + "." + i, value));
                }
                target.insertMany(documents);
            }
            case 7 -> {
                simulation.note(value + " drops " + target.namespace());
                target.drop();
            }
            default -> {
                begun(value);
                target.insertOne(document(value, value));
            }
        }
        return true;
    }

    private void begun(String value) {
        ledger.begun(value, clock.nowNanos());
    }

    private Document document(String id, String value) {
        ids.add(id);
        return Document.of("_id", id, "value", value);
    }

    private String earlier(String otherwise) {
        return ids.isEmpty() ? otherwise : ids.get(random.nextInt(ids.size()));
    }
}
