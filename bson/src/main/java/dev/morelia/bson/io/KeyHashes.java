package dev.morelia.bson.io;

import java.util.Arrays;

/**
 * A stack of the hashes of the keys of the open documents. Shows without comparing keys that they differ: if their
 * hashes differ, so do they.
 */
final class KeyHashes {
    /** More collisions than this are unlikely to happen by chance; keys crafted to collide must not take longer. */
    private static final int MAXIMUM_PROBE = 16;

    private static final int SPREAD = 0x9E3779B9;

    private int[] hashes = new int[64];
    private int size;

    private int[] table = new int[64];

    /** The capacity. */
    int capacity() {
        return hashes.length + table.length;
    }

    int size() {
        return size;
    }

    void push(int hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size++] = hash;
    }

    /** Removes the hashes from an index on; returns true if all differ, false if they may not. */
    boolean differ(int first) {
        int count = size - first;
        size = first;
        long seen = 0;
        boolean repeated = false;
        for (int i = first; i < first + count; i++) {
            long bit = 1L << hashes[i];
            repeated |= (seen & bit) != 0; // maybe equal: two hashes may have six bits in common
            seen |= bit;
        }
        return !repeated || (count <= 8 ? differInPairs(first, count) : differInTable(first, count));
    }

    private boolean differInPairs(int first, int count) {
        for (int i = first + 1; i < first + count; i++) {
            for (int j = first; j < i; j++) {
                if (hashes[i] == hashes[j]) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean differInTable(int first, int count) {
        int bits = 33 - Integer.numberOfLeadingZeros(count);
        int shift = 32 - bits;
        int mask = (1 << bits) - 1;
        if (table.length <= mask) {
            table = new int[mask + 1];
        } else {
            Arrays.fill(table, 0, mask + 1, 0);
        }
        for (int i = first; i < first + count; i++) {
            int hash = hashes[i] == 0 ? 1 : hashes[i]; // zero marks a free slot
            int slot = (hash * SPREAD) >>> shift;
            for (int probes = 0; table[slot] != 0; probes++) {
                if (table[slot] == hash || probes > MAXIMUM_PROBE) {
                    return false;
                }
                slot = (slot + 1) & mask;
            }
            table[slot] = hash;
        }
        return true;
    }
}
