package dev.morelia.spec.unified.server;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A version string of the unified test format: one to three numbers; anything after them is ignored.
 *
 * @param major the first number
 * @param minor the second number, 0 if absent
 * @param patch the third number, 0 if absent
 */
public record Version(int major, int minor, int patch) implements Comparable<Version> {
    private static final Pattern FORMAT = Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:[-+.].*)?");
    private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(Version::patch);

    /**
     * Reads {@code 4.9.0-alpha4}, {@code 4.9} or {@code 4}; throws {@link IllegalArgumentException} for anything else.
     */
    public static Version parse(String text) {
        var matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a version: " + text);
        }
        return new Version(
                Integer.parseInt(matcher.group(1)),
                matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
