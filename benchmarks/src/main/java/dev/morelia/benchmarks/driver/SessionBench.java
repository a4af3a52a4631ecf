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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * {@code bench session}: what explicit sessions and transactions cost, on a real replica set of one member, so that the
 * network between members does not count; and on a server with canned replies, where little more than the driver
 * remains.
 */
public final class SessionBench {
    private static final String DATABASE = DriverTask.DATABASE;
    private static final String COLLECTION = DriverTask.COLLECTION;
    private static final int DOCUMENTS = 1000;
    private static final String CANNED = ", canned replies";

    private final Plan plan;

    /** Prepares the benchmark. */
    public SessionBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        if (rows("").anyMatch(plan::wants)) {
            real();
        }
        var times = new ArrayList<String>();
        if (rows(CANNED).anyMatch(plan::wants)) {
            canned(times);
        }
        plan.report().printTables();
        plan.report().note("");
        times.forEach(plan.report()::note);
    }

    private static Stream<String> rows(String suffix) {
        return Stream.of("findOne, session", "insertOne, session", "transaction of 3 inserts")
                .map(name -> name + suffix);
    }

    private void real() throws Exception {
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
    }

    private void canned(List<String> times) throws Exception {
        try (var server = CannedServer.startPrimary("{\"_id\": 1, \"text\": \"some text\"}")) {
            plan.report().note(ServerCore.pin(server.pid()));
            try (var ours = new Ours(server.uri());
                    var peer = new Peer(server.uri())) {
                timed("findOne, session", 1000, ours::findOne, peer::findOne, times);
                timed("insertOne, session", 1000, ours::insertOne, peer::insertOne, times);
                timed("transaction of 3 inserts", 200, ours::transaction, peer::transaction, times);
            }
        }
    }

    private void row(String name, int operations, Side ours, Side peer) throws Exception {
        if (plan.wants(name)) {
            plan.report().progress(name);
            plan.report().add(new Contest(name, "ops/s", 1, operations).run(plan.length(), ours, peer, null));
        }
    }

    private void timed(String name, int operations, Side ours, Side peer, List<String> times) throws Exception {
        if (plan.wants(name + CANNED)) {
            var ofOurs = new ProcessorTime(ours);
            var ofPeer = new ProcessorTime(peer);
            row(name + CANNED, operations, ofOurs, ofPeer);
            times.add(String.format(
                    Locale.ROOT,
                    "processor time of the calling thread, %s: ours %.2f us, peer %.2f us, ratio %.2f",
                    name,
                    ofOurs.medianMicros(),
                    ofPeer.medianMicros(),
                    ofPeer.medianMicros() / ofOurs.medianMicros()));
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
