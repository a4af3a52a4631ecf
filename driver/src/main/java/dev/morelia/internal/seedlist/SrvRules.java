package dev.morelia.internal.seedlist;

import dev.morelia.internal.argument.HostText;
import dev.morelia.result.Problem;
import dev.morelia.settings.SrvSettings;
import dev.morelia.spi.DnsResolver.SrvRecord;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The rules for SRV and TXT records. Pure, except for the program's validator: records in, hosts out.
 *
 * @param settings the settings of the lookup
 * @param validator decides about hosts instead of their domain; null for none
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery.md#querying-dns">Initial DNS Seedlist Discovery: querying DNS</a>
 */
record SrvRules(SrvSettings settings, @Nullable Predicate<String> validator) {
    /** The maximum number of records: each host has a thread and a connection pool. */
    static final int MAXIMUM_RECORDS = 1000;

    private static final int MAXIMUM_TXT_LENGTH = 10_000;
    private static final int MAXIMUM_SHOWN = 100;
    private static final int LABELS_WITH_SUBDOMAIN = 3;
    private static final int MAXIMUM_PORT = 65535;
    private static final Duration MINIMUM_RESCAN = Duration.ofSeconds(60);
    private static final Duration MAXIMUM_RESCAN = Duration.ofDays(1);

    /** The name that the SRV records belong to. */
    String queryName() {
        return "_" + settings.serviceName() + "._tcp." + settings.host();
    }

    /** The domain that the hosts must belong to, with a dot at its start. */
    private String domain() {
        String suffix = settings.allowedHostsSuffix();
        if (suffix != null) {
            return suffix;
        }
        String host = settings.host();
        boolean hasSubdomain = host.split("\\.", -1).length >= LABELS_WITH_SUBDOMAIN;
        return hasSubdomain ? host.substring(host.indexOf('.')) : "." + host;
    }

    /**
     * Returns the hosts that may be used, in the order of the answer, none if there are too many records. Calls the
     * program's validator, so it must not run on a thread that anything else depends on.
     */
    Seedlist hosts(List<SrvRecord> records) {
        var hosts = new LinkedHashSet<ServerAddress>();
        SeedlistException rejected = null;
        if (records.isEmpty()) {
            rejected = new SeedlistException(
                    Problem.NO_SRV_RECORDS, "the name " + queryName() + " has no SRV records", null);
        } else if (records.size() > MAXIMUM_RECORDS) {
            rejected = new SeedlistException(
                    Problem.SRV_RECORDS,
                    "the name " + queryName() + " has " + records.size() + " SRV records, the maximum is "
                            + MAXIMUM_RECORDS,
                    null);
        } else {
            for (SrvRecord each : records) {
                SeedlistException problem = problem(each);
                if (problem == null) {
                    hosts.add(new ServerAddress(normalized(each.target()), each.port()));
                } else if (rejected == null) {
                    rejected = problem;
                }
            }
        }
        return new Seedlist(List.copyOf(hosts), rescanNanos(records), rejected);
    }

    /** The least time to live of the records, within limits. */
    private static long rescanNanos(List<SrvRecord> records) {
        Duration least = MAXIMUM_RESCAN;
        for (SrvRecord each : records) {
            Duration timeToLive = each.timeToLive() == null ? MINIMUM_RESCAN : each.timeToLive();
            least = timeToLive.compareTo(least) < 0 ? timeToLive : least;
        }
        return (least.compareTo(MINIMUM_RESCAN) < 0 ? MINIMUM_RESCAN : least).toNanos();
    }

    private @Nullable SeedlistException problem(SrvRecord found) {
        String target = String.valueOf(found.target());
        String host = normalized(target);
        if (host.isEmpty()) {
            return problem(
                    Problem.NO_SRV_RECORDS, "has an empty target, which means that the service is not available");
        }
        String shown = host.length() > MAXIMUM_SHOWN ? host.substring(0, MAXIMUM_SHOWN) + "..." : host;
        String malformed = HostText.hostProblem(host);
        if (malformed != null || host.indexOf(':') >= 0) {
            return problem(Problem.SRV_RECORDS, "names a host that is no DNS name");
        }
        if (found.port() < 1 || found.port() > MAXIMUM_PORT) {
            return problem(
                    Problem.SRV_RECORDS,
                    "names the host " + shown + " with port " + found.port() + ", which must be between 1 and "
                            + MAXIMUM_PORT);
        }
        if (validator != null) {
            return rejection(validator, host, shown);
        }
        if (!host.endsWith(domain())) {
            return problem(
                    Problem.SRV_DOMAIN,
                    "names the host " + shown + ", which does not belong to the domain "
                            + domain().substring(1)
                            + (settings.allowedHostsSuffix() == null ? "" : " of srvAllowedHostsSuffix"));
        }
        return null;
    }

    private @Nullable SeedlistException rejection(Predicate<String> program, String host, String shown) {
        try {
            return program.test(host)
                    ? null
                    : problem(
                            Problem.SRV_HOST_VALIDATOR,
                            "names the host " + shown + ", which the srvHostValidator does not accept");
        } catch (Throwable e) {
            // Catch everything: it is the program's code, and a record that it fails for is like one that it rejects.
            return new SeedlistException(
                    Problem.SRV_HOST_VALIDATOR,
                    "the srvHostValidator threw " + e.getClass().getName() + " for the host " + shown
                            + " in an SRV record of " + queryName(),
                    e);
        }
    }

    private SeedlistException problem(Problem problem, String what) {
        return new SeedlistException(problem, "an SRV record of " + queryName() + " " + what, null);
    }

    private static String normalized(String target) {
        String host = target.toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /**
     * Returns the text of the TXT record; empty if there is none.
     *
     * @throws SeedlistException if there are several, or if it is too long
     */
    String txt(List<String> records) throws SeedlistException {
        if (records.size() > 1) {
            throw new SeedlistException(
                    Problem.TXT_RECORD,
                    "the name " + settings.host() + " has " + records.size() + " TXT records, the maximum is one",
                    null);
        }
        String text = records.isEmpty() ? "" : records.getFirst();
        if (text.length() > MAXIMUM_TXT_LENGTH) {
            throw new SeedlistException(
                    Problem.TXT_RECORD,
                    "the TXT record of " + settings.host() + " has " + text.length() + " characters, the maximum is "
                            + MAXIMUM_TXT_LENGTH,
                    null);
        }
        return text;
    }

    /**
     * Returns the hosts to use: all that were found, or, with {@code srvMaxHosts}, those of them that are in use
     * already, and others chosen at random up to the maximum.
     */
    List<ServerAddress> select(
            Collection<ServerAddress> found, Collection<ServerAddress> inUse, RandomGenerator random) {
        if (settings.maxHosts() == 0 || found.size() <= settings.maxHosts()) {
            return List.copyOf(found);
        }
        var selected = new ArrayList<ServerAddress>();
        var others = new ArrayList<ServerAddress>();
        found.forEach(host -> (inUse.contains(host) ? selected : others).add(host));
        for (int i = 0; i < others.size() && selected.size() < settings.maxHosts(); i++) {
            Collections.swap(others, i, i + random.nextInt(others.size() - i));
            selected.add(others.get(i));
        }
        return selected;
    }
}
