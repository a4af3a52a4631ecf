package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.HostText;
import java.net.IDN;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The DNS name that provides the hosts of a deployment. Names are converted to lower case and to the ASCII form of
 * international names, without a dot at the end. Immutable and thread-safe.
 *
 * @param host the name after {@code mongodb+srv://}
 * @param serviceName the service asked for; {@code mongodb} unless set
 * @param maxHosts the maximum number of hosts taken from the DNS answer, chosen at random; 0 for all, the default
 * @param allowedHostsSuffix the domain that the hosts in the DNS answer must belong to, with a dot at its start; null,
 *     the default, for the domain of {@code host}
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery.md">Initial DNS Seedlist Discovery</a>
 */
public record SrvSettings(
        String host,
        String serviceName,
        int maxHosts,
        @Nullable String allowedHostsSuffix) {
    /** The service asked for when none is named: {@code mongodb}. */
    public static final String DEFAULT_SERVICE_NAME = "mongodb";

    private static final int MAXIMUM_NAME_LENGTH = 253;
    private static final int MAXIMUM_LABEL_LENGTH = 63;
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    /** Top-level domains that are reserved for private use, or common there. */
    private static final Set<String> PRIVATE_DOMAINS =
            Set.of("test", "localhost", "invalid", "example", "local", "internal", "corp", "home", "mail");

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if a name is not a valid DNS name, if {@code maxHosts} is negative, or if {@code
     *     allowedHostsSuffix} is a top-level domain, except one for private use
     */
    public SrvSettings {
        host = name("host", Argument.text("host", host));
        Argument.text("srvServiceName", serviceName);
        Argument.atLeast("srvMaxHosts", maxHosts, 0);
        checkLength("host", host, "_" + serviceName + "._tcp." + host);
        if (allowedHostsSuffix != null) {
            allowedHostsSuffix = "." + suffix(allowedHostsSuffix);
        }
    }

    private static String suffix(String value) {
        String option = "srvAllowedHostsSuffix";
        String suffix = name(option, value.startsWith(".") ? value.substring(1) : value);
        if (suffix.indexOf('.') < 0 && !PRIVATE_DOMAINS.contains(suffix)) {
            throw Argument.rejected(
                    option, value, "must not be a top-level domain, to which anybody's hosts may belong");
        }
        return suffix;
    }

    private static String name(String option, String value) {
        String problem = HostText.hostProblem(value);
        String name = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
        if (problem != null || name.isEmpty() || name.indexOf(':') >= 0) {
            throw Argument.rejected(option, value, problem == null ? "must be a DNS name" : problem);
        }
        if (IPV4.matcher(name).matches()) {
            throw Argument.rejected(
                    option,
                    value,
                    "must be a DNS name, not an IP address: with mongodb+srv:// DNS"
                            + " provides the hosts, with mongodb:// the connection string does");
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException malformed) {
            throw Argument.rejected(option, value, "must be a DNS name: " + malformed.getMessage());
        }
    }

    private static void checkLength(String option, String value, String query) {
        boolean fits = query.length() <= MAXIMUM_NAME_LENGTH;
        for (String label : query.split("\\.", -1)) {
            fits &= label.length() <= MAXIMUM_LABEL_LENGTH;
        }
        if (!fits) {
            throw Argument.rejected(option, value, "must not be longer than a DNS name may be");
        }
    }
}
