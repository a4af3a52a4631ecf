package dev.morelia.bson;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key's position among the alternating keys and values of a large document.
 *
 * <p>An open-addressed table of positions. {@link String#hashCode()} is free because strings cache it, but an attacker
 * can craft thousands of keys with the same one; when a probe gets long, the table is rebuilt with a randomly seeded
 * hash.
 */
final class KeyIndex {
    /** Up to this many entries, a linear scan is about as fast and takes no memory. */
    static final int SMALLEST = 16;

    private static final int MAXIMUM_PROBE = 32;
    private static final long PRIME = (1L << 61) - 1;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Position of a key plus one; zero is free. */
    private int[] table;

    private int shift;
    private int count;

    /** The secret seed of the hash, or 0 while {@link String#hashCode()} is used. */
    private long seed;

    private KeyIndex(int expected) {
        table = allocate(expected);
    }

    /** Creates an index of the first {@code size} keys, which are all different. */
    static KeyIndex of(@Nullable Object[] entries, int size) {
        var index = new KeyIndex(size);
        index.rebuild(entries, size);
        return index;
    }

    /** The position of a key, or -1. */
    int find(String key, @Nullable Object[] entries) {
        int mask = table.length - 1;
        for (int slot = slot(key); ; slot = (slot + 1) & mask) {
            int place = table[slot] - 1;
            if (place < 0) {
                return -1;
            }
            if (key.equals(entries[2 * place])) {
                return place;
            }
        }
    }

    /** Adds the key at a position; all before it must be in the index, and this one must not. */
    void add(@Nullable Object[] entries, int place) {
        if (2 * (count + 1) > table.length) {
            table = allocate(2 * (count + 1));
            rebuild(entries, place + 1);
        } else if (!insert(keyAt(entries, place), place)) {
            rebuild(entries, place + 1);
        }
    }

    private void rebuild(@Nullable Object[] entries, int size) {
        boolean done;
        do {
            Arrays.fill(table, 0);
            count = 0;
            done = true;
            for (int place = 0; place < size && done; place++) {
                done = insert(keyAt(entries, place), place);
            }
        } while (!done);
    }

    /** Returns false if the probe got so long that the table has to be rebuilt with the seed now set. */
    private boolean insert(String key, int place) {
        int mask = table.length - 1;
        int slot = slot(key);
        int probes = 0;
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
            if (++probes > MAXIMUM_PROBE && seed == 0) {
                seed = ThreadLocalRandom.current().nextLong(1, PRIME);
                return false;
            }
        }
        table[slot] = place + 1;
        count++;
        return true;
    }

    private static String keyAt(@Nullable Object[] entries, int place) {
        return (String) Objects.requireNonNull(entries[2 * place]);
    }

    private int slot(String key) {
        long hash = seed == 0 ? key.hashCode() : keyedHash(key);
        return (int) ((hash * SPREAD) >>> shift);
    }

    /** The key as a polynomial over a prime field at a secret point, so that collisions cannot be crafted. */
    private long keyedHash(String key) {
        long hash = key.length();
        for (int i = 0; i < key.length(); i++) {
            long high = Math.multiplyHigh(hash, seed);
            long low = hash * seed;
            hash = (low & PRIME) + ((low >>> 61) | (high << 3)) + key.charAt(i);
            hash = (hash & PRIME) + (hash >>> 61);
        }
        return hash;
    }

    private int[] allocate(int expected) {
        int bits = Math.max(5, 33 - Integer.numberOfLeadingZeros((expected - 1) | 1));
        shift = 64 - bits;
        return new int[1 << bits];
    }
}
