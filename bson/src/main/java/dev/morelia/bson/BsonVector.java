package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A densely packed vector of numbers, stored as {@link Binary} subtype 9; used by vector search.
 *
 * <p>Immutable and thread-safe: arrays are copied on the way in and out.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/bson-binary-vector/bson-binary-vector.md">BSON
 *     Binary Subtype 9 - Vector</a>
 */
public sealed interface BsonVector extends Serializable {

    private static byte[] packed(int dataType, int padding, int dataLength) {
        byte[] bytes = new byte[2 + dataLength];
        bytes[0] = (byte) dataType;
        bytes[1] = (byte) padding;
        return bytes;
    }

    /**
     * A vector of 32-bit floating point numbers.
     *
     * @param values the numbers; copied
     */
    static Float32 float32(float... values) {
        return new Float32(values.clone());
    }

    /**
     * A vector of signed bytes.
     *
     * @param values the numbers; copied
     */
    static Int8 int8(byte[] values) {
        return new Int8(values.clone());
    }

    /**
     * A vector of signed bytes.
     *
     * @param values numbers from -128 to 127
     * @throws IllegalArgumentException if a number is out of range
     */
    static Int8 int8(int... values) {
        return new Int8(Int8.narrow(values, Byte.MIN_VALUE, Byte.MAX_VALUE));
    }

    /**
     * A vector of bits.
     *
     * @param bits eight bits per byte, the first one in the most significant position; copied
     * @param paddingBits how many of the least significant bits of the last byte are ignored, 0 to 7; they must be 0
     * @throws IllegalArgumentException if the padding is out of range, pads an empty vector, or covers bits that are
     *     set
     */
    static PackedBit packedBit(byte[] bits, int paddingBits) {
        String problem = PackedBit.problem(bits, paddingBits);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new PackedBit(bits.clone(), paddingBits);
    }

    /**
     * A vector of bits.
     *
     * @param bits eight bits per number, 0 to 255, the first one in the most significant position
     * @param paddingBits how many of the least significant bits of the last number are ignored, 0 to 7; they must be 0
     * @throws IllegalArgumentException if a number or the padding is out of range, pads an empty vector, or covers bits
     *     that are set
     */
    static PackedBit packedBit(int[] bits, int paddingBits) {
        return packedBit(Int8.narrow(bits, 0, 255), paddingBits);
    }

    /**
     * Decodes a vector.
     *
     * @param binary a binary of subtype 9
     * @throws BsonException if it has another subtype, or the bytes are not a valid vector
     */
    static BsonVector of(Binary binary) {
        byte[] bytes = Argument.notNull("binary", binary).bytes();
        if (binary.subtype() != Binary.VECTOR) {
            throw new BsonException("a vector is binary subtype 9, but this is " + (binary.subtype() & 0xff));
        }
        if (bytes.length < 2) {
            throw new BsonException("a vector needs two bytes of metadata, but has " + bytes.length);
        }
        int padding = bytes[1] & 0xff;
        byte[] data = Arrays.copyOfRange(bytes, 2, bytes.length);
        return switch (bytes[0]) {
            case Float32.DATA_TYPE -> Float32.decode(data, padding);
            case Int8.DATA_TYPE -> Int8.decode(data, padding);
            case PackedBit.DATA_TYPE -> PackedBit.decode(data, padding);
            default -> throw new BsonException("unknown data type 0x%02x of a vector".formatted(bytes[0] & 0xff));
        };
    }

    /** {@return the number of elements} */
    int size();

    /** {@return the vector as a binary of subtype 9} */
    Binary toBinary();

    /** A vector of 32-bit floating point numbers. */
    final class Float32 implements BsonVector {
        private static final long serialVersionUID = 1L;

        static final byte DATA_TYPE = 0x27;

        private final float[] values;

        private Float32(float[] values) {
            this.values = values;
        }

        private static Float32 decode(byte[] data, int padding) {
            if (data.length % Float.BYTES != 0) {
                throw new BsonException("a vector of floats needs a multiple of 4 bytes, but has " + data.length);
            }
            requireNoPadding(padding);
            float[] values = new float[data.length / Float.BYTES];
            floats(data, 0).get(values);
            return new Float32(values);
        }

