package dev.morelia.embedded.store;

import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.morelia.embedded.query.Matcher;
import dev.morelia.embedded.value.BackendCodec;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection: documents in insertion order, and index definitions. The library's superclass implements queries and
 * updates. {@link #find} returns the stored documents themselves: encode or copy them before the server's lock is
 * released, and never modify them.
 */
public final class EmbeddedCollection extends AbstractMongoCollection<Long> {

    private final SequencedMap<Long, Document> documents = new LinkedHashMap<>();
    private final List<IndexDefinition> definitions = new ArrayList<>();
    private final Document createOptions;
    private final BinData uuid = BackendCodec.randomUuid();
    private long nextPosition;

    /** Creates an empty collection with the index on {@code _id}. */
    public EmbeddedCollection(EmbeddedDatabase database, String name, Document createOptions) {
        super(database, name, CollectionOptions.withDefaults(), new CursorRegistry());
        this.createOptions = createOptions;
        addIndex(IndexDefinition.PRIMARY);
    }

    /** The UUID that {@code listCollections} returns. */
    public BinData uuid() {
        return uuid;
    }

    /** The options of {@code create}; empty for a collection that was created by a write. */
    public Document createOptions() {
        return createOptions;
    }

    /** All indexes, the one on {@code _id} first. */
    public List<IndexDefinition> definitions() {
        return definitions;
    }

    /**
     * Adds an index. For a unique one the stored documents are checked first; nothing changes if there is a duplicate.
     */
    public void addIndex(IndexDefinition definition) {
        if (definition.isUnique()) {
            var index = new UniqueIndex(definition);
            documents.forEach((position, document) -> index.add(document, position, this));
            addIndex(index);
        }
        definitions.add(definition);
    }

    /** Removes an index. */
    public void dropIndex(IndexDefinition definition) {
        definitions.remove(definition);
        if (definition.isUnique()) {
            dropIndex(definition.name());
        }
    }

    /** Returns the stored documents that match, in the given order; a limit of zero means all. */
    public List<Document> find(Document filter, @Nullable Document sort, int skip, int limit) {
        return queryDocuments(filter, sort, skip, limit, 0, null).collectDocuments();
    }

    /**
     * Stores a document with its {@code _id} first, generated if absent.
     *
     * @return the stored document
     */
    public Document insert(Document document) {
        var ordered = idFirst(document);
        super.addDocument(ordered);
        return ordered;
    }

    @Override
    public void addDocument(Document document) {
        insert(document);
    }

    private static Document idFirst(Document document) {
        var id = document.containsKey("_id")
                ? document.get("_id")
                : new ObjectId(new dev.morelia.bson.ObjectId().toByteArray());
        boolean undefined =
                id instanceof BackendCodec.Carried carried && carried.value() == dev.morelia.bson.Undefined.INSTANCE;
        if (id instanceof List<?> || id instanceof BsonRegularExpression || undefined) {
            throw new CommandFailure(
                    53, "InvalidIdField", "The '_id' value cannot be of type " + ShellText.typeName(id));
        }
        var ordered = new Document("_id", id);
        ordered.putAll(document);
        return ordered;
    }

    /** The stored documents. */
    public Collection<Document> all() {
        return documents.values();
    }

    /** Copies of the stored documents, which may be modified. */
    public Stream<Document> copies() {
        return documents.values().stream().map(Document::cloneDeeply);
    }

    /**
     * Replaces the fields of a stored document. All indexes are checked before anything changes; the {@code _id} is
     * kept.
     *
     * @param stored the document, as returned by {@link #find}
     */
    public void replace(Document stored, Document replacement) {
        var id = stored.get("_id");
        var next = new Document("_id", id);
        next.putAll(replacement);
        if (!keyOf(id).equals(keyOf(next.put("_id", id)))) {
            throw new CommandFailure(
                    66,
                    "ImmutableField",
                    "After applying the update, the (immutable) field '_id' was found to have been altered to _id: "
                            + ShellText.of(replacement.get("_id")));
        }
        if (next.equals(stored)) {
            return;
        }
        getIndexes().forEach(index -> index.checkUpdate(stored, next, this));
        var position = getIndexes().getFirst().getPosition(stored);
        getIndexes().forEach(index -> index.updateInPlace(stored, next, position, this));
        stored.clear();
        stored.putAll(next);
    }

    private static KeyValue keyOf(@Nullable Object value) {
        return new KeyValue(new Object[] {value}).normalized();
    }

    @Override
    protected boolean documentMatchesQuery(Document document, Document query) {
        return Matcher.matches(document, query);
    }

    @Override
    protected QueryResult queryDocuments(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document projection) {
        return matchDocumentsFromStream(candidates(query, orderBy), query, orderBy, skip, limit, 0, projection);
    }

    private Stream<Document> candidates(Document query, @Nullable Document orderBy) {
        for (var index : getIndexes()) {
            if (index.canHandle(query)) {
                return ((UniqueIndex) index).getPositions(query).stream().map(this::getDocument);
            }
        }
        boolean backwards = isNaturalDescending(orderBy);
        return (backwards ? documents.sequencedValues().reversed() : documents.sequencedValues()).stream();
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            @Nullable Document orderBy,
            int skip,
            int limit,
            int batchSize,
            @Nullable Document projection) {
        return queryDocuments(query, orderBy, skip, limit, batchSize, projection);
    }

    /** Aggregation stages of the library read through this method and the next one, and some modify what they read. */
    @Override
    public Stream<Document> handleQueryAsStream(Document query) {
        return find(query, null, 0, 0).stream().map(Document::cloneDeeply);
    }

    @Override
    public Stream<Document> queryAllAsStream() {
        return copies();
    }

    @Override
    protected Document getDocument(Long position) {
        return Objects.requireNonNull(documents.get(position));
    }

    @Override
    protected Long addDocumentInternal(Document document) {
        documents.put(nextPosition, document);
        return nextPosition++;
    }

    @Override
    protected void removeDocument(Long position) {
        documents.remove(position);
    }

    @Override
    protected void handleUpdate(Long position, Document oldDocument, Document newDocument) {
        // The library has modified the stored document in place.
    }

    @Override
    protected Stream<DocumentWithPosition<Long>> streamAllDocumentsWithPosition() {
        return documents.entrySet().stream().map(entry -> new DocumentWithPosition<>(entry.getValue(), entry.getKey()));
    }

    @Override
    public int count() {
        return documents.size();
    }

    /** Sizes are computed on request; the library's tracking needs its network library. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int sizeDelta) {
        throw new UnsupportedOperationException("sizes are not tracked");
    }

    @Override
    protected int getDataSize() {
        return 0;
    }
}
