package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.ClientSession;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.builder.Updates;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Users append tokens to lists, and read them from any member, each in a causally consistent session. A session must
 * see again what it has seen and written; and also what another one has written, once it was told the times of that.
 */
final class CausalWorkload implements Workload {

    private static final int LISTS = 2;
    private static final String NAME = "lists";

    /** A session, and what it must see from now on. */
    private static final class Causal {
        final ClientSession session;
        final Map<Integer, List<String>> seen = new HashMap<>();

        Causal(ClientSession session) {
            this.session = session;
        }

        void mustSee(int list, String token) {
            seen.computeIfAbsent(list, unknown -> new ArrayList<>()).add(token);
        }
    }

    /** A write that was acknowledged, and when. */
    private record Told(int list, String token, Document clusterTime, Timestamp operationTime) {}

    private final Calls calls;
    private final Map<Integer, Causal> sessions = new HashMap<>();
    private final List<Told> told = new ArrayList<>();

    CausalWorkload(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void act(int user, int number) {
        var random = calls.random();
        Causal own = sessions.get(user);
        if (own == null) {
            own = new Causal(calls.client().startSession());
            sessions.put(user, own);
        }
        int list = random.nextInt(LISTS);
        switch (random.nextInt(5)) {
            case 0, 1 -> append(own, list, "user " + user + "'s " + number);
            case 2 -> {
                listen(own);
                read(own, list);
            }
            default -> read(own, list);
        }
        if (random.nextInt(6) == 0) {
            own.session.close();
            sessions.remove(user);
        }
    }

    private void append(Causal own, int list, String token) {
        var timeout = calls.timeout();
        var outcome = calls.run(
                timeout,
                () -> calls.collection(NAME)
                        .with(timeout)
                        .with(own.session)
                        .updateOne(
                                Document.of("_id", list),
                                Updates.push("tokens", token),
                                new UpdateOptions().upsert(true)));
        calls.note(token + ": " + outcome);
        if (outcome == Outcome.ACKNOWLEDGED) {
            own.mustSee(list, token);
            Document clusterTime = own.session.clusterTime();
            Timestamp operationTime = own.session.operationTime();
            assertThat(clusterTime).as("cluster time after a write").isNotNull();
            assertThat(operationTime).as("operation time after a write").isNotNull();
            if (clusterTime != null && operationTime != null) {
                told.add(new Told(list, token, clusterTime, operationTime));
            }
        }
    }

    /** The session learns of another one's last write. */
    private void listen(Causal own) {
        if (!told.isEmpty()) {
            Told heard = told.getLast();
            own.session.advanceClusterTime(heard.clusterTime);
            own.session.advanceOperationTime(heard.operationTime);
            own.mustSee(heard.list, heard.token);
        }
    }

    private void read(Causal own, int list) {
        var preference = switch (calls.random().nextInt(4)) {
            case 0 -> ReadPreference.primary();
            case 1 -> ReadPreference.nearest();
            default -> ReadPreference.secondaryPreferred();
        };
        var timeout = calls.timeout();
        var found = new ArrayList<Document>();
        var outcome = calls.run(
                timeout,
                () -> calls.collection(NAME)
                        .with(timeout)
                        .with(ReadConcern.MAJORITY)
                        .with(preference)
                        .with(own.session)
                        .findOne(Document.of("_id", list))
                        .ifPresent(found::add));
        if (outcome == Outcome.ACKNOWLEDGED) {
            List<String> tokens = tokens(found.isEmpty() ? null : found.getFirst());
            List<String> before = own.seen.getOrDefault(list, List.of());
            assertThat(tokens).as("what a session sees again").containsAll(before);
            own.seen.put(list, new ArrayList<>(tokens));
        }
    }

    static List<String> tokens(@Nullable Document list) {
        return list == null ? List.of() : list.list("tokens", String.class);
    }

    @Override
    public void verify(SimulatedReplicaSet set) {
        sessions.values().forEach(each -> each.session.close());
        var stored = new ArrayList<String>();
        set.documents("app." + NAME).forEach(list -> stored.addAll(tokens(list)));
        assertThat(stored).as("appended").doesNotHaveDuplicates();
        assertThat(stored)
                .as("acknowledged")
                .containsAll(told.stream().map(Told::token).toList());
    }
}
