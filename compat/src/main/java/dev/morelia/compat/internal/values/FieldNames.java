package dev.morelia.compat.internal.values;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields that were read before, so that the same name is not created for each document. A table of fixed size:
 * a name replaces the one in its place. Shared by all threads without locks, because entries are immutable, and a
 * thread that misses another's write just creates the string again.
 */
final class FieldNames {
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BITS = 11;
    private static final int MAXIMUM_LENGTH = 32;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final @Nullable Name[] NAMES = new @Nullable Name[1 << BITS];

    private FieldNames() {}

    /** A name and its bytes. */
    private static final class Name {
        final String text;
        private final byte[] bytes;

        Name(String text, byte[] bytes) {
            this.text = text;
            this.bytes = bytes;
        }

        boolean isAt(byte[] document, int at, int length) {
            return Arrays.equals(bytes, 0, bytes.length, document, at, at + length);
        }
    }

    /** The name in these bytes if it is known; null otherwise. */
    static @Nullable String known(byte[] bytes, int at, int length) {
        if (length > MAXIMUM_LENGTH) {
            return null;
        }
        Name name = NAMES[place(bytes, at, length)];
        return name != null && name.isAt(bytes, at, length) ? name.text : null;
    }

    /**
     * Remembers a name.
     *
     * @param length the number of its bytes
     * @return the same name
     */
    static String learned(String text, int length) {
        if (length <= MAXIMUM_LENGTH) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            // Invalid bytes are decoded to other ones, by which the name would never be found.
            if (encoded.length == length) {
                NAMES[place(encoded, 0, length)] = new Name(text, encoded);
            }
        }
        return text;
    }

    private static int place(byte[] bytes, int at, int length) {
        long words;
        if (length >= Long.BYTES) {
            words = (long) INT64.get(bytes, at)
                    ^ Long.rotateLeft((long) INT64.get(bytes, at + length - Long.BYTES), 29);
        } else {
            words = 0;
            for (int i = 0; i < length; i++) {
                words = (words << Byte.SIZE) | (bytes[at + i] & 0xFF);
            }
        }
        return (int) (((words + length) * SPREAD) >>> (Long.SIZE - BITS));
    }
}
