package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes with a subtype that says what they represent.
 *
 * <p>For speed, the bytes are copied neither in nor out: do not change them. Thread-safe as long as they are not
 * changed.
 *
 * @see <a href="https://bsonspec.org/spec.html">the BSON specification</a>
 */
public final class Binary implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Plain bytes. */
    public static final byte GENERIC = 0x00;
    /** A function. */
    public static final byte FUNCTION = 0x01;
    /** The old form of plain bytes, with a second length inside; the length is added and removed on the wire. */
    public static final byte OLD_GENERIC = 0x02;
    /** The old form of a UUID, in the byte order of the driver that wrote it. */
    public static final byte OLD_UUID = 0x03;
    /** A UUID. */
    public static final byte UUID = 0x04;
    /** An MD5 hash. */
    public static final byte MD5 = 0x05;
    /** A value encrypted by the client. */
    public static final byte ENCRYPTED = 0x06;
    /** A compressed column of a time series. */
    public static final byte COLUMN = 0x07;
    /** A value that must not be logged. */
    public static final byte SENSITIVE = 0x08;
    /** A vector of numbers. */
    public static final byte VECTOR = 0x09;
    /** The first of the subtypes left to applications. */
    public static final byte USER_DEFINED = (byte) 0x80;

    private final byte subtype;
    private final byte[] bytes;

    /**
     * Bytes with a subtype.
     *
     * @param bytes the bytes; not copied
     */
    public Binary(byte subtype, byte[] bytes) {
        this.subtype = subtype;
        this.bytes = Argument.notNull("bytes", bytes);
    }

    /**
     * Plain bytes, of subtype {@link #GENERIC}.
     *
     * @param bytes the bytes; not copied
     */
    public Binary(byte[] bytes) {
        this(GENERIC, bytes);
    }

    /** The subtype. */
    public byte subtype() {
        return subtype;
    }

    /**
     * The bytes.
     *
     * @return the bytes themselves, not a copy
     */
    public byte[] bytes() {
        return bytes;
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binary binary && subtype == binary.subtype && Arrays.equals(bytes, binary.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + subtype;
    }

    /** Subtype, length and the first bytes; the bytes of {@link #SENSITIVE} and {@link #ENCRYPTED} are not shown. */
    @Override
    public String toString() {
        var text = new StringBuilder("Binary(subtype ").append(subtype & 0xFF).append(", ");
        text.append(bytes.length).append(" bytes");
        if (subtype != SENSITIVE && subtype != ENCRYPTED && bytes.length > 0) {
            int shown = Math.min(bytes.length, 16);
            text.append(": ").append(HexFormat.of().formatHex(bytes, 0, shown));
            text.append(shown < bytes.length ? "..." : "");
        }
        return text.append(')').toString();
    }
}
