package dev.morelia.bson.io;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of a document that was read, in order. Documents of a collection resemble each other, so the next one that
 * begins with the same name is expected to have all of them: it is created with the names in place, which only have to
 * be compared with the bytes, and since they differ from each other, its own need not be checked. Immutable.
 */
final class ExpectedNames {
    static final ExpectedNames NONE = new ExpectedNames(new KeyCache.Key[0]);

    private static final int MASK = 255;

    /** By the hash of the first name. Written without locks: entries are immutable, and a lost one is learned again. */
    private static final @Nullable ExpectedNames[] LEARNED = new @Nullable ExpectedNames[MASK + 1];

    private final KeyCache.Key[] keys;
    /** The names at even indexes, each followed by null. */
    private final @Nullable Object[] entries;

    private ExpectedNames(KeyCache.Key[] keys) {
        this.keys = keys;
        this.entries = new @Nullable Object[2 * keys.length];
        for (int i = 0; i < keys.length; i++) {
            entries[2 * i] = keys[i].text();
        }
    }

    /** The names of a document that begins with this one, or {@link #NONE}. */
    @SuppressWarnings("ReferenceEquality") // keys that are equal but not the same are rare, and only not recognized
    static ExpectedNames after(KeyCache.Key first) {
        ExpectedNames names = LEARNED[first.hash() & MASK];
        return names != null && names.keys[0] == first ? names : NONE;
    }

    /** Expects these names from now on, after the first one of them, if all of them are cached. */
    static void learn(@Nullable Object[] distinct) {
        if (distinct.length == 0 || distinct.length > KeyCache.MAXIMUM_ENTRIES) {
            return;
        }
        var keys = new KeyCache.Key[distinct.length / 2];
        for (int i = 0; i < keys.length; i++) {
            KeyCache.Key key = distinct[2 * i] instanceof String name ? KeyCache.cached(name) : null;
            if (key == null) {
                return;
            }
            keys[i] = key;
        }
        LEARNED[keys[0].hash() & MASK] = new ExpectedNames(keys);
    }

    /** The fields of a document that has these names: the names at even indexes, and room for their values. */
    @Nullable
    Object[] entries() {
        return entries.length == 0 ? entries : entries.clone();
    }

    /** The key of the name at an even index. */
    KeyCache.Key at(int index) {
        return keys[index >> 1];
    }

    /**
     * For a document whose name at an index is another one: takes the names from there on out of its fields, and notes
     * the hashes of those before; returns the key of the last of them.
     */
    KeyCache.Key leave(@Nullable Object[] fields, int index, KeyHashes hashes) {
        Arrays.fill(fields, index, fields.length, null);
        for (int i = 0; i < index / 2; i++) {
            hashes.push(keys[i].hash());
        }
        return index == 0 ? KeyCache.NO_KEY : keys[index / 2 - 1];
    }
}
