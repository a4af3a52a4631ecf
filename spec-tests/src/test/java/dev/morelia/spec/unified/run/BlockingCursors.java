package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import java.util.Set;

/**
 * Tests of the async API whose cursors are blocking, as a subscription cannot do what the test requires, or requests
 * events that the test does not.
 */
final class BlockingCursors {
    /** A subscription opens its cursor with the first demand, and asks for batches until there is an element. */
    private static final Set<String> NO_COMMAND_AFTER_OPENING = Set.of(
            "Test with document comment",
            "Test with string comment",
            "Test that comment is set on getMore",
            "change streams pin to a connection",
            "does not close the cursor when receiving an empty batch",
            "timeoutMS applies to full resume attempt in a next call",
            "timeoutMS is refreshed for getMore if maxAwaitTimeMS is not set",
            "timeoutMS is refreshed for getMore if maxAwaitTimeMS is set");

    /** A subscription ends with its first failure, and then gives back its connection. */
    private static final Set<String> GOES_ON_AFTER_A_FAILURE = Set.of(
            "change stream can be iterated again if previous iteration times out",
            "pinned connections are not returned after an network error during getMore",
            "pinned connections are not returned to the pool after a non-network error on getMore");

    private BlockingCursors() {}

    static boolean areRequired(Document test) {
        var description = test.string("description");
        return NO_COMMAND_AFTER_OPENING.contains(description)
                || GOES_ON_AFTER_A_FAILURE.contains(description)
                || test.list("operations", Document.class).stream().anyMatch(BlockingCursors::closesWithinTimeout);
    }

    /** Whether a test opens change streams and does not ask for events, as a subscription does to be opened. */
    static boolean onlyOpensChangeStreams(Document test) {
        var names = test.list("operations", Document.class).stream()
                .map(operation -> operation.string("name"))
                .toList();
        return names.contains("createChangeStream") && names.stream().noneMatch(name -> name.startsWith("iterate"));
    }

    private static boolean closesWithinTimeout(Document operation) {
        return operation.string("name").equals("close")
                && operation.containsKey("arguments")
                && operation.document("arguments").containsKey("timeoutMS");
    }
}
