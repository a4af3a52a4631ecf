package dev.morelia;

import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.settings.ClientSettings;

/**
 * Refuses settings whose meaning this version does not carry out yet: ignoring one would mean less security or the
 * wrong server.
 */
final class PlannedFeatures {
    private PlannedFeatures() {}

    /** Throws {@link UnsupportedFeatureException} naming the first setting that would be ignored. */
    static void refuse(ClientSettings settings) {
        var topology = settings.topology();
        refuseIf(settings.credential() != null, "authentication (user name or authMechanism)");
        refuseIf(settings.tls().enabled(), "tls=true");
        refuseIf(settings.socket().proxy() != null, "a proxy (proxyHost)");
        refuseIf(topology.srv() != null, "mongodb+srv://");
        refuseIf(topology.loadBalanced(), "loadBalanced=true");
    }

    private static void refuseIf(boolean asked, String setting) {
        if (asked) {
            throw new UnsupportedFeatureException(null, setting, "a later version of Morelia");
        }
    }
}
