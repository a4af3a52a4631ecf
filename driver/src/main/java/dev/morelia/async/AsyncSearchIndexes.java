package dev.morelia.async;

import dev.morelia.SearchIndexes;
import dev.morelia.bson.Document;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.admin.SearchIndexModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The async API of {@link SearchIndexes}. See the {@linkplain dev.morelia.async package} for what holds for all of its
 * methods. Immutable and thread-safe.
 */
public final class AsyncSearchIndexes {
    private final SearchIndexes blocking;
    private final Bridge bridge;

    /** For {@link SearchIndexes#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncSearchIndexes(SearchIndexes blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same search indexes with the blocking API. */
    public SearchIndexes blocking() {
        return blocking;
    }

    /**
     * As {@link SearchIndexes#createOne(SearchIndexModel)}; completes when the server has done it; cancel does not undo
     * it.
     */
    public CompletableFuture<String> createOne(SearchIndexModel index) {
        return bridge.run(() -> blocking.createOne(index));
    }

    /** As {@link SearchIndexes#create(List)}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<List<String>> create(List<SearchIndexModel> indexes) {
        return bridge.run(() -> blocking.create(indexes));
    }

    /** As {@link SearchIndexes#list()}; nothing is sent until it is subscribed to or run. */
    public AsyncAggregateQuery<Document> list() {
        return blocking.list().async();
    }

    /** As {@link SearchIndexes#list(String, AggregateOptions)}; nothing is sent until it is subscribed to or run. */
    public AsyncAggregateQuery<Document> list(String name, AggregateOptions options) {
        return blocking.list(name, options).async();
    }

    /**
     * As {@link SearchIndexes#update(String, Document)}; completes when the server has done it; cancel does not undo
     * it.
     */
    public CompletableFuture<Void> update(String name, Document definition) {
        return bridge.run(Action.of(() -> blocking.update(name, definition)));
    }

    /** As {@link SearchIndexes#drop(String)}; completes when the server has done it; cancel does not undo it. */
    public CompletableFuture<Void> drop(String name) {
        return bridge.run(Action.of(() -> blocking.drop(name)));
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
