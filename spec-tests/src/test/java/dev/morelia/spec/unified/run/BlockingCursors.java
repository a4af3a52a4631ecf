package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import java.util.Set;

/** Tests of the async API whose cursors are blocking, as a subscription cannot do what the test requires. */
final class BlockingCursors {
    /** A subscription opens its cursor with the first demand, and so asks for the next batch while there is no element. */
    private static final Set<String> NO_COMMAND_AFTER_OPENING = Set.of(
            "Test with document comment",
            "Test with string comment",
            "Test that comment is set on getMore",
            "does not close the cursor when receiving an empty batch");

    private BlockingCursors() {}

    static boolean areRequired(Document test) {
        return NO_COMMAND_AFTER_OPENING.contains(test.string("description"))
                || test.list("operations", Document.class).stream().anyMatch(BlockingCursors::closesWithinTimeout);
    }

    private static boolean closesWithinTimeout(Document operation) {
        return operation.string("name").equals("close")
                && operation.containsKey("arguments")
                && operation.document("arguments").containsKey("timeoutMS");
    }
}
