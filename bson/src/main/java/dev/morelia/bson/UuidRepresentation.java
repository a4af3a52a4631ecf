package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The byte order of a {@link UUID} in a {@link Binary}. New data should use {@link #STANDARD}; the others are the byte
 * orders of older drivers, and only the application knows which one its data uses.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/bson-binary-uuid/uuid.md">Handling of
 *     native UUID types</a>
 */
public enum UuidRepresentation {
    /** Subtype 4, bytes in network order (RFC 4122). */
    STANDARD(Binary.UUID),
    /** Subtype 3, bytes in the same order as {@link #STANDARD}, as the legacy Python driver writes it. */
    PYTHON_LEGACY(Binary.OLD_UUID),
    /** Subtype 3, each half of eight bytes reversed, as the legacy Java driver writes it. */
    JAVA_LEGACY(Binary.OLD_UUID),
    /** Subtype 3, the first four bytes, the next two and the next two reversed, as the legacy C# driver writes it. */
    C_SHARP_LEGACY(Binary.OLD_UUID);

    private static final int LENGTH_BYTES = 16;

    private final byte subtype;

    UuidRepresentation(byte subtype) {
        this.subtype = subtype;
    }

    /** {@return the binary subtype of this representation, 3 or 4} */
    public byte subtype() {
        return subtype;
    }

    /**
     * Encodes a UUID.
     *
     * @return sixteen bytes of subtype {@link #subtype()}
     */
    public Binary encode(UUID uuid) {
        Argument.notNull("uuid", uuid);
        byte[] bytes = new byte[LENGTH_BYTES];
        ByteBuffer.wrap(bytes)
                .putLong(firstHalf(uuid.getMostSignificantBits()))
                .putLong(secondHalf(uuid.getLeastSignificantBits()));
        return new Binary(subtype, bytes);
    }

    /**
     * Decodes a UUID.
     *
     * @param binary sixteen bytes of subtype {@link #subtype()}
     * @return the UUID
     * @throws BsonException if {@code binary} has another subtype or length
     */
    public UUID decode(Binary binary) {
        Argument.notNull("binary", binary);
        if (binary.subtype() != subtype || binary.length() != LENGTH_BYTES) {
            throw new BsonException("a UUID in the representation " + this + " is 16 bytes of binary subtype " + subtype
                    + ", but this is " + binary.length() + " bytes of subtype " + (binary.subtype() & 0xff));
        }
        ByteBuffer bytes = ByteBuffer.wrap(binary.bytes());
        return new UUID(firstHalf(bytes.getLong()), secondHalf(bytes.getLong()));
    }

    // Reversing is its own inverse, so one method converts in both directions.
    private long firstHalf(long bits) {
        return switch (this) {
            case STANDARD, PYTHON_LEGACY -> bits;
            case JAVA_LEGACY -> Long.reverseBytes(bits);
            case C_SHARP_LEGACY ->
                (long) Integer.reverseBytes((int) (bits >>> 32)) << 32
                        | (Short.reverseBytes((short) (bits >>> 16)) & 0xffffL) << 16
                        | (Short.reverseBytes((short) bits) & 0xffffL);
        };
    }

    private long secondHalf(long bits) {
        return this == JAVA_LEGACY ? Long.reverseBytes(bits) : bits;
    }
}
