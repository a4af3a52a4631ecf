package dev.morelia.live.changes;

import dev.morelia.DurableChanges;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.result.ChangeEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A process with a durable consumer that is to be killed. Writes a line when it begins to handle an event and one when
 * it has handled it: {@code b} or {@code e}, the fencing number, the number of the document, and the time by the
 * monotonic clock, which all processes of a machine share. Ends after the number -1.
 */
final class DurableChild {
    static final String NAME = "bills";
    static final Duration LEASE = Duration.ofSeconds(3);
    static final int SAVE_AFTER = 20;

    private DurableChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (var client = MongoClient.create(arguments[0])) {
            handle(client, System.out);
        }
    }

    /** Handles events until the last one. */
    @SuppressWarnings("try") // The handler ends its own run.
    static void handle(MongoClient client, PrintStream lines) throws InterruptedException {
        var query = client.database("durable")
                .collection("numbers")
                .watch()
                .maxAwaitTime(Duration.ofMillis(100))
                .durable(NAME)
                .leaseTime(LEASE)
                .saveAfter(SAVE_AFTER);
        try (DurableChanges<ChangeEvent<Document>> changes = query.open()) {
            changes.run(event -> {
                long number = Objects.requireNonNull(event.documentKey()).int64("_id");
                long fencing = changes.metrics().lease().fencingNumber();
                lines.println("b " + fencing + " " + number + " " + System.nanoTime());
                TimeUnit.MICROSECONDS.sleep(500);
                lines.println("e " + fencing + " " + number + " " + System.nanoTime());
                if (number < 0) {
                    changes.close();
                }
            });
        }
    }
}
