package dev.morelia.bson.io;

/**
 * The largest depth and size of documents that are read or written.
 *
 * @param maxDepthRead how many levels of documents and arrays are read, the outermost included; 200 by default
 * @param maxDepthWrite how many levels are written; 200 by default, about what servers accept
 * @param maxDocumentSize bytes of an outermost document, in both directions; without a limit by default
 */
public record BsonLimits(int maxDepthRead, int maxDepthWrite, int maxDocumentSize) {
    /** The defaults. */
    public static final BsonLimits DEFAULT = new BsonLimits(200, 200, Integer.MAX_VALUE);

    /** The largest depth that can be configured: deeper ones could exhaust the stack of a thread. */
    public static final int MAX_DEPTH = 1_000;

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a depth is not within 1 and {@link #MAX_DEPTH}, or the size is below 5
     */
    public BsonLimits {
        requireDepth("maxDepthRead", maxDepthRead);
        requireDepth("maxDepthWrite", maxDepthWrite);
        if (maxDocumentSize < 5) {
            throw new IllegalArgumentException(
                    "maxDocumentSize must be at least 5, the size of an empty document, but is " + maxDocumentSize);
        }
    }

    /** The same limits with another depth for reading. */
    public BsonLimits maxDepthRead(int levels) {
        return new BsonLimits(levels, maxDepthWrite, maxDocumentSize);
    }

    /** The same limits with another depth for writing. */
    public BsonLimits maxDepthWrite(int levels) {
        return new BsonLimits(maxDepthRead, levels, maxDocumentSize);
    }

    /**
     * The same limits with another document size.
     *
     * @param bytes the size in bytes
     */
    public BsonLimits maxDocumentSize(int bytes) {
        return new BsonLimits(maxDepthRead, maxDepthWrite, bytes);
    }

    private static void requireDepth(String name, int depth) {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException(name + " must be within 1 and " + MAX_DEPTH + " but is " + depth);
        }
    }
}
