package dev.morelia.spec.unified.api;

import dev.morelia.MongoClient;
import dev.morelia.spec.unified.cursor.Cursors;
import dev.morelia.spec.unified.cursor.Iteration;
import dev.morelia.spec.unified.cursor.Replies;
import java.util.List;

/** An API of the driver that runs a test. */
public enum Api {
    /** The blocking API. */
    SYNC("sync") {
        @Override
        public ClientApi of(MongoClient client, Replies replies, Iteration iteration) {
            return new SyncClient(client);
        }
    },
    /** The async API: each operation is waited for. */
    ASYNC("async") {
        @Override
        public ClientApi of(MongoClient client, Replies replies, Iteration iteration) {
            return new AsyncClient(client.async(), new Cursors(replies, iteration));
        }
    };

    private static final String CHOSEN = System.getProperty("spec.api", "");

    private final String text;

    Api(String text) {
        this.text = text;
    }

    /**
     * A client of this API; closing it closes the driver's client.
     *
     * @param replies listens to the commands of the client
     * @param iteration how the async API iterates over the cursors of the test
     */
    public abstract ClientApi of(MongoClient client, Replies replies, Iteration iteration);

    /** Those in the system property {@code spec.api}: {@code blocking}, {@code async} or {@code both} (default). */
    public static List<Api> chosen() {
        return switch (CHOSEN) {
            case "blocking" -> List.of(SYNC);
            case "async" -> List.of(ASYNC);
            case "", "both" -> List.of(SYNC, ASYNC);
            default -> throw new IllegalArgumentException("Unknown API '" + CHOSEN + "' in spec.api");
        };
    }

    /** On how many of the deployments that meet its requirements a test runs: with the async API on one by default. */
    public int deployments(int limit) {
        return this == ASYNC && CHOSEN.isEmpty() ? 1 : limit;
    }

    @Override
    public String toString() {
        return text;
    }
}
