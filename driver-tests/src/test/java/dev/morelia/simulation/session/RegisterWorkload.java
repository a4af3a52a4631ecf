package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.options.FindOneAndUpdateOptions;
import dev.morelia.options.ReturnDocument;
import dev.morelia.settings.ReadConcern;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Users write registers that count their versions, and read them linearizably. Each acknowledged write has a version of
 * its own, and is visible to every read that begins later.
 */
final class RegisterWorkload implements Workload {

    private static final int REGISTERS = 2;
    private static final String NAME = "registers";

    private final Calls calls;
    private final Map<Integer, Map<Long, String>> versions = new HashMap<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();

    RegisterWorkload(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void act(int user, int number) {
        int register = calls.random().nextInt(REGISTERS);
        if (calls.random().nextInt(3) == 0) {
            read(register);
        } else {
            write(register, "user " + user + "'s " + number);
        }
    }

    private void write(int register, String token) {
        var timeout = calls.timeout();
        long before = newest(register);
        attempts.merge(register, 1, Integer::sum);
        var after = new Document();
        var outcome = calls.run(
                timeout,
                () -> after.putAll(calls.collection(NAME)
                        .with(timeout)
                        .findOneAndUpdate(
                                Document.of("_id", register),
                                Updates.combine(Updates.inc("version", 1L), Updates.set("writer", token)),
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER))
                        .orElseThrow()));
        calls.note(token + ": " + outcome);
        if (outcome == Outcome.ACKNOWLEDGED) {
            assertThat(after.string("writer")).as("own write").isEqualTo(token);
            long version = after.int64("version");
            assertThat(version).as("version of " + token).isGreaterThan(before);
            assertThat(versions.computeIfAbsent(register, unknown -> new HashMap<>())
                            .put(version, token))
                    .as("another write of the same version")
                    .isNull();
        }
    }

    private void read(int register) {
        var timeout = calls.timeout();
        long before = newest(register);
        var found = new Document();
        var outcome = calls.run(
                timeout,
                () -> calls.collection(NAME)
                        .with(timeout)
                        .with(ReadConcern.LINEARIZABLE)
                        .findOne(Document.of("_id", register))
                        .ifPresent(found::putAll));
        if (outcome == Outcome.ACKNOWLEDGED) {
            long version = found.int64("version", 0);
            assertThat(version).as("version read").isGreaterThanOrEqualTo(before);
            String writer = versions.getOrDefault(register, Map.of()).get(version);
            if (writer != null) {
                assertThat(found.string("writer")).as("writer of a version").isEqualTo(writer);
            }
        }
    }

    private long newest(int register) {
        return versions.getOrDefault(register, Map.of()).keySet().stream()
                .max(Long::compare)
                .orElse(0L);
    }

    @Override
    public void verify(SimulatedReplicaSet set) {
        var stored = new HashMap<Integer, Long>();
        set.documents("app." + NAME).forEach(register -> stored.put(register.int32("_id"), register.int64("version")));
        for (int i = 0; i < REGISTERS; i++) {
            assertThat(stored.getOrDefault(i, 0L))
                    .as("version at the end")
                    .isGreaterThanOrEqualTo(newest(i))
                    .isLessThanOrEqualTo(attempts.getOrDefault(i, 0));
        }
    }
}
