package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of each write of a history, as known to its caller. Each write has a unique token, which it either
 * inserts as the {@code _id} of a document or appends to the tokens of another document.
 */
final class Ledger {

    enum Outcome {
        ACKNOWLEDGED,
        UNKNOWN,
        NOT_DONE
    }

    static final String TOKENS = "tokens";
    static final String COUNTS = "counts";

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    void put(String token, Outcome outcome) {
        outcomes.put(token, outcome);
    }

    List<String> acknowledged() {
        return with(Outcome.ACKNOWLEDGED);
    }

    private List<String> with(Outcome outcome) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue() == outcome)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** No acknowledged write is missing, none is stored twice, and none reported as not executed is stored. */
    void assertWritten(SimulatedReplicaSet set) {
        List<Document> counts = set.documents("app." + COUNTS);
        assertThat(counts)
                .allSatisfy(count -> assertThat(count.list("tokens", String.class))
                        .as("tokens counted")
                        .hasSize(count.int32("count")));
        List<String> written = written(set.documents("app." + TOKENS), counts);
        assertThat(written).as("written").doesNotHaveDuplicates();
        assertThat(acknowledged()).as("acknowledged").isSubsetOf(written);
        assertThat(with(Outcome.NOT_DONE)).as("reported as not executed").noneMatch(written::contains);
    }

    /** The tokens of these documents. */
    static List<String> written(List<Document> tokens, List<Document> counts) {
        var written = new ArrayList<String>();
        tokens.forEach(token -> written.add(token.string("_id")));
        counts.forEach(count -> written.addAll(count.list("tokens", String.class)));
        return written;
    }
}
