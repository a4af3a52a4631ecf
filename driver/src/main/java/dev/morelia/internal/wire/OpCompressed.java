package dev.morelia.internal.wire;

import dev.morelia.spi.Compressor;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An OP_MSG in compressed form: what precedes the compressed bytes, after the header. No other message is accepted
 * inside.
 *
 * @param uncompressedSize the length of the OP_MSG after its header; the header itself is not part of the compressed
 *     bytes
 * @param compressorId the number of the compressor
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/compression/OP_COMPRESSED.md">OP_COMPRESSED</a>
 */
public record OpCompressed(int uncompressedSize, int compressorId) {

    /** The number of bytes between the header and the compressed bytes. */
    public static final int BEFORE_DATA_BYTES = 9;

    private static final int DATA_AT = MessageHeader.BYTES + BEFORE_DATA_BYTES;
    private static final int MINIMUM_SIZE = OpMsg.BEFORE_BODY_BYTES + MessageReader.MINIMUM_DOCUMENT_BYTES;

    /**
     * Decodes what precedes the compressed bytes, and checks it.
     *
     * @param offset the index of the original operation code, after the header
     * @param length the length of the message after the header; the compressed bytes need not have arrived yet
     * @param maximum the maximum length of the original message after its header that the reader accepts
     * @throws WireException if the message is too short, contains another message than an OP_MSG, or one that is
     *     shorter or longer than possible
     */
    public static OpCompressed decode(byte[] bytes, int offset, int length, int maximum) {
        if (length <= BEFORE_DATA_BYTES) {
            throw new WireException("OP_COMPRESSED has no compressed bytes");
        }
        int original = LittleEndian.int32(bytes, offset);
        if (original != OpCode.MSG) {
            throw new WireException(
                    "OP_COMPRESSED contains a message with operation code " + original + " instead of " + OpCode.MSG);
        }
        int size = LittleEndian.int32(bytes, offset + 4);
        int limit = Math.min(maximum, MessageHeader.MAXIMUM_MESSAGE_BYTES - MessageHeader.BYTES);
        if (size < MINIMUM_SIZE || size > limit) {
            throw new WireException(
                    "OP_COMPRESSED contains " + size + " bytes, must be from " + MINIMUM_SIZE + " to " + limit);
        }
        return new OpCompressed(size, bytes[offset + 8] & 0xFF);
    }

    /**
     * Decompresses the message.
     *
     * @param compressor the one with the id of this message
     * @param offset where the compressed bytes begin
     * @param length how many there are
     * @param isOver whether nobody waits for the result any more
     * @return the OP_MSG without its header, in an array of its own
     * @throws WireException if the result does not have the declared size, or the compressor throws
     */
    public byte[] decompress(Compressor compressor, byte[] source, int offset, int length, BooleanSupplier isOver) {
        byte[] target = new byte[uncompressedSize];
        int written;
        try {
            written = compressor.decompress(source, offset, length, target, isOver);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable failure) {
            throw failed(length, failure);
        }
        if (written != uncompressedSize) {
            throw new WireException(
                    "OP_COMPRESSED contains " + written + " bytes instead of the declared " + uncompressedSize);
        }
        return target;
    }

    /**
     * Not the cause, because the errors of a handshake show the message of the innermost cause: that of a library says
     * little without this one.
     */
    private WireException failed(int length, Throwable failure) {
        String reason = failure instanceof IllegalArgumentException
                ? failure.getMessage()
                : failure.getClass().getName();
        var exception = new WireException("OP_COMPRESSED of " + length + " bytes cannot be decompressed to "
                + uncompressedSize + " bytes by the compressor with id " + compressorId + ": " + reason);
        exception.addSuppressed(failure);
        return exception;
    }

    /** The number of bytes that {@link #encode} needs at most for a message of this length. */
    public static int maximumLength(Compressor compressor, int messageLength) {
        return Math.addExact(DATA_AT, compressor.maximumCompressedLength(messageLength - MessageHeader.BYTES));
    }

    /**
     * Encodes a message in compressed form, with the ids of its header.
     *
     * @param message a complete OP_MSG with a header
     * @param length its length
     * @param target has room for {@link #maximumLength}
     * @return the length of the compressed message, with its header
     * @throws IllegalStateException if the compressor returns an impossible length
     */
    public static int encode(Compressor compressor, byte[] message, int length, byte[] target) {
        int written = compressor.compress(message, MessageHeader.BYTES, length - MessageHeader.BYTES, target, DATA_AT);
        if (written <= 0 || written > target.length - DATA_AT) {
            throw new IllegalStateException("compressor " + compressor.name() + " returned the length " + written);
        }
        LittleEndian.int32(target, 0, DATA_AT + written);
        System.arraycopy(message, 4, target, 4, 8);
        LittleEndian.int32(target, 12, OpCode.COMPRESSED);
        LittleEndian.int32(target, 16, LittleEndian.int32(message, 12));
        LittleEndian.int32(target, 20, length - MessageHeader.BYTES);
        target[24] = (byte) compressor.id();
        return DATA_AT + written;
    }

    /** Encodes a message in compressed form, in an array of its own. */
    public static byte[] encode(Compressor compressor, byte[] message) {
        byte[] target = new byte[maximumLength(compressor, message.length)];
        return Arrays.copyOf(target, encode(compressor, message, message.length, target));
    }

    /**
     * Returns a message as it was before it was compressed.
     *
     * @param message a complete message with a header, compressed or not
     * @param compressors returns the compressor with an id, or null if there is none
     * @return the original message with its header; the same array if the message is not compressed
     * @throws WireException if the message cannot be decompressed
     */
    public static byte[] original(byte[] message, IntFunction<@Nullable Compressor> compressors) {
        var header = MessageHeader.decode(message, 0, message.length);
        if (header.opCode() != OpCode.COMPRESSED) {
            return message;
        }
        int maximum = MessageHeader.MAXIMUM_MESSAGE_BYTES - MessageHeader.BYTES;
        var compressed = decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES, maximum);
        var compressor = compressors.apply(compressed.compressorId);
        if (compressor == null) {
            throw new WireException("OP_COMPRESSED has the unknown compressor id " + compressed.compressorId);
        }
        byte[] payload = compressed.decompress(compressor, message, DATA_AT, message.length - DATA_AT, () -> false);
        byte[] original = new byte[MessageHeader.BYTES + payload.length];
        System.arraycopy(message, 0, original, 0, MessageHeader.BYTES);
        LittleEndian.int32(original, 0, original.length);
        LittleEndian.int32(original, 12, OpCode.MSG);
        System.arraycopy(payload, 0, original, MessageHeader.BYTES, payload.length);
        return original;
    }
}