        private static FloatBuffer floats(byte[] bytes, int offset) {
            return ByteBuffer.wrap(bytes, offset, bytes.length - offset)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }

        /** {@return the numbers, in a new array} */
        public float[] values() {
            return values.clone();
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public Binary toBinary() {
            byte[] bytes = packed(DATA_TYPE, 0, Math.multiplyExact(values.length, Float.BYTES));
            floats(bytes, 2).put(values);
            return new Binary(Binary.VECTOR, bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Float32 that && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Float32(" + values.length + " numbers)";
        }
    }

    /** A vector of signed bytes. */
    final class Int8 implements BsonVector {
        private static final long serialVersionUID = 1L;

        static final byte DATA_TYPE = 0x03;

        private final byte[] values;

        private Int8(byte[] values) {
            this.values = values;
        }

        private static byte[] narrow(int[] values, int min, int max) {
            byte[] bytes = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                if (values[i] < min || values[i] > max) {
                    throw new IllegalArgumentException(
                            "values must be " + min + " to " + max + ", but values[" + i + "] is " + values[i]);
                }
                bytes[i] = (byte) values[i];
            }
            return bytes;
        }

        private static Int8 decode(byte[] data, int padding) {
            requireNoPadding(padding);
            return new Int8(data);
        }

        /** {@return the numbers, in a new array} */
        public byte[] values() {
            return values.clone();
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public Binary toBinary() {
            byte[] bytes = packed(DATA_TYPE, 0, values.length);
            System.arraycopy(values, 0, bytes, 2, values.length);
            return new Binary(Binary.VECTOR, bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Int8 that && Arrays.equals(values, that.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Int8(" + values.length + " numbers)";
        }
    }

    /** A vector of bits. */
    final class PackedBit implements BsonVector {
        private static final long serialVersionUID = 1L;

        static final byte DATA_TYPE = 0x10;

        private final byte[] bits;
        private final int paddingBits;

        private PackedBit(byte[] bits, int paddingBits) {
            this.bits = bits;
            this.paddingBits = paddingBits;
        }

        private static PackedBit decode(byte[] data, int padding) {
            String problem = problem(data, padding);
            if (problem != null) {
                throw new BsonException(problem);
            }
            return new PackedBit(data, padding);
        }

        private static @Nullable String problem(byte[] bits, int paddingBits) {
            if (paddingBits < 0 || paddingBits > 7) {
                return "paddingBits of a vector of bits must be 0 to 7, but is " + paddingBits;
            }
            if (paddingBits > 0 && bits.length == 0) {
                return "paddingBits of an empty vector must be 0, but is " + paddingBits;
            }
            if (paddingBits > 0 && (bits[bits.length - 1] & (1 << paddingBits) - 1) != 0) {
                return "the last " + paddingBits + " bits of the vector are padding and must be 0";
            }
            return null;
        }

        /** {@return the bits in a new array, eight per byte, the first one in the most significant position} */
        public byte[] bits() {
            return bits.clone();
        }

        /** {@return how many of the least significant bits of the last byte are ignored, 0 to 7} */
        public int paddingBits() {
            return paddingBits;
        }

        /**
         * Whether a bit is set.
         *
         * @param index of the bit, from 0
         * @return whether the bit is set
         * @throws IndexOutOfBoundsException if {@code index} is negative or not less than {@link #size()}
         */
        public boolean bit(int index) {
            Objects.checkIndex(index, size());
            return (bits[index >>> 3] & 0x80 >>> (index & 7)) != 0;
        }

        @Override
        public int size() {
            return Math.multiplyExact(bits.length, 8) - paddingBits;
        }

        @Override
        public Binary toBinary() {
            byte[] bytes = packed(DATA_TYPE, paddingBits, bits.length);
            System.arraycopy(bits, 0, bytes, 2, bits.length);
            return new Binary(Binary.VECTOR, bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PackedBit that && paddingBits == that.paddingBits && Arrays.equals(bits, that.bits);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(bits) + paddingBits;
        }

        @Override
        public String toString() {
            return "PackedBit(" + size() + " bits)";
        }
    }

    private static void requireNoPadding(int padding) {
        if (padding != 0) {
            throw new BsonException("the padding of a vector of floats or bytes must be 0, but is " + padding);
        }
    }
}
