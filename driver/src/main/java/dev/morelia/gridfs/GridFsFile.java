package dev.morelia.gridfs;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.internal.argument.Argument;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket knows of a file: its document in the files collection. Other fields that old programs have stored
 * there, such as {@code md5}, can be read from the collection itself.
 *
 * @param id the {@code _id}, any BSON value
 * @param filename the name, which several files may have; null if the program that stored the file gave it none
 * @param length the length in bytes
 * @param chunkSizeBytes the size of each chunk but the last one in bytes
 * @param uploadDate when the upload was completed; null if the program that stored the file did not say
 * @param metadata what the program has stored with the file, or null
 */
public record GridFsFile(
        Object id,
        @Nullable String filename,
        long length,
        int chunkSizeBytes,
        @Nullable Instant uploadDate,
        @Nullable Document metadata) {
    /** Checks that there is an id. */
    public GridFsFile {
        Argument.notNull("id", id);
    }

    /**
     * The {@code _id} as an {@code ObjectId}, as a file has that was stored without an id of its own.
     *
     * @throws IllegalStateException if it is of another type
     */
    public ObjectId objectId() {
        if (id instanceof ObjectId generated) {
            return generated;
        }
        throw new IllegalStateException("the id of the file is not an ObjectId but " + Argument.shown(id)
                + ", of class " + id.getClass().getName());
    }

    /** How many chunks it has. */
    long chunkCount() {
        return length / chunkSizeBytes + (length % chunkSizeBytes == 0 ? 0 : 1);
    }

    /** How many bytes the chunk with this number has. */
    int chunkLength(long number) {
        return (int) Math.min(chunkSizeBytes, length - number * chunkSizeBytes);
    }
}
