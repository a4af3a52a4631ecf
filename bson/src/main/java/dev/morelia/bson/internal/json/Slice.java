package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A part of the text in UTF-8, not copied. */
final class Slice {

    private final byte[] bytes;
    private final int start;
    private final int end;

    Slice(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }

    byte at(int index) {
        return bytes[start + index];
    }

    /** Whether this is a text in ASCII. */
    boolean is(String ascii) {
        if (ascii.length() != end - start) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return new String(bytes, start, end - start, UTF_8);
    }
}
