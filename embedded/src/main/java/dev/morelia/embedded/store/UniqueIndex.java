package dev.morelia.embedded.store;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.embedded.query.Matcher;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Enforces unique key values and finds a document by its whole key. The only effective kind of index: of all others
 * only the definition is stored. Replaces the library's index, whose error does not contain the key and which does not
 * support partial filters.
 */
final class UniqueIndex extends Index<Long> {

    private final IndexDefinition definition;
    private final Map<KeyValue, Long> positions = new HashMap<>();

    UniqueIndex(IndexDefinition definition) {
        super(definition.name(), indexKeys(definition), definition.isSparse());
        this.definition = definition;
    }

    private static List<IndexKey> indexKeys(IndexDefinition definition) {
        return definition.key().entrySet().stream()
                .map(entry -> new IndexKey(
                        entry.getKey(), !(entry.getValue() instanceof Number number) || number.doubleValue() > 0))
                .toList();
    }

    IndexDefinition definition() {
        return definition;
    }

    @Override
    public boolean isUnique() {
        return true;
    }

    /** The library calls this to learn whether a document may be absent from the index. */
    @Override
    protected boolean isSparse() {
        return definition.isSparse() || definition.partialFilter() != null;
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Long> collection) {
        checkFree(document, null, collection);
    }

    @Override
    public void add(Document document, Long position, MongoCollection<Long> collection) {
        checkFree(document, position, collection);
        for (KeyValue key : keysOf(document)) {
            positions.put(key, position);
        }
    }

    @Override
    public @Nullable Long remove(Document document) {
        Long position = null;
        for (KeyValue key : keysOf(document)) {
            var removed = positions.remove(key);
            position = removed == null ? position : removed;
        }
        return position;
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Long> collection) {
        checkFree(newDocument, getPosition(oldDocument), collection);
    }

    @Override
    public void updateInPlace(
            Document oldDocument, Document newDocument, Long position, MongoCollection<Long> collection) {
        remove(oldDocument);
        add(newDocument, position, collection);
    }

    @Override
    public @Nullable Long getPosition(Document document) {
        return keysOf(document).stream()
                .map(positions::get)
                .filter(position -> position != null)
                .findFirst()
                .orElse(null);
    }

    /** Whether the filter restricts every field of the key to one plain value. */
    @Override
    public boolean canHandle(Document filter) {
        return !isSparse()
                && definition.key().keySet().stream()
                        .allMatch(field -> filter.containsKey(field) && isPlain(equalTo(filter.get(field))));
    }

    @Override
    public List<Long> getPositions(Document filter) {
        var values = definition.key().keySet().stream()
                .map(field -> equalTo(filter.get(field)))
                .toArray();
        var position = positions.get(new KeyValue(values).normalized());
        return position == null ? List.of() : List.of(position);
    }

    private static @Nullable Object equalTo(@Nullable Object condition) {
        return condition instanceof Document document && document.size() == 1 && document.containsKey("$eq")
                ? document.get("$eq")
                : condition;
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof de.bwaldvogel.mongo.bson.ObjectId
                || value instanceof java.util.UUID;
    }

    @Override
    public long getCount() {
        return positions.size();
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public void drop() {
        positions.clear();
    }

    private Set<KeyValue> keysOf(Document document) {
        var partial = definition.partialFilter();
        if (partial != null && !Matcher.matches(document, partial)) {
            return Set.of();
        }
        if (definition.isSparse()
                && definition.key().keySet().stream().allMatch(field -> rawValue(document, field) instanceof Missing)) {
            return Set.of();
        }
        return getKeyValues(document);
    }

    private void checkFree(Document document, @Nullable Long own, MongoCollection<Long> collection) {
        for (KeyValue key : keysOf(document)) {
            var holder = positions.get(key);
            if (holder != null && !holder.equals(own)) {
                throw duplicate(document, key, collection.getFullName());
            }
        }
    }

    private CommandFailure duplicate(Document document, KeyValue key, String namespace) {
        var keyValue = new Document();
        int i = 0;
        for (String field : definition.key().keySet()) {
            keyValue.put(field, original(rawValue(document, field), key.get(i++)));
        }
        var message = "E11000 duplicate key error collection: " + namespace + " index: " + getName() + " dup key: "
                + ShellText.of(keyValue);
        return new CommandFailure(
                11000,
                "DuplicateKey",
                message,
                new Document("keyPattern", definition.key()).append("keyValue", keyValue));
    }

    private static Object rawValue(Document document, String field) {
        return Utils.getSubdocumentValueCollectionAware(document, field);
    }

    /** Keys are stored normalized (every number as a double); an error shows the original value. */
    private static @Nullable Object original(Object raw, @Nullable Object normalized) {
        if (raw instanceof Collection<?> elements) {
            for (Object element : elements) {
                var candidate =
                        new KeyValue(new Object[] {element}).normalized().get(0);
                if (candidate == null ? normalized == null : candidate.equals(normalized)) {
                    return element instanceof Missing ? null : element;
                }
            }
        }
        return raw instanceof Missing ? null : raw;
    }
}
