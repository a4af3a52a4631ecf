package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.settings.ReadPreference;
import java.util.Map;
import java.util.Objects;

/**
 * Creates the indexes of a bucket before its first write, if it is empty and they do not exist. Shared by all views of
 * a bucket; thread-safe: two threads that begin at once both check, which does no harm.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md#indexes">GridFS: indexes</a>
 */
final class IndexCheck {
    private static final Document OF_FILES = Document.of("filename", 1, "uploadDate", 1);
    private static final Document OF_CHUNKS = Document.of("files_id", 1, "n", 1);

    private volatile boolean done;

    void ensure(MongoCollection<Document> files, MongoCollection<Document> chunks) {
        if (done) {
            return;
        }
        boolean empty = files.with(ReadPreference.primary())
                .find()
                .projection(new Document("_id", 1))
                .first()
                .isEmpty();
        if (empty) {
            ensure(files, OF_FILES, new IndexOptions());
            ensure(chunks, OF_CHUNKS, new IndexOptions().unique(true));
        }
        done = true;
    }

    /** The bucket was dropped, and its indexes with it. */
    void forget() {
        done = false;
    }

    private static void ensure(MongoCollection<Document> collection, Document keys, IndexOptions options) {
        boolean exists = collection.with(ReadPreference.primary()).listIndexes().toList().stream()
                .anyMatch(index -> index.get("key") instanceof Document existing && isSame(keys, existing));
        if (!exists) {
            collection.createIndex(keys, options);
        }
    }

    /** Whether the keys are the same in the same order; a shell writes their numbers as doubles. */
    private static boolean isSame(Document keys, Document existing) {
        var others = existing.entrySet().iterator();
        for (Map.Entry<String, Object> key : keys.entrySet()) {
            if (!others.hasNext()) {
                return false;
            }
            var other = others.next();
            boolean same = Objects.equals(other.getKey(), key.getKey())
                    && other.getValue() instanceof Number number
                    && number.doubleValue() == 1;
            if (!same) {
                return false;
            }
        }
        return !others.hasNext();
    }
}
