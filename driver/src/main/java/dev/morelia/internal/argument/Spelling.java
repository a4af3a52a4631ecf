package dev.morelia.internal.argument;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that a misspelled word probably means. */
public final class Spelling {
    /** Longer words are not compared: they are not typos, and the effort grows with the length. */
    private static final int MAXIMUM_WORD = 64;

    private Spelling() {}

    /**
     * The most similar of the known words, ignoring case; null if none is similar. Similar means one typo, or one per
     * three letters: a letter added, missing, wrong, or swapped with the next one.
     */
    public static @Nullable String nearest(String word, Collection<String> known) {
        if (word.length() > MAXIMUM_WORD) {
            return null;
        }
        String nearest = null;
        // At least one letter must match.
        int least = Math.min(Math.max(1, word.length() / 3) + 1, word.length());
        for (String candidate : known) {
            int slips = slips(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (slips < least) {
                least = slips;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** The optimal string alignment distance. */
    private static int slips(String from, String to) {
        int[] beforePrevious = {};
        int[] previous = new int[to.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
                }
            }
            beforePrevious = previous;
            previous = row;
        }
        return previous[to.length()];
    }
}
