package dev.morelia.internal.command;

/**
 * What a server accepts, from its reply to the handshake.
 *
 * @param maxBsonObjectSize bytes of a document to be stored
 * @param maxMessageSizeBytes bytes of a message
 * @param maxWriteBatchSize statements of one write command
 * @param minWireVersion oldest protocol version it speaks
 * @param maxWireVersion newest protocol version it speaks
 */
public record Limits(
        int maxBsonObjectSize, int maxMessageSizeBytes, int maxWriteBatchSize, int minWireVersion, int maxWireVersion) {

    /** The limits until the handshake. */
    public static final Limits DEFAULT = new Limits(16 * 1024 * 1024, 48_000_000, 100_000, 0, 0);

    /** A command document may be this much larger than a stored one. */
    public static final int COMMAND_OVERHEAD_BYTES = 16 * 1024;

    /**
     * Untrusted limits of a server; absurd ones are replaced, so that nothing is allocated by them.
     *
     * @return a copy with sizes between 1 KiB and 48,000,000 bytes, and batches of at least 1 and at most 1,000,000
     */
    public Limits sane() {
        return new Limits(
                Math.clamp(maxBsonObjectSize, 1024, DEFAULT.maxMessageSizeBytes - COMMAND_OVERHEAD_BYTES),
                Math.clamp(maxMessageSizeBytes, 1024 + COMMAND_OVERHEAD_BYTES, DEFAULT.maxMessageSizeBytes),
                Math.clamp(maxWriteBatchSize, 1, 1_000_000),
                minWireVersion,
                maxWireVersion);
    }
}
