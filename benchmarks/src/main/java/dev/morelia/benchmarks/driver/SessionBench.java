package dev.morelia.benchmarks.driver;

import com.mongodb.client.MongoClients;
import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.util.Objects;

/**
 * {@code bench session}: what explicit sessions and transactions cost, on a real replica set of one member, so that the
 * network between members does not count.
 */
public final class SessionBench {
    private static final String DATABASE = "bench";
    private static final String COLLECTION = "session";
    private static final int DOCUMENTS = 1000;

    private final Plan plan;

    /** Prepares the benchmark. */
    public SessionBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var set = ReplicaSet.start(1)) {
            for (Mongod member : set.members()) {
                plan.report().note(ServerCore.pin(member.pid()));
            }
            try (var ours = new Ours(set.uri());
                    var peer = new Peer(set.uri())) {
                ours.load();
                row("findOne, session", 100, ours::findOne, peer::findOne);
                row("insertOne, session", 100, ours::insertOne, peer::insertOne);
                row("transaction of 3 inserts", 20, ours::transaction, peer::transaction);
            }
        }
        plan.report().printTables();
    }

    private void row(String name, int operations, Side ours, Side peer) throws Exception {
        if (plan.wants(name)) {
            plan.report().progress(name);
            plan.report().add(new Contest(name, "ops/s", 1, operations).run(plan.length(), ours, peer, null));
        }
    }

    private static final class Ours implements AutoCloseable {
        private final MongoClient client;
        private final ClientSession session;
        private final MongoCollection<Document> plain;
        private final MongoCollection<Document> collection;
        private int next;

        Ours(String uri) {
            client = MongoClient.create(uri);
            session = client.startSession();
            plain = client.database(DATABASE).collection(COLLECTION);
            collection = plain.with(session);
        }

        void load() {
            plain.drop();
            for (int id = 0; id < DOCUMENTS; id++) {
                plain.insertOne(Document.of("_id", id, "text", "some text"));
            }
        }

        void findOne(int operations) {
            for (int i = 0; i < operations; i++) {
                Document unused = collection
                        .findOne(new Document("_id", next++ % DOCUMENTS))
                        .orElseThrow();
            }
        }

        void insertOne(int operations) {
            for (int i = 0; i < operations; i++) {
                collection.insertOne(new Document("text", "some text"));
            }
        }

        void transaction(int operations) {
            for (int i = 0; i < operations; i++) {
                session.inTransaction(used -> {
                    for (int k = 0; k < 3; k++) {
                        collection.insertOne(new Document("text", "some text"));
                    }
                });
            }
        }

        @Override
        public void close() {
            session.close();
            client.close();
        }
    }

    private static final class Peer implements AutoCloseable {
        private final com.mongodb.client.MongoClient client;
        private final com.mongodb.client.ClientSession session;
        private final com.mongodb.client.MongoCollection<org.bson.Document> collection;
        private int next;

        Peer(String uri) {
            client = MongoClients.create(uri);
            session = client.startSession();
            collection = client.getDatabase(DATABASE).getCollection(COLLECTION);
        }

        void findOne(int operations) {
            for (int i = 0; i < operations; i++) {
                Objects.requireNonNull(collection
                        .find(session, new org.bson.Document("_id", next++ % DOCUMENTS))
                        .first());
            }
        }

        void insertOne(int operations) {
            for (int i = 0; i < operations; i++) {
                collection.insertOne(session, new org.bson.Document("text", "some text"));
            }
        }

        void transaction(int operations) {
            for (int i = 0; i < operations; i++) {
                String done = session.withTransaction(() -> {
                    for (int k = 0; k < 3; k++) {
                        collection.insertOne(session, new org.bson.Document("text", "some text"));
                    }
                    return "done";
                });
                Objects.requireNonNull(done);
            }
        }

        @Override
        public void close() {
            session.close();
            client.close();
        }
    }
}
