package dev.morelia.bson.io;

/**
 * Limits the depth and size of documents that are read or written.
 *
 * @param maxDepthRead how many levels of documents and arrays are read, the top level included; 200 by default
 * @param maxDepthWrite how many levels are written; 200 by default, about what servers accept
 * @param maxDocumentSize size of a top-level document in bytes, in both directions; unlimited by default
 */
public record BsonLimits(int maxDepthRead, int maxDepthWrite, int maxDocumentSize) {
    /** The default limits. */
    public static final BsonLimits DEFAULT = new BsonLimits(200, 200, Integer.MAX_VALUE);

    /** The maximum depth that can be configured; deeper nesting could overflow the stack of a thread. */
    public static final int MAX_DEPTH = 500;

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

    /** Returns a copy with the given depth for reading. */
    public BsonLimits maxDepthRead(int levels) {
        return new BsonLimits(levels, maxDepthWrite, maxDocumentSize);
    }

    /** Returns a copy with the given depth for writing. */
    public BsonLimits maxDepthWrite(int levels) {
        return new BsonLimits(maxDepthRead, levels, maxDocumentSize);
    }

    /**
     * Returns a copy with the given document size.
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
