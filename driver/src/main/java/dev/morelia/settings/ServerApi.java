package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * The version of the server's stable API that each command declares. Immutable and thread-safe.
 *
 * @param version the version: {@code "1"}, the only one there is
 * @param strict whether the server shall reject commands outside that version; null to not say
 * @param deprecationErrors whether the server shall reject what is deprecated in it; null to not say
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/versioned-api/versioned-api.md">Versioned API</a>
 */
public record ServerApi(
        String version, @Nullable Boolean strict, @Nullable Boolean deprecationErrors) {
    /** Version 1, neither strict nor rejecting what is deprecated. */
    public static final ServerApi V1 = new ServerApi("1", null, null);

    /**
     * A declaration.
     *
     * @throws IllegalArgumentException if it is no version that this driver knows
     */
    public ServerApi {
        if (!Argument.notNull("version", version).equals("1")) {
            throw Argument.rejected("version", version, "must be \"1\", the only version there is");
        }
    }

    /** Returns a copy with the given {@code strict}. */
    public ServerApi strict(boolean value) {
        return new ServerApi(version, value, deprecationErrors);
    }

    /** Returns a copy with the given {@code deprecationErrors}. */
    public ServerApi deprecationErrors(boolean value) {
        return new ServerApi(version, strict, value);
    }
}
