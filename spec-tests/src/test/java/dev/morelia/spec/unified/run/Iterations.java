package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.spec.unified.cursor.Iteration;
import java.util.List;
import java.util.Set;

/** How the tests iterate over cursors with the async API. */
final class Iterations {
    /** A subscription ends with its first failure, and then gives back its connection. */
    private static final Set<String> GO_ON_AFTER_A_FAILURE = Set.of(
            "pinned connections are not returned after an network error during getMore",
            "pinned connections are not returned to the pool after a non-network error on getMore");

    /** A subscription of a tailable cursor asks for batches until there is an element. */
    private static final String AN_EMPTY_BATCH = "does not close the cursor when receiving an empty batch";

    /** What happens between the opening of the stream and the first request for events, which is checked. */
    private static final Set<String> OPEN_BEFORE_ANOTHER_OPERATION = Set.of(
            "Test that comment is set on getMore",
            "timeoutMS applies to full resume attempt in a next call",
            "change stream can be iterated again if previous iteration times out");

    private Iterations() {}

    static Iteration of(Document test) {
        var description = test.string("description");
        var operations = test.list("operations", Document.class);
        if (GO_ON_AFTER_A_FAILURE.contains(description)
                || description.equals(AN_EMPTY_BATCH)
                || operations.stream().anyMatch(Iterations::closesWithinTimeout)) {
            return Iteration.BLOCKING;
        }
        return OPEN_BEFORE_ANOTHER_OPERATION.contains(description) || asksAtMostOnce(operations)
                ? Iteration.PROGRESS
                : Iteration.ELEMENTS;
    }

    /** Whether a subscription to events would ask for more of them than the test does. */
    private static boolean asksAtMostOnce(List<Document> operations) {
        var names =
                operations.stream().map(operation -> operation.string("name")).toList();
        return names.contains("createChangeStream") && !names.contains("iterateUntilDocumentOrError");
    }

    /** No subscription is cancelled within a timeout of its own. */
    private static boolean closesWithinTimeout(Document operation) {
        return operation.string("name").equals("close")
                && operation.containsKey("arguments")
                && operation.document("arguments").containsKey("timeoutMS");
    }
}
