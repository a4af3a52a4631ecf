package dev.morelia.internal.client;

import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.argument.Blanks;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.CompressionSettings;
import dev.morelia.settings.ConnectionString;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses settings whose meaning this version does not carry out yet: ignoring one would mean less security or the
 * wrong server.
 */
public final class PlannedFeatures {
    private static final String SRV = "mongodb+srv://";

    private PlannedFeatures() {}

    /**
     * Before the connection strings are read: complaints about details of what cannot be used anyway would mislead.
     *
     * @throws UnsupportedFeatureException if one of them has a scheme that this version does not carry out
     */
    public static void refuseScheme(List<String> uris) {
        refuseIf(uris.stream().anyMatch(uri -> Blanks.strip(uri).startsWith(SRV)), SRV);
    }

    /** Throws {@link UnsupportedFeatureException} naming the first setting that would be ignored. */
    public static void refuse(ClientSettings settings) {
        var topology = settings.topology();
        // First, as it brings TLS along, which nobody asked for in so many words.
        refuseIf(topology.srv() != null, SRV);
        refuseIf(settings.credential() != null, "authentication (user name or authMechanism)");
        refuseIf(settings.tls().enabled(), "tls=true");
        refuseIf(settings.socket().proxy() != null, "a proxy (proxyHost)");
        refuseIf(topology.loadBalanced(), "loadBalanced=true");
    }

    /** What has no effect in this version but makes nothing less safe, one message each. */
    public static List<String> warnings(ConnectionString uri, ClientSettings settings) {
        boolean asked = uri.options().containsKey("compressors")
                || uri.options().containsKey("zlibCompressionLevel")
                || !settings.compression().equals(CompressionSettings.defaults());
        var warnings = new ArrayList<String>();
        if (asked) {
            warnings.add("Options of compression (compressors) have no effect: this version of Morelia sends"
                    + " and receives messages uncompressed");
        }
        // No warning of the connection string itself: the specification wants none there.
        if (uri.collection() != null) {
            warnings.add("The connection string names '" + uri.database() + "." + uri.collection()
                    + "' after its hosts; what follows the first dot is the name of a collection, has no effect, and"
                    + " the default database is '" + uri.database() + "'");
        }
        return warnings;
    }

    private static void refuseIf(boolean asked, String setting) {
        if (asked) {
            throw new UnsupportedFeatureException(null, setting, "a later version of Morelia");
        }
    }
}
