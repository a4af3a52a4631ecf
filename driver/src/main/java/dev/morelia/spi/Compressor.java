package dev.morelia.spi;

import java.util.function.BooleanSupplier;

/**
 * A compression algorithm for messages to and from servers. The driver has its own for {@code zlib}, and for {@code
 * snappy} and {@code zstd} if {@code io.airlift:aircompressor} is present; another implementation is given to {@code
 * MongoClient.Builder.compressor}.
 *
 * <p>Must be thread-safe: all connections of a client use the same instance, at the same time. It holds nothing that
 * must be closed, because the driver does not close it. Whatever {@link #compress} throws fails the operation before
 * anything was sent; whatever {@link #decompress} throws fails the operation and closes the connection.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/compression/OP_COMPRESSED.md">Wire
 *     Compression</a>
 */
public interface Compressor {

    /** The name that client and server negotiate: {@code snappy}, {@code zlib}, {@code zstd}. Always the same. */
    String name();

    /**
     * The number that identifies the algorithm in messages, from 0 to 255: 1 for snappy, 2 for zlib, 3 for zstd. Always
     * the same.
     */
    int id();

    /**
     * The number of bytes that {@link #compress} needs at most for a source that cannot be compressed.
     *
     * @param length the length of the source, from 0 to 48,000,000
     */
    int maximumCompressedLength(int length);

    /**
     * Compresses a part of an array.
     *
     * @param source the array; must not be modified
     * @param offset where the part begins
     * @param length the length of the part
     * @param target where to write: has at least {@link #maximumCompressedLength} bytes from the target offset on
     * @param targetOffset where to begin in the target; what precedes it must not be modified
     * @return the number of bytes written
     */
    int compress(byte[] source, int offset, int length, byte[] target, int targetOffset);

    /**
     * Decompresses a part of an array. The bytes come from the network: anything may be wrong with them.
     *
     * @param source the array; must not be read outside the part, nor modified
     * @param offset where the part begins
     * @param length the length of the part
     * @param target where to write: exactly as long as the sender says that the result is
     * @return the number of bytes written; the driver rejects the message unless it is the length of the target
     * @throws IllegalArgumentException if the source is malformed or its result does not fit into the target
     */
    int decompress(byte[] source, int offset, int length, byte[] target);

    /**
     * Like {@link #decompress(byte[], int, int, byte[])}, and may give up when nobody waits for the result any more.
     * Malicious data can take many seconds. By default it does not give up.
     *
     * @param isOver whether the deadline of the operation has passed or it was cancelled; may be asked often
     * @throws IllegalArgumentException also if it gave up
     */
    default int decompress(byte[] source, int offset, int length, byte[] target, BooleanSupplier isOver) {
        return decompress(source, offset, length, target);
    }
}
