package dev.morelia.internal.client;

import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.argument.Blanks;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Credential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejects settings that this version does not support yet where ignoring them would mean less security or the wrong
 * server.
 */
public final class PlannedFeatures {
    private static final String SRV = "mongodb+srv://";

    private PlannedFeatures() {}

    /**
     * Checks the scheme before the connection strings are parsed: errors about other options of an unusable connection
     * string would be misleading.
     *
     * @throws UnsupportedFeatureException if one of them has a scheme that this version does not support
     */
    public static void rejectScheme(List<String> uris) {
        rejectIf(uris.stream().anyMatch(uri -> Blanks.strip(uri).startsWith(SRV)), SRV);
    }

    /** Throws {@link UnsupportedFeatureException} naming the first setting that is not supported. */
    public static void reject(ClientSettings settings) {
        var topology = settings.topology();
        // First, because it implies TLS, which the connection string need not mention.
        rejectIf(topology.srv() != null, SRV);
        rejectCredential(settings.credential());
        rejectIf(settings.socket().proxy() != null, "a proxy (proxyHost)");
        rejectIf(topology.loadBalanced(), "loadBalanced=true");
    }

    private static void rejectCredential(@Nullable Credential credential) {
        AuthMechanism mechanism = credential == null ? null : credential.mechanism();
        if (mechanism == AuthMechanism.MONGODB_AWS
                || mechanism == AuthMechanism.MONGODB_OIDC
                || mechanism == AuthMechanism.GSSAPI) {
            rejectIf(true, "authMechanism=" + mechanism.wireName());
        }
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
