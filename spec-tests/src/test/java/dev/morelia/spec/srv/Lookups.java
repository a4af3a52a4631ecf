package dev.morelia.spec.srv;

import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.settings.ClientSettings;
import dev.morelia.testkit.dns.DnsServer;
import java.time.Duration;
import java.util.Objects;

/** The settings of connection strings, completed by a DNS server, without a client. */
final class Lookups {
    private Lookups() {}

    /**
     * The settings that a client of this connection string uses.
     *
     * @throws IllegalArgumentException if the connection string alone is wrong
     * @throws SeedlistException if DNS provides no hosts, or what contradicts the connection string
     */
    static ClientSettings complete(String uri, DnsServer dns) throws SeedlistException {
        return complete(ClientSettings.of(uri), dns);
    }

    /** The settings that a client of these settings uses. */
    static ClientSettings complete(ClientSettings given, DnsServer dns) throws SeedlistException {
        var settings = new EffectiveSettings(SystemEnv.INSTANCE, given, dns.resolver(), complete -> {});
        var lookup = Objects.requireNonNull(settings.lookup());
        var deadline = Deadline.after(System.nanoTime(), Duration.ofSeconds(10).toNanos());
        var seedlist = lookup.srv(deadline, CancelToken.NONE);
        return settings.complete(seedlist, lookup.txt(deadline, CancelToken.NONE));
    }
}
