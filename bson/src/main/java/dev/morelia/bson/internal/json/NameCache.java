package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Caches field names, so that a name that occurs again and again is one string with a computed hash code.
 *
 * <p>A table of fixed size for all threads. A name replaces another in the same slot; reads and writes may race, and at
 * worst a string is created again, because the entries are immutable.
 */
final class NameCache {

    private static final int SIZE_BITS = 10;
    private static final int MAX_LENGTH = 32;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private static final @Nullable Name[] NAMES = new @Nullable Name[1 << SIZE_BITS];

    private NameCache() {}

    /** The string for an ASCII name. */
    static String name(byte[] text, int start, int end) {
        int length = end - start;
        if (length > MAX_LENGTH || start + Long.BYTES > text.length) {
            return new String(text, start, length, ISO_8859_1);
        }
        long head = (long) LONG.get(text, start);
        long tail = 0;
        if (length >= Long.BYTES) {
            tail = (long) LONG.get(text, end - Long.BYTES);
        } else {
            head &= (1L << (Byte.SIZE * length)) - 1;
        }
        long mixed = (head ^ Long.rotateLeft(tail, 29)) + length;
        int place = (int) ((mixed * SPREAD) >>> (Long.SIZE - SIZE_BITS));
        Name known = NAMES[place];
        if (known != null && known.head == head && known.tail == tail && known.text.length() == length) {
            // Head and tail hold all of a name of at most sixteen characters.
            if (length <= 2 * Long.BYTES || Arrays.equals(known.bytes, 0, length, text, start, end)) {
                return known.text;
            }
        }
        Name name = new Name(head, tail, Arrays.copyOfRange(text, start, end));
        NAMES[place] = name;
        return name.text;
    }

    private static final class Name {
        final long head;
        final long tail;
        final byte[] bytes;
        final String text;

        Name(long head, long tail, byte[] bytes) {
            this.head = head;
            this.tail = tail;
            this.bytes = bytes;
            this.text = new String(bytes, ISO_8859_1);
        }
    }
}
