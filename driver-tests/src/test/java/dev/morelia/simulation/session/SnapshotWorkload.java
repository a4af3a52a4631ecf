package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Users append the same token to two lists in one transaction, and read both one after another in a snapshot session,
 * from any member: they are equal, as are all reads of the same list.
 */
final class SnapshotWorkload implements Workload {

    private static final String NAME = "pair";
    private static final TransactionOptions MAJORITY = new TransactionOptions().writeConcern(WriteConcern.MAJORITY);

    private final Calls calls;
    private final List<String> acknowledged = new ArrayList<>();

    SnapshotWorkload(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void act(int user, int number) {
        if (calls.random().nextBoolean()) {
            write("user " + user + "'s " + number);
        } else {
            read();
        }
    }

    private void write(String token) {
        var timeout = calls.timeout();
        var outcome = calls.transaction(
                timeout,
                () -> calls.client().with(timeout).inTransaction(MAJORITY, session -> {
                    for (int i = 0; i < 2; i++) {
                        calls.collection(NAME)
                                .with(session)
                                .updateOne(
                                        Document.of("_id", i),
                                        Updates.push("tokens", token),
                                        new UpdateOptions().upsert(true));
                    }
                }));
        calls.note(token + ": " + outcome);
        if (outcome == Outcome.ACKNOWLEDGED) {
            acknowledged.add(token);
        }
    }

    private void read() {
        var options = new SessionOptions().snapshot(true);
        try (var session = calls.client().startSession(options)) {
            List<List<String>> found = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                read(session, i % 2, found);
                calls.rest(Duration.ofMillis(200));
            }
            assertThat(found.stream().distinct()).as("lists in one snapshot").hasSizeLessThanOrEqualTo(1);
        }
    }

    private void read(ClientSession session, int list, List<List<String>> found) {
        var preference = calls.random().nextBoolean() ? ReadPreference.primary() : ReadPreference.nearest();
        var timeout = calls.timeout();
        calls.run(
                timeout,
                () -> found.add(CausalWorkload.tokens(calls.collection(NAME)
                        .with(timeout)
                        .with(preference)
                        .with(session)
                        .findOne(Document.of("_id", list))
                        .orElse(null))));
    }

    @Override
    public void verify(SimulatedReplicaSet set) {
        List<List<String>> lists = set.documents("app." + NAME).stream()
                .map(CausalWorkload::tokens)
                .toList();
        assertThat(lists.stream().distinct()).as("lists at the end").hasSizeLessThanOrEqualTo(1);
        List<String> stored = lists.isEmpty() ? List.of() : lists.getFirst();
        assertThat(stored).as("appended").doesNotHaveDuplicates();
        assertThat(stored).as("acknowledged").containsAll(acknowledged);
    }
}
