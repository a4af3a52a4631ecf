package dev.morelia.tools.format;

/** How many there are of something, in words: {@code 1 document}, {@code 2 documents}. */
public final class Quantity {
    private Quantity() {}

    /**
     * A number with its noun.
     *
     * @param noun in the singular, with a regular plural
     */
    public static String of(long count, String noun) {
        return count + " " + (count == 1 ? noun : noun + (noun.endsWith("x") ? "es" : "s"));
    }

    /** What follows a number: {@code 1 was}, {@code 2 were}. */
    public static String were(long count) {
        return count + (count == 1 ? " was" : " were");
    }

    /** Both together: {@code 1 document was}, {@code 2 documents were}. */
    public static String were(long count, String noun) {
        return of(count, noun) + (count == 1 ? " was" : " were");
    }
}
