package dev.morelia.bson.internal.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds unpaired surrogates, which Java strings may contain and UTF-8 cannot express. */
final class Surrogates {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;

    private Surrogates() {}

    /**
     * The index of the first unpaired surrogate, or -1. Encoding has silently replaced it with a question mark.
     *
     * @param text any text
     * @param encoded the same text, encoded
     */
    static int firstUnpaired(String text, byte[] encoded) {
        if (encoded.length == text.length() && !hasQuestionMark(encoded)) {
            return -1;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private static boolean hasQuestionMark(byte[] encoded) {
        // Scans everything, because a loop without an exit is several times as fast.
        long found = 0;
        int at = 0;
        for (; at <= encoded.length - Long.BYTES; at += Long.BYTES) {
            long mark = (long) LONG.get(encoded, at) ^ ONES * '?';
            found |= (mark - ONES) & ~mark & HIGH_BITS;
        }
        boolean inRest = false;
        for (; at < encoded.length; at++) {
            inRest |= encoded[at] == '?';
        }
        return found != 0 || inRest;
    }
}
