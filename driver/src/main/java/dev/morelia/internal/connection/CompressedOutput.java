package dev.morelia.internal.connection;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.spi.Compressor;
import java.lang.ref.SoftReference;

/** Compresses the commands of one connection, each into the array of the previous one. Not thread-safe. */
final class CompressedOutput {

    private final Compressor compressor;
    private byte[] small = new byte[0];
    private SoftReference<byte[]> large = new SoftReference<>(null);
    private byte[] buffer = small;

    CompressedOutput(Compressor compressor) {
        this.compressor = compressor;
    }

    /**
     * Compresses a message into {@link #buffer}.
     *
     * @return its length
     * @throws IllegalArgumentException if the compressor has thrown
     */
    int encode(BsonOutput message) {
        try {
            buffer = array(OpCompressed.maximumLength(compressor, message.position()));
            return OpCompressed.encode(compressor, message.buffer(), message.position(), buffer);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable failure) {
            throw new IllegalArgumentException(
                    "the compressor " + compressor.getClass().getName() + " has thrown "
                            + failure.getClass().getName(),
                    failure);
        }
    }

    byte[] buffer() {
        return buffer;
    }

    /** As with the output of a connection, a large array is kept only until memory is short. */
    private byte[] array(int length) {
        if (length <= small.length) {
            return small;
        }
        byte[] retained = large.get();
        if (retained != null && length <= retained.length) {
            return retained;
        }
        if (length <= CommandOutput.RETAINED_BYTES) {
            small = new byte[Math.max(length, Math.min(2 * small.length, CommandOutput.RETAINED_BYTES))];
            return small;
        }
        byte[] created = new byte[length];
        large = new SoftReference<>(created);
        return created;
    }

    /** The message has been sent, or will not be. */
    void release() {
        buffer = small;
    }
}
