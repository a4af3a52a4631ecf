package dev.morelia.internal.seedlist;

import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.result.Problem;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.SrvSettings;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import dev.morelia.spi.DnsResolver;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Looks up the SRV and TXT records of a client. Each lookup may take up to {@code connectTimeout}, and both together
 * until the deadline. Thread-safe.
 */
public final class SeedlistLookup {
    private static final Duration MAXIMUM_TIMEOUT = Duration.ofSeconds(30);

    private final Env env;
    private final DnsQueries queries;
    private final DnsResolver resolver;
    private final SrvRules rules;
    private final long timeoutNanos;

    SeedlistLookup(Env env, DnsResolver resolver, SrvSettings srv, ClientSettings settings) {
        this.env = env;
        this.queries = new DnsQueries(env);
        this.resolver = resolver;
        this.rules = new SrvRules(srv, settings.topology().srvHostValidator());
        Duration connectTimeout = settings.socket().connectTimeout();
        boolean unlimited = connectTimeout.isZero() || connectTimeout.compareTo(MAXIMUM_TIMEOUT) > 0;
        this.timeoutNanos = (unlimited ? MAXIMUM_TIMEOUT : connectTimeout).toNanos();
    }

    /** The name in the connection string. */
    public String host() {
        return rules.settings().host();
    }

    /** The name that the SRV records belong to. */
    public String srvName() {
        return rules.queryName();
    }

    /**
     * Looks up the SRV records for the first time.
     *
     * @throws SeedlistException if there is none, or if one of them must not be used
     */
    public Seedlist srv(Deadline deadline, CancelToken token) throws SeedlistException {
        Seedlist found = rescan(List.of(), deadline, token);
        if (found.rejected() != null) {
            throw found.rejected();
        }
        return found;
    }

    /**
     * Looks up the SRV records again; records that must not be used are ignored.
     *
     * @param inUse the hosts in use; they stay if they are still among the hosts of the records
     * @throws SeedlistException if there is no record that may be used
     */
    public Seedlist rescan(Collection<ServerAddress> inUse, Deadline deadline, CancelToken token)
            throws SeedlistException {
        Seedlist found;
        Deadline limit = limit(deadline);
        try {
            // The program's validator runs on the thread of the lookup, so that it cannot block this one.
            found = queries.run(
                            () -> List.of(rules.hosts(List.copyOf(resolver.srv(srvName(), remaining(limit))))),
                            limit,
                            token)
                    .getFirst();
        } catch (DnsException failed) {
            throw failure("SRV records of " + srvName(), failed);
        }
        if (found.hosts().isEmpty() && found.rejected() != null) {
            throw found.rejected();
        }
        return new Seedlist(rules.select(found.hosts(), inUse, env.random()), found.rescanNanos(), found.rejected());
    }

    /**
     * Looks up the TXT record.
     *
     * @return its text; empty if there is none
     */
    public String txt(Deadline deadline, CancelToken token) throws SeedlistException {
        Deadline limit = limit(deadline);
        try {
            return rules.txt(queries.run(() -> resolver.txt(host(), remaining(limit)), limit, token));
        } catch (DnsException failed) {
            if (failed.reason() == Reason.NO_SUCH_NAME) {
                // Some name servers say so of a name that has no records of its own, but names below it.
                return "";
            }
            throw failure("TXT record of " + host(), failed);
        }
    }

    /** A failure for which DNS is not to blame. */
    public SeedlistException unexpected(Throwable failure) {
        return new SeedlistException(
                Problem.OTHER, "looking up the SRV records of " + srvName() + " failed: " + failure, failure);
    }

    private static SeedlistException failure(String what, DnsException failed) {
        Problem problem = switch (failed.reason()) {
            case NO_SUCH_NAME -> Problem.DNS;
            case SERVER_FAILURE, TIMED_OUT -> Problem.DNS_SERVER;
            case UNAVAILABLE -> Problem.NO_RESOLVER;
        };
        return new SeedlistException(problem, "looking up the " + what + " failed: " + failed.getMessage(), failed);
    }

    private Deadline limit(Deadline deadline) {
        return Deadline.after(env.nanoTime(), timeoutNanos).earlier(deadline);
    }

    private Duration remaining(Deadline limit) {
        return Duration.ofNanos(Math.max(1, limit.remainingNanos(env.nanoTime())));
    }
}
