package dev.morelia.spec.unified.api;

import dev.morelia.spec.unified.compat.OfficialClient;
import dev.morelia.spec.unified.cursor.Cursors;
import dev.morelia.spec.unified.cursor.Iteration;
import dev.morelia.spec.unified.cursor.Replies;
import java.util.List;

/** An API of the driver that runs a test. */
public enum Api {
    /** The blocking API. */
    SYNC("sync") {
        @Override
        public ClientApi open(ClientSpec client, Iteration iteration) {
            return new SyncClient(client.builder().build());
        }
    },
    /** The async API: each operation is waited for. */
    ASYNC("async") {
        @Override
        public ClientApi open(ClientSpec client, Iteration iteration) {
            var replies = new Replies();
            var opened = client.builder().commandListener(replies).build();
            return new AsyncClient(opened.async(), new Cursors(replies, iteration));
        }
    },
    /** The official driver's interfaces, as {@code morelia-compat} implements them. */
    COMPAT("compat") {
        @Override
        public ClientApi open(ClientSpec client, Iteration iteration) {
            return OfficialClient.open(client);
        }
    };

    private static final String CHOSEN = System.getProperty("spec.api", "");

    private final String text;

    Api(String text) {
        this.text = text;
    }

    /**
     * Opens a client of this API; closing it closes the driver's client.
     *
     * @param iteration how the async API iterates over the cursors of the test
     */
    public abstract ClientApi open(ClientSpec client, Iteration iteration);

    /** Those in the system property {@code spec.api}: of one, {@code both} own ones, or {@code all} (default). */
    public static List<Api> chosen() {
        return switch (CHOSEN) {
            case "blocking" -> List.of(SYNC);
            case "async" -> List.of(ASYNC);
            case "compat" -> List.of(COMPAT);
            case "both" -> List.of(SYNC, ASYNC);
            case "", "all" -> List.of(SYNC, ASYNC, COMPAT);
            default -> throw new IllegalArgumentException("Unknown API '" + CHOSEN + "' in spec.api");
        };
    }

    /**
     * On which of the deployments that meet its requirements a test runs: by default on all with the blocking API only,
     * with another one on the first or the last. Different sets of servers run tests at the same time.
     */
    public <D> List<D> deployments(List<D> all) {
        if (this == SYNC || !CHOSEN.isEmpty() || all.isEmpty()) {
            return all;
        }
        return List.of(this == ASYNC ? all.getFirst() : all.getLast());
    }

    @Override
    public String toString() {
        return text;
    }
}
