package dev.morelia.gridfs;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What may be stored of an upload that has failed.
 *
 * @param file matches the file's document; null if there is none
 * @param chunks matches chunks; null if there are none
 */
record Remains(@Nullable Document file, @Nullable Document chunks) {
    void delete(MongoCollection<Document> files, MongoCollection<Document> chunksOfAll) {
        if (file != null) {
            files.deleteOne(file);
        }
        if (chunks != null) {
            chunksOfAll.deleteMany(chunks);
        }
    }
}
