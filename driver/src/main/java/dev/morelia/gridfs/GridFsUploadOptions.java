package dev.morelia.gridfs;

import dev.morelia.bson.Document;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Undefined;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Options of an upload. Immutable and thread-safe: {@code metadata} is copied when it is set and when it is read.
 *
 * @param id the {@code _id} of the new file, any BSON value but an array, a regular expression or undefined; null for
 *     a new {@code ObjectId}
 * @param chunkSizeBytes the size of the file's chunks in bytes; null for that of the bucket
 * @param metadata what the program stores with the file, or null
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md#file-upload">GridFS: GridFSUploadOptions</a>
 */
public record GridFsUploadOptions(
        @Nullable Object id,
        @Nullable Integer chunkSizeBytes,
        @Nullable Document metadata) {
    /**
     * Options.
     *
     * @throws IllegalArgumentException if the size is out of range, or no document can have the id
     */
    public GridFsUploadOptions {
        if (chunkSizeBytes != null) {
            GridFsOptions.checkChunkSize(chunkSizeBytes);
        }
        if (id instanceof Collection<?> || id instanceof Regex || id instanceof Undefined) {
            // Servers reject these, but only after all chunks.
            throw Argument.rejected("id", id, "must not be an array, a regular expression or undefined");
        }
        id = OptionFields.copyOf(id);
        metadata = metadata == null ? null : OptionFields.copy(metadata);
    }

    /** The defaults. */
    public GridFsUploadOptions() {
        this(null, null, null);
    }

    /** What the program stores with the file: a copy; null if there is nothing. */
    @Override
    public @Nullable Document metadata() {
        return metadata == null ? null : OptionFields.copy(metadata);
    }

    /** Returns a copy with the given {@code id}. */
    public GridFsUploadOptions id(Object value) {
        return new GridFsUploadOptions(Argument.notNull("id", value), chunkSizeBytes, metadata);
    }

    /** Returns a copy with the given {@code chunkSizeBytes}. */
    public GridFsUploadOptions chunkSizeBytes(int value) {
        return new GridFsUploadOptions(id, value, metadata);
    }

    /** Returns a copy with the given {@code metadata}. */
    public GridFsUploadOptions metadata(Document value) {
        return new GridFsUploadOptions(id, chunkSizeBytes, Argument.notNull("metadata", value));
    }
}
