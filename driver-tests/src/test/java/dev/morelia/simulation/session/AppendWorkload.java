package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.options.TransactionOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Users append tokens to several lists and read lists, in transactions and outside. What a committed transaction has
 * read is the beginning of the list at the end, and contains all that was acknowledged before it began; a token is in
 * all lists of its transaction or in none.
 */
final class AppendWorkload implements Workload {

    private static final int LISTS = 3;
    private static final String NAME = "lists";
    private static final TransactionOptions MAJORITY = new TransactionOptions().writeConcern(WriteConcern.MAJORITY);

    /** What a committed transaction has read. */
    private record Read(int list, List<String> tokens) {}

    private record Append(String token, List<Integer> lists) {}

    private final Calls calls;
    private final Map<Append, Outcome> outcomes = new LinkedHashMap<>();
    private final List<Read> reads = new ArrayList<>();

    AppendWorkload(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void act(int user, int number) {
        int first = calls.random().nextInt(LISTS);
        String token = "user " + user + "'s " + number;
        if (calls.random().nextInt(4) == 0) {
            alone(new Append(token, List.of(first)));
        } else {
            inTransaction(
                    new Append(token, List.of(first, (first + 1) % LISTS)),
                    calls.random().nextInt(LISTS));
        }
    }

    /** Waits for a transaction that has changed the same list. */
    private void alone(Append append) {
        outcomes.put(append, Outcome.UNKNOWN);
        var timeout = calls.timeout();
        var outcome = calls.run(
                timeout,
                () -> calls.collection(NAME)
                        .with(timeout)
                        .with(WriteConcern.MAJORITY)
                        .updateOne(
                                Document.of("_id", append.lists.getFirst()),
                                Updates.push("tokens", append.token),
                                new UpdateOptions().upsert(true)));
        outcomes.put(append, outcome);
        calls.note(append.token + ": " + outcome);
    }

    private void inTransaction(Append append, int read) {
        outcomes.put(append, Outcome.UNKNOWN);
        List<Append> before = acknowledged();
        var found = new ArrayList<String>();
        var timeout = calls.timeout();
        var outcome = calls.transaction(
                timeout,
                () -> calls.client().with(timeout).inTransaction(MAJORITY, session -> {
                    found.clear();
                    found.addAll(read(session, read));
                    for (int list : append.lists) {
                        append(session, list, append.token);
                    }
                    assertThat(read(session, append.lists.getFirst()))
                            .as("own write in a transaction")
                            .contains(append.token);
                }));
        outcomes.put(append, outcome);
        calls.note(append.token + ": " + outcome);
        if (outcome == Outcome.ACKNOWLEDGED) {
            reads.add(new Read(read, List.copyOf(found)));
            assertThat(found)
                    .as("list read")
                    .containsAll(before.stream()
                            .filter(each -> each.lists.contains(read))
                            .map(Append::token)
                            .toList());
        }
    }

    private List<String> read(ClientSession session, int list) {
        return CausalWorkload.tokens(calls.collection(NAME)
                .with(session)
                .findOne(Document.of("_id", list))
                .orElse(null));
    }

    private void append(ClientSession session, int list, String token) {
        calls.collection(NAME)
                .with(session)
                .updateOne(Document.of("_id", list), Updates.push("tokens", token), new UpdateOptions().upsert(true));
    }

    private List<Append> acknowledged() {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() == Outcome.ACKNOWLEDGED)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void verify(SimulatedReplicaSet set) {
        var lists = new LinkedHashMap<Integer, List<String>>();
        for (int i = 0; i < LISTS; i++) {
            lists.put(i, List.of());
        }
        set.documents("app." + NAME).forEach(list -> lists.put(list.int32("_id"), CausalWorkload.tokens(list)));
        lists.values().forEach(tokens -> assertThat(tokens).as("a list").doesNotHaveDuplicates());
        reads.forEach(read -> assertThat(read.tokens)
                .as("list read")
                .isEqualTo(lists.getOrDefault(read.list, List.of()).stream()
                        .limit(read.tokens.size())
                        .toList()));
        outcomes.forEach((append, outcome) -> {
            long stored = append.lists.stream()
                    .filter(list -> lists.getOrDefault(list, List.of()).contains(append.token))
                    .count();
            assertThat(stored).as("lists with " + append).isIn(0L, (long) append.lists.size());
            if (outcome != Outcome.UNKNOWN) {
                assertThat(stored > 0).as(append + " is " + outcome).isEqualTo(outcome == Outcome.ACKNOWLEDGED);
            }
        });
    }
}
