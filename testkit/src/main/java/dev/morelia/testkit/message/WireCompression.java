package dev.morelia.testkit.message;

import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.spi.Compressor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compression of whole messages, by the compressors of the driver whose libraries are present. */
public final class WireCompression {

    private static final Compression ALL = Compression.all();
    private static final int ID_AT = MessageHeader.BYTES + OpCompressed.BEFORE_DATA_BYTES - 1;

    private WireCompression() {}

    /** The names of the compressors. */
    public static List<String> names() {
        return ALL.names();
    }

    /**
     * The compressor with this name.
     *
     * @throws IllegalArgumentException if there is none, or its library is missing
     */
    public static Compressor named(String name) {
        for (int id = 0; id < 4; id++) {
            var compressor = ALL.byId(id);
            if (compressor != null && compressor.name().equals(name)) {
                return compressor;
            }
        }
        throw new IllegalArgumentException("no compressor " + name + " among " + names());
    }

    /**
     * Returns a message as it was before it was compressed; the same array if it is not compressed.
     *
     * @throws dev.morelia.internal.wire.WireException if it cannot be decompressed
     */
    public static byte[] original(byte[] message) {
        return OpCompressed.original(message, ALL::byId);
    }

    /** The compressor of a message that {@link #original} accepts; null if the message is not compressed. */
    public static @Nullable Compressor of(byte[] message) {
        int opCode = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return opCode == OpCode.COMPRESSED ? Objects.requireNonNull(ALL.byId(message[ID_AT] & 0xFF)) : null;
    }

    /** Returns the message in compressed form; unchanged if the compressor is null. */
    public static byte[] compress(@Nullable Compressor compressor, byte[] message) {
        return compressor == null ? message : OpCompressed.encode(compressor, message);
    }
}
