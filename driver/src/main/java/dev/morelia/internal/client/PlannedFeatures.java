package dev.morelia.internal.client;

import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import java.util.ArrayList;
import java.util.List;

/**
 * Rejects settings that this version does not support yet where ignoring them would mean less security or the wrong
 * server.
 */
public final class PlannedFeatures {
    private PlannedFeatures() {}

    /** Throws {@link UnsupportedFeatureException} naming the first setting that is not supported. */
    public static void reject(ClientSettings settings) {
    }

    /** Returns a warning for each setting that has no effect in this version, but is safe to ignore. */
    public static List<String> warnings(ConnectionString uri, ClientSettings settings) {
        var warnings = new ArrayList<String>();
        // The specification does not allow this warning while the connection string is parsed.
        if (uri.collection() != null) {
            warnings.add("The connection string names the collection '" + uri.database() + "." + uri.collection()
                    + "' instead of only a default database: the collection name has no effect, and"
                    + " the default database is '" + uri.database() + "'");
        }
        return warnings;
    }

    private static void rejectIf(boolean isSet, String setting) {
        if (isSet) {
            throw new UnsupportedFeatureException(null, setting, "a later version of Morelia");
        }
    }
}
