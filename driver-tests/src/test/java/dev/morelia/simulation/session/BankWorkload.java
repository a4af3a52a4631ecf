package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.ClientSession;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Users move amounts between accounts in transactions, and read all accounts in others. The sum never changes, and each
 * transfer is done as a whole, once, or not at all, as its caller was told.
 */
final class BankWorkload implements Workload {

    private static final int ACCOUNTS = 3;
    private static final long DEPOSIT = 100;
    private static final String NAME = "accounts";
    private static final String TRANSFERS = "transfers";
    private static final TransactionOptions MAJORITY =
            new TransactionOptions().readConcern(ReadConcern.SNAPSHOT).writeConcern(WriteConcern.MAJORITY);

    private record Transfer(String token, int from, int to, long amount) {}

    private final Calls calls;
    private final Map<Transfer, Outcome> outcomes = new LinkedHashMap<>();

    BankWorkload(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void prepare() {
        var accounts = new ArrayList<Document>();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.add(Document.of("_id", i, "balance", DEPOSIT));
        }
        calls.collection(NAME).insertMany(accounts);
    }

    @Override
    public void act(int user, int number) {
        var random = calls.random();
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        var transfer = new Transfer("user " + user + "'s " + number, from, to, 1 + random.nextInt(9));
        switch (random.nextInt(6)) {
            case 0 -> audit();
            case 1 -> withdrawn(transfer);
            case 2 -> byHand(transfer);
            default -> transferred(transfer);
        }
    }

    private void transferred(Transfer transfer) {
        outcomes.put(transfer, Outcome.UNKNOWN);
        var timeout = calls.timeout();
        var outcome = calls.transaction(
                timeout,
                () -> calls.client().with(timeout).inTransaction(MAJORITY, session -> move(session, transfer)));
        if (calls.has(SessionBug.UNKNOWN_COMMIT_DONE_AGAIN) && outcome == Outcome.UNKNOWN) {
            outcome = calls.transaction(
                    timeout,
                    () -> calls.client().with(timeout).inTransaction(MAJORITY, session -> move(session, transfer)));
        }
        calls.note(transfer.token + ": " + outcome);
        outcomes.put(transfer, outcome);
    }

    private void move(ClientSession session, Transfer transfer) {
        move(calls.collection(NAME).with(session), calls.collection(TRANSFERS).with(session), transfer);
    }

    private static void move(
            MongoCollection<Document> accounts, MongoCollection<Document> transfers, Transfer transfer) {
        long balance = accounts.findOne(Document.of("_id", transfer.from))
                .orElseThrow()
                .int64("balance");
        accounts.updateOne(Document.of("_id", transfer.from), Updates.set("balance", balance - transfer.amount));
        accounts.updateOne(Document.of("_id", transfer.to), Updates.inc("balance", transfer.amount));
        transfers.insertOne(Document.of("_id", transfer.token));
    }

    /** With the methods that do not retry. */
    private void byHand(Transfer transfer) {
        outcomes.put(transfer, Outcome.UNKNOWN);
        var timeout = calls.timeout();
        try (var session = calls.client().with(timeout).startSession()) {
            session.startTransaction(MAJORITY);
            var outcome = byHand(session, transfer, timeout);
            outcomes.put(transfer, outcome);
            calls.note(transfer.token + ": " + outcome);
        }
    }

    private Outcome byHand(ClientSession session, Transfer transfer, Duration timeout) {
        // Four operations, each with the whole timeout.
        var accounts = calls.collection(NAME).with(timeout).with(session);
        var transfers = calls.collection(TRANSFERS).with(timeout).with(session);
        var moved = calls.run(timeout.multipliedBy(4), () -> move(accounts, transfers, transfer));
        if (moved != Outcome.ACKNOWLEDGED) {
            if (session.isInTransaction()) {
                calls.run(timeout, session::abortTransaction);
            }
            return Outcome.NOT_DONE;
        }
        var committed = calls.run(timeout, session::commitTransaction);
        return committed == Outcome.UNKNOWN && calls.random().nextBoolean()
                ? calls.run(timeout, session::commitTransaction)
                : committed;
    }

    /** The caller changes its mind. */
    private void withdrawn(Transfer transfer) {
        outcomes.put(transfer, Outcome.NOT_DONE);
        var timeout = calls.timeout();
        calls.transaction(
                timeout,
                () -> calls.client().with(timeout).inTransaction(MAJORITY, session -> {
                    move(session, transfer);
                    session.abortTransaction();
                }));
    }

    private void audit() {
        var timeout = calls.timeout();
        calls.transaction(
                timeout,
                () -> calls.client().with(timeout).inTransaction(MAJORITY, session -> {
                    long sum = 0;
                    for (int i = 0; i < ACCOUNTS; i++) {
                        sum += calls.collection(NAME)
                                .with(session)
                                .findOne(Document.of("_id", i))
                                .orElseThrow()
                                .int64("balance");
                    }
                    assertThat(sum).as("sum of all accounts in a transaction").isEqualTo(ACCOUNTS * DEPOSIT);
                }));
    }

    @Override
    public void verify(SimulatedReplicaSet set) {
        List<String> done = set.documents("app." + TRANSFERS).stream()
                .map(transfer -> transfer.string("_id"))
                .toList();
        var expected = new LinkedHashMap<Integer, Long>();
        for (int i = 0; i < ACCOUNTS; i++) {
            expected.put(i, DEPOSIT);
        }
        outcomes.forEach((transfer, outcome) -> {
            if (outcome != Outcome.UNKNOWN) {
                assertThat(done.contains(transfer.token))
                        .as(transfer.token + " is " + outcome)
                        .isEqualTo(outcome == Outcome.ACKNOWLEDGED);
            }
            if (done.contains(transfer.token)) {
                expected.merge(transfer.from, -transfer.amount, Long::sum);
                expected.merge(transfer.to, transfer.amount, Long::sum);
            }
        });
        var balances = new LinkedHashMap<Integer, Long>();
        set.documents("app." + NAME).forEach(account -> balances.put(account.int32("_id"), account.int64("balance")));
        assertThat(balances).as("balances").isEqualTo(expected);
    }
}
