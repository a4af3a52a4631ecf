package dev.morelia.live.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.ClientSession;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.event.PoolUse;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Sixteen threads use a replica set of three members while one after the other is killed, suspended or steps down:
 * increments and inserts, transfers between accounts in transactions, and reads from secondaries that depend on what
 * their session has written. No call fails while a majority lives, all sums are exact, no read is stale, and nothing is
 * left behind. {@code -Dsession.seconds=n} sets how long it runs, {@code -Dsession.seed=n} the seed.
 */
@Timeout(7_200)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class SessionFaultsTest {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("session.seconds", 120));
    private static final long SEED = Long.getLong("session.seed", System.nanoTime());
    private static final int THREADS = 16;
    private static final int INCREMENTING = 6;
    private static final int TRANSFERRING = 5;
    private static final int ACCOUNTS = 8;
    private static final int BALANCE = 1_000;
    private static final int COUNTERS = 3;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final TransactionOptions IN_TRANSACTION =
            new TransactionOptions().readConcern(ReadConcern.SNAPSHOT).writeConcern(WriteConcern.MAJORITY);

    private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> longestNanos = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong bodies = new AtomicLong();
    private volatile boolean over;

    @Test
    void nothingIsLostAndNothingIsLeft() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (var set = ReplicaSet.builder()
                .electionTimeoutMillis(2_000)
                .testCommands(true)
                .start()) {
            var faults = new MemberFaults(set, SEED);
            // Without a timeout an operation is retried once, which a write that is interrupted by a step-down and then
            // meets the same member may need twice.
            try (var client = MongoClient.create(set.uri() + "&w=majority&readConcernLevel=majority&timeoutMS=60000")) {
                prepare(client);
                run(client, faults);
                var report = "sessions, seed " + SEED + ": " + times() + "; bodies of transactions called " + bodies
                        + " times; " + faults;
                System.out.println(report);
                assertThat(failures).as(report).isEmpty();
                checkSums(client);
                assertNothingIsOpen(set, client);
            }
            assertSessionsHaveEnded(set);
        }
        assertThat(within(SOON, () -> leftThreads(before).isEmpty()))
                .as(() -> "left: " + leftThreads(before))
                .isTrue();
    }

    private void run(MongoClient client, MemberFaults faults) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add((i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(() -> work(client, number)));
        }
        try {
            faults.run(LENGTH);
            // All of them work once more on the healthy set.
            Thread.sleep(1_000);
        } finally {
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private String times() {
        return done.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s %d times in up to %d ms",
                        each.getKey(),
                        each.getValue().get(),
                        Objects.requireNonNull(longestNanos.get(each.getKey())).get() / 1_000_000))
                .collect(Collectors.joining(", "));
    }

    private static MongoCollection<Document> collection(MongoClient client, String name) {
        return client.database("sessions").collection(name);
    }

    private static void prepare(MongoClient client) {
        for (int i = 0; i < ACCOUNTS; i++) {
            collection(client, "accounts").insertOne(Document.of("_id", i, "balance", BALANCE));
        }
        for (int i = 0; i < COUNTERS; i++) {
            collection(client, "counters").insertOne(Document.of("_id", i, "n", 0L));
        }
        for (int i = 0; i < THREADS; i++) {
            collection(client, "transfers").insertOne(Document.of("_id", i, "n", 0L));
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void work(MongoClient client, int number) {
        var random = new SplittableRandom(SEED + number);
        for (long turn = 0; !over; turn++) {
            if (number < INCREMENTING) {
                increment(client, number, turn);
            } else if (number < INCREMENTING + TRANSFERRING) {
                transact(client, number, turn, random);
            } else {
                readWhatWasWritten(client, number, turn);
            }
        }
    }

    /** A call that must not fail. */
    private void attempt(String what, Work call) {
        long begun = System.nanoTime();
        try {
            call.run();
            done.computeIfAbsent(what, key -> new AtomicLong()).incrementAndGet();
        } catch (Throwable failure) {
            failures.add(what + " after " + (System.nanoTime() - begun) / 1_000_000 + " ms: " + failure);
        }
        longestNanos
                .computeIfAbsent(what, key -> new AtomicLong())
                .accumulateAndGet(System.nanoTime() - begun, Math::max);
    }

    private void increment(MongoClient client, int number, long turn) {
        var counter = new Document("_id", turn % COUNTERS);
        var increment = new Document("$inc", new Document("n", 1L));
        switch ((int) (turn % 4)) {
            case 0 ->
                attempt(
                        "insertOne",
                        () -> collection(client, "inserts").insertOne(new Document("_id", number + ":" + turn)));
            case 1 ->
                attempt(
                        "findOneAndUpdate",
                        () -> assertThat(collection(client, "counters").findOneAndUpdate(counter, increment))
                                .isPresent());
            case 2 ->
                attempt(
                        "findOne",
                        () -> assertThat(collection(client, "counters").findOne(counter))
                                .isPresent());
            default ->
                attempt(
                        "updateOne",
                        () -> assertThat(collection(client, "counters")
                                        .updateOne(counter, increment)
                                        .matchedCount())
                                .isOne());
        }
    }

    private void transact(MongoClient client, int number, long turn, SplittableRandom random) {
        switch ((int) (turn % 8)) {
            case 3 ->
                attempt(
                        "sum in transaction",
                        () -> assertThat(client.<Long, RuntimeException>callInTransaction(
                                        IN_TRANSACTION,
                                        session -> sum(
                                                collection(client, "accounts").with(session))))
                                .isEqualTo(ACCOUNTS * BALANCE));
            case 7 ->
                attempt("sum in snapshot", () -> {
                    try (var session = client.startSession(new SessionOptions().snapshot(true))) {
                        var seen =
                                collection(client, "accounts").with(session).with(ReadPreference.secondaryPreferred());
                        assertThat(sum(seen)).isEqualTo(ACCOUNTS * BALANCE);
                        assertThat(sum(seen)).isEqualTo(ACCOUNTS * BALANCE);
                    }
                });
            default -> {
                int from = random.nextInt(ACCOUNTS);
                int to = (from + random.nextInt(1, ACCOUNTS)) % ACCOUNTS;
                int amount = random.nextInt(1, 10);
                attempt(
                        "transfer",
                        () -> client.inTransaction(
                                IN_TRANSACTION, session -> transfer(client, session, from, to, amount, number)));
            }
        }
    }

    private void transfer(MongoClient client, ClientSession session, int from, int to, int amount, int number) {
        bodies.incrementAndGet();
        var accounts = collection(client, "accounts").with(session);
        add(accounts, from, "balance", -amount);
        add(accounts, to, "balance", amount);
        add(collection(client, "transfers").with(session), number, "n", 1);
    }

    private static void add(MongoCollection<Document> documents, int id, String field, int amount) {
        documents.updateOne(new Document("_id", id), new Document("$inc", new Document(field, amount)));
    }

    private static long sum(MongoCollection<Document> accounts) {
        return accounts.find().toList().stream()
                .mapToLong(account -> account.int64("balance"))
                .sum();
    }

    private void readWhatWasWritten(MongoClient client, int number, long turn) {
        try (var session = client.startSession()) {
            var notes = collection(client, "notes").with(session);
            var own = new Document("_id", number);
            var fromSecondaries =
                    notes.with(turn % 2 == 0 ? ReadPreference.secondary() : ReadPreference.secondaryPreferred());
            attempt(
                    "causal write",
                    () -> notes.updateOne(
                            own, new Document("$set", new Document("n", turn)), new UpdateOptions().upsert(true)));
            attempt(
                    "causal read",
                    () -> assertThat(fromSecondaries.findOne(own).orElseThrow().int64("n"))
                            .as("stale")
                            .isEqualTo(turn));
        }
    }

    private long count(String what) {
        var counted = done.get(what);
        return counted == null ? 0 : counted.get();
    }

    private void checkSums(MongoClient client) {
        assertThat(sum(collection(client, "accounts"))).isEqualTo(ACCOUNTS * BALANCE);
        assertThat(total(client, "transfers")).as("transfers").isEqualTo(count("transfer"));
        assertThat(total(client, "counters"))
                .as("increments")
                .isEqualTo(count("updateOne") + count("findOneAndUpdate"));
        assertThat(collection(client, "inserts").countDocuments(new Document()))
                .as("inserts")
                .isEqualTo(count("insertOne"));
    }

    private static long total(MongoClient client, String name) {
        return collection(client, name).find().toList().stream()
                .mapToLong(each -> each.int64("n"))
                .sum();
    }

    private void assertNothingIsOpen(ReplicaSet set, MongoClient client) throws InterruptedException {
        assertThat(within(
                        SOON,
                        () -> client.poolUse().values().stream()
                                        .mapToInt(PoolUse::inUse)
                                        .sum()
                                == 0))
                .as(() -> "connections: " + client.poolUse())
                .isTrue();
        for (Mongod member : set.members()) {
            assertThat(within(SOON, () -> openTransactions(member) == 0))
                    .as(() -> member.address() + " has open transactions: " + openTransactions(member))
                    .isTrue();
        }
    }

    private static long openTransactions(Mongod member) {
        return member.command("admin", Document.of("serverStatus", 1))
                .document("transactions")
                .int64("currentOpen");
    }

    /** Those of broken connections remain until they expire, as the server may be using them. */
    private void assertSessionsHaveEnded(ReplicaSet set) {
        for (Mongod member : set.members()) {
            member.command("admin", Document.of("refreshLogicalSessionCacheNow", 1));
        }
        var count = set.primary()
                .command("config", Document.of("count", "system.sessions"))
                .int64("n");
        System.out.println("sessions: " + count + " are left on the servers");
        long faults = LENGTH.toSeconds() / 10;
        assertThat(count).as("sessions on the servers").isLessThan(THREADS * (faults + 1));
    }

    private static List<String> leftThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("morelia-"))
                .toList();
    }

    private static boolean within(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long giveUp = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - giveUp > 0) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }
}
