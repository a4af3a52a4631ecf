package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;

/**
 * The DNS name that provides the hosts of a deployment. Immutable and thread-safe.
 *
 * @param host the name after {@code mongodb+srv://}
 * @param serviceName the service asked for; {@code mongodb} unless set
 * @param maxHosts the maximum number of hosts taken from the DNS answer, chosen at random; 0 for all, the default
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery.md">Initial DNS Seedlist Discovery</a>
 */
public record SrvSettings(String host, String serviceName, int maxHosts) {
    /** The service asked for when none is named: {@code mongodb}. */
    public static final String DEFAULT_SERVICE_NAME = "mongodb";

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if a name is empty or {@code maxHosts} negative
     */
    public SrvSettings {
        Argument.text("host", host);
        Argument.text("srvServiceName", serviceName);
        Argument.atLeast("srvMaxHosts", maxHosts, 0);
    }
}
