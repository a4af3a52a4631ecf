package dev.morelia.tools.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds, eight bytes at a time. */
final class Lines {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

    private Lines() {}

    /** How many line feeds are before an end. */
    static long count(byte[] bytes, int end) {
        long count = 0;
        int at = 0;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            count += Long.bitCount(feeds((long) LONG.get(bytes, at)));
        }
        for (; at < end; at++) {
            count += bytes[at] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** The index of the first line feed; the end of the bytes if there is none. */
    static int end(byte[] bytes, int from) {
        int at = from;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long feeds = feeds((long) LONG.get(bytes, at));
            if (feeds != 0) {
                return at + (Long.numberOfTrailingZeros(feeds) >>> 3);
            }
        }
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Sets the highest bit of every byte that is a line feed, and no other bit. */
    private static long feeds(long word) {
        long others = word ^ ONES * '\n';
        return ~(((others & LOW_BITS) + LOW_BITS) | others | LOW_BITS);
    }
}
