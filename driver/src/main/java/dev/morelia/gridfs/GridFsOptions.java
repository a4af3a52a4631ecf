package dev.morelia.gridfs;

import dev.morelia.internal.argument.Argument;
import dev.morelia.settings.Namespace;

/**
 * Options of a bucket. Immutable and thread-safe.
 *
 * @param bucketName the prefix of its two collections; {@code fs} by default
 * @param chunkSizeBytes the size of the chunks of new files in bytes, 1 to 15 MiB; 255 KiB by default
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md#configurable-gridfsbucket-class">GridFS: GridFSBucketOptions</a>
 */
public record GridFsOptions(String bucketName, int chunkSizeBytes) {
    private static final int MAXIMUM_CHUNK_BYTES = 15 << 20;

    /**
     * Options.
     *
     * @throws IllegalArgumentException if the name cannot be a prefix of collections, or the size is out of range
     */
    public GridFsOptions {
        Argument.notNull("bucketName", bucketName);
        Namespace.checkCollection(bucketName + ".chunks");
        checkChunkSize(chunkSizeBytes);
    }

    /** The defaults. */
    public GridFsOptions() {
        this("fs", 255 << 10);
    }

    /** Returns a copy with the given {@code bucketName}. */
    public GridFsOptions bucketName(String value) {
        return new GridFsOptions(value, chunkSizeBytes);
    }

    /** Returns a copy with the given {@code chunkSizeBytes}. */
    public GridFsOptions chunkSizeBytes(int value) {
        return new GridFsOptions(bucketName, value);
    }

    /** Checks that a chunk fits into a document together with its id and that of the file. */
    static void checkChunkSize(int bytes) {
        if (bytes < 1 || bytes > MAXIMUM_CHUNK_BYTES) {
            throw Argument.rejected("chunkSizeBytes", bytes, "must be between 1 and " + MAXIMUM_CHUNK_BYTES);
        }
    }
}
