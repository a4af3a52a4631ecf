package dev.morelia.bson.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Caches field names, both as strings and as bytes, so that neither has to be created again.
 *
 * <p>Two tables, one keyed by bytes and one by string, each {@value #WAYS}-way associative: for any names, a lookup
 * takes constant time and the tables keep their size. A name is cached only when it is seen for the second time, as far
 * as one remembered byte can tell, so names that are really data create no garbage beyond their strings. Only ASCII
 * names without NUL are cached.
 *
 * <p>Shared by all threads without locks: an entry is immutable except for a prediction that is always checked, and a
 * thread that misses another's write just creates the string again.
 */
final class KeyCache {
    /** A document with this many uncached names uses data as names: no more of its names are looked up. */
    static final int MISSES_BEFORE_DATA = 64;

    private static final int USUAL_ENTRIES = 8;
    /** What is learned from one document must not cost much memory in others. */
    static final int MAXIMUM_ENTRIES = 256;

    private static final int MAXIMUM_LENGTH = 64;
    private static final int BITS = 12;
    private static final int MASK = (1 << BITS) - 1;
    private static final int WAYS = 4;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final @Nullable Key[] BY_BYTES = new @Nullable Key[MASK + 1];
    private static final byte[] MET_BYTES = new byte[MASK + 1];

    private static final @Nullable Key[] BY_TEXT = new @Nullable Key[MASK + 1];
    private static final byte[] MET_TEXT = new byte[MASK + 1];

    /** The predecessor of the first key that is read; occurs in no document. */
    static final Key NO_KEY = new Key("", new byte[0]);

    private KeyCache() {}

    /** An ASCII name. Up to 16 bytes are held in two words, which may overlap. */
    static final class Key {
        private final String text;
        private final int hash;
        private final int length;
        private final long first;
        private final long last;
        private final byte[] bytes;

        /** The first bytes of the name with its NUL, in a word, and the last ones, which may overlap. */
        private final long head;

        private final long tail;
        private final int tailAt;
        /** Which bytes of these words belong to the name or its NUL. */
        private final long mask;

        private @Nullable Key successor;
        private int entries = USUAL_ENTRIES;

        private Key(String text, byte[] bytes) {
            this.text = text;
            this.hash = text.hashCode();
            this.length = bytes.length;
            this.bytes = bytes;
            byte[] padded = length < 8 ? Arrays.copyOf(bytes, 8) : bytes;
            this.first = word(padded, 0);
            this.last = word(padded, padded.length - 8);
            byte[] ended = Arrays.copyOf(bytes, Math.max(8, length + 1));
            this.head = word(ended, 0);
            this.tailAt = ended.length - 8;
            this.tail = word(ended, tailAt);
            this.mask = length >= 7 ? -1 : ~(-1L << (8 * (length + 1)));
        }

        String text() {
            return text;
        }

        /** The name's {@link String#hashCode()}, without access to the string. */
        int hash() {
            return hash;
        }

        int length() {
            return length;
        }

        /** Writes the name, possibly followed by up to 8 bytes of garbage. */
        void writeTo(byte[] target, int at) {
            if (length > 16) {
                System.arraycopy(bytes, 0, target, at, length);
                return;
            }
            ByteOutput.INT64.set(target, at, first);
            if (length > 8) {
                ByteOutput.INT64.set(target, at + length - 8, last);
            }
        }

        /** The key that followed this one in an earlier document, if any; a prediction that the caller must check. */
        @Nullable
        Key successor() {
            return successor;
        }

        void successor(Key key) {
            successor = key;
        }

        /**
         * The length of the array for a document that begins with this key, two for each field: what the last one
         * needed, within limits.
         */
        int entries() {
            int known = entries;
            // Another thread may see the key before its first value, unlike what is final.
            return known == 0 ? USUAL_ENTRIES : known;
        }

        /** Learns from a document, unless this is {@link #NO_KEY}, which stands for arrays and unknown first keys. */
        void entries(int needed) {
            if (this != NO_KEY) {
                entries = Math.clamp(needed, 2, MAXIMUM_ENTRIES);
            }
        }

        /** Whether the bytes at a position are this name and its NUL, ending before a limit. */
        boolean standsAt(byte[] source, int from, int before) {
            if (from + length >= before || from + tailAt > source.length - 8) {
                return false;
            }
            long different = (word(source, from) ^ head) | (word(source, from + tailAt) ^ tail);
            return (different & mask) == 0 && (tailAt <= 8 || middleStandsAt(source, from));
        }

        private boolean middleStandsAt(byte[] source, int from) {
            boolean equal = true;
            for (int i = 8; equal && i < tailAt; i += 8) {
                equal = word(source, from + i) == word(bytes, i);
            }
            return equal;
        }

        private boolean is(long otherFirst, long otherLast, int otherLength) {
            return first == otherFirst && last == otherLast && length == otherLength;
        }
    }

    /** The key at a position in the bytes, or null if it is not cached; then call {@link #textOfMissed}. */
    static @Nullable Key find(byte[] bytes, int from, int length) {
        if (!fits(from, length)) {
            return null;
        }
        if (length > 16) {
            return findLong(bytes, from, length);
        }
        long last = word(bytes, from + length - 8);
        long first;
        if (length >= 8) {
            first = word(bytes, from);
        } else {
            last >>>= 64 - 8 * length;
            first = last;
        }
        int slot = slot(first, last, length);
        for (int way = 0; way < WAYS; way++) {
            Key key = BY_BYTES[(slot + way) & MASK];
            if (key == null || key.is(first, last, length)) {
                return key;
            }
        }
        return null;
    }

    /** The key of a name that was found by its bytes before; null if it is not cached any more. */
    @SuppressWarnings("ReferenceEquality") // texts of keys are not copied
    static @Nullable Key cached(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        int padding = Math.max(0, 8 - bytes.length);
        byte[] padded = new byte[padding + bytes.length];
        System.arraycopy(bytes, 0, padded, padding, bytes.length);
        Key key = find(padded, padding, bytes.length);
        return key != null && key.text == text ? key : null;
    }

    /** A name shorter than a word is read with the word that ends with it, which must be within the array. */
    private static boolean fits(int from, int length) {
        return length > 0 && length <= MAXIMUM_LENGTH && from + length >= 8;
    }

    private static @Nullable Key findLong(byte[] bytes, int from, int length) {
        int slot = slotOfLong(bytes, from, length);
        for (int way = 0; way < WAYS; way++) {
            Key key = BY_BYTES[(slot + way) & MASK];
            if (key == null || Arrays.equals(key.bytes, 0, key.length, bytes, from, from + length)) {
                return key;
            }
        }
        return null;
    }

    /** The text of a name that is not cached, which may be cached now; null if the bytes are not UTF-8. */
    static @Nullable String textOfMissed(byte[] bytes, int from, int length) {
        String text = Utf8Decoder.decode(bytes, from, length);
        if (text == null || !fits(from, length) || text.length() != length) {
            return text;
        }
        byte[] padded = Arrays.copyOfRange(bytes, from, from + Math.max(length, 8));
        Arrays.fill(padded, length, padded.length, (byte) 0);
        int slot = length > 16
                ? slotOfLong(padded, 0, length)
                : slot(word(padded, 0), word(padded, padded.length - 8), length);
        if (seenAgain(MET_BYTES, slot, text)) {
            enter(BY_BYTES, slot, new Key(text, Arrays.copyOf(padded, length)));
        }
        return text;
    }

    /** The key of a name, or null if it was not cached; it may be cached now. */
    @SuppressWarnings("ReferenceEquality") // equality comes second
    static @Nullable Key find(String text) {
        int slot = slot(text.hashCode(), 0, 0);
        Key key = BY_TEXT[slot];
        // names are mostly constants or come from this cache, so identity is checked first
        return key != null && key.text == text ? key : findEqual(text, slot);
    }

    private static @Nullable Key findEqual(String text, int slot) {
        for (int way = 0; way < WAYS; way++) {
            Key key = BY_TEXT[(slot + way) & MASK];
            if (key == null) {
                break;
            }
            if (key.text.equals(text)) {
                return key;
            }
        }
        return missed(text, slot);
    }

    private static @Nullable Key missed(String text, int slot) {
        int length = text.length();
        if (length == 0 || length > MAXIMUM_LENGTH || !seenAgain(MET_TEXT, slot, text)) {
            return null;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) == 0 || text.charAt(i) >= 0x80) {
                return null;
            }
        }
        var key = new Key(text, text.getBytes(ISO_8859_1));
        enter(BY_TEXT, slot, key);
        return key;
    }

    private static int slot(long first, long last, int length) {
        return (int) (((first + 31 * last + length) * SPREAD) >>> (64 - BITS));
    }

    private static int slotOfLong(byte[] bytes, int from, int length) {
        long hash = word(bytes, from + length - 8);
        for (int at = from; at < from + length - 8; at += 8) {
            hash = hash * 31 + word(bytes, at);
        }
        return slot(hash, 0, length);
    }

    private static long word(byte[] bytes, int at) {
        return (long) ByteOutput.INT64.get(bytes, at);
    }

    /**
     * Uses a free slot, or else one chosen by the key's hash, so that too many names do not all keep evicting each
     * other.
     */
    private static void enter(@Nullable Key[] table, int slot, Key key) {
        int way = 0;
        while (way < WAYS && table[(slot + way) & MASK] != null) {
            way++;
        }
        table[(slot + (way < WAYS ? way : key.hash & (WAYS - 1))) & MASK] = key;
    }

    private static boolean seenAgain(byte[] seen, int slot, String text) {
        int hash = text.hashCode();
        byte mark = (byte) ((hash ^ (hash >>> 8) ^ (hash >>> 16)) | 1);
        boolean again = seen[slot] == mark;
        seen[slot] = mark;
        return again;
    }
}
