package dev.morelia;

import dev.morelia.async.AsyncSearchIndexes;
import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Administration;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.admin.SearchIndexModel;
import dev.morelia.settings.Namespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search indexes of a collection. Only Atlas supports them; other servers fail with a {@link
 * dev.morelia.error.CommandException}. Atlas builds them in the background: {@link #list()} shows whether one is ready.
 * Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#search-indexes">Index management: search indexes</a>
 */
public final class SearchIndexes {
    private final MongoCollection<?> collection;

    SearchIndexes(MongoCollection<?> collection) {
        this.collection = collection;
    }

    /** The same search indexes with the async API. */
    public AsyncSearchIndexes async() {
        return new AsyncSearchIndexes(this, collection.core().bridge(collection.context(), collection.namespace()));
    }

    /** Creates a search index and returns its name. */
    public String createOne(SearchIndexModel index) {
        return create(List.of(Argument.notNull("index", index))).getFirst();
    }

    /** Creates search indexes and returns their names. */
    public List<String> create(List<SearchIndexModel> indexes) {
        List<Document> specifications = Argument.list("indexes", indexes).stream()
                .map(SearchIndexes::specification)
                .toList();
        var operation = Administration.createSearchIndexes(collection.namespace(), specifications);
        return collection.core().execute(operation, collection.context());
    }

    private static Document specification(SearchIndexModel index) {
        Document specification = new Document();
        putUnlessNull(specification, "name", index.name());
        putUnlessNull(specification, "type", index.type());
        return specification.append("definition", index.definition());
    }

    private static void putUnlessNull(Document target, String name, @Nullable Object value) {
        if (value != null) {
            target.append(name, value);
        }
    }

    /** Lists the search indexes as the server describes them. */
    public AggregateQuery<Document> list() {
        return list(new Document(), new AggregateOptions());
    }

    /** Lists the search index with the given name as the server describes it. */
    public AggregateQuery<Document> list(String name, AggregateOptions options) {
        return list(new Document("name", Argument.text("name", name)), options);
    }

    private AggregateQuery<Document> list(Document selection, AggregateOptions options) {
        return collection.aggregate(List.of(new Document("$listSearchIndexes", selection)), options);
    }

    /** Changes the definition of a search index. */
    public void update(String name, Document definition) {
        Argument.notNull("definition", definition);
        execute(
                "updateSearchIndex",
                new Document("name", Argument.text("name", name)).append("definition", definition));
    }

    /** Drops a search index. Does nothing if the collection does not exist. */
    public void drop(String name) {
        execute("dropSearchIndex", new Document("name", Argument.text("name", name)));
    }

    private void execute(String commandName, Document fields) {
        Namespace namespace = collection.namespace();
        ExecutionContext context = collection.context();
        var operation = Administration.searchIndexes(namespace, commandName, fields);
        collection.core().execute(operation, context);
    }

    @Override
    public String toString() {
        return "SearchIndexes[" + collection.namespace() + "]";
    }
}
