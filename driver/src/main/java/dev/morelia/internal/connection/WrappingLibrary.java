package dev.morelia.internal.connection;

import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a library that wraps this driver, for the handshake.
 *
 * @param name the library's name
 * @param version its version; null or empty for none
 * @param platform the platform it runs on; null or empty for none
 */
public record WrappingLibrary(
        String name, @Nullable String version, @Nullable String platform) {
    /** Separates the values of several libraries. */
    static final String DELIMITER = "|";

    /**
     * Creates the metadata.
     *
     * @throws IllegalArgumentException if the name is null or empty, or a value contains the delimiter
     */
    public WrappingLibrary {
        checkDelimiter("name", Argument.text("name", name));
        version = version == null || version.isEmpty() ? null : checkDelimiter("version", version);
        platform = platform == null || platform.isEmpty() ? null : checkDelimiter("platform", platform);
    }

    private static String checkDelimiter(String argument, String value) {
        if (value.contains(DELIMITER)) {
            throw Argument.rejected(
                    argument, value, "must not contain " + DELIMITER + ", which separates the values of libraries");
        }
        return value;
    }
}
