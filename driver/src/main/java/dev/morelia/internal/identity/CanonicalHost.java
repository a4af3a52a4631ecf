package dev.morelia.internal.identity;

import dev.morelia.internal.argument.HostText;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The name of a host in a Kerberos principal, as the property {@code CANONICALIZE_HOST_NAME} says: the given name
 * ({@code none}), what it is an alias of ({@code forward}), or the name of its address ({@code forwardAndReverse}). If
 * a lookup fails, the given name is used, as specified. May block; the lookups of aliases end after five seconds, or
 * after half of the time that is left.
 *
 * @param property the value of the property
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#hostname-canonicalization">Authentication:
 *     Hostname Canonicalization</a>
 */
record CanonicalHost(Env env, String property) {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MAXIMUM_ALIASES = 10;

    /** Returns the name for a host. */
    String of(String host, Deadline deadline) {
        try {
            return switch (property) {
                case "none", "false" -> host;
                case "forward" -> alias(host, deadline);
                default -> nameOfAddress(host);
            };
        } catch (UnknownHostException | DnsException unavailable) {
            return host;
        }
    }

    /** Follows the CNAME records, as an alias may be one of another alias. */
    private String alias(String host, Deadline deadline) throws UnknownHostException, DnsException {
        List<InetAddress> addresses = env.resolve(host);
        boolean isLiteral =
                host.indexOf(':') >= 0 || addresses.getFirst().getHostAddress().equals(host);
        long nowNanos = env.nanoTime();
        var limit = Deadline.after(nowNanos, Math.min(LIMIT_NANOS, deadline.remainingNanos(nowNanos) / 2));
        String name = host.toLowerCase(Locale.ROOT);
        for (int i = 0; i < MAXIMUM_ALIASES && !isLiteral; i++) {
            List<String> found = cname(name, limit);
            if (found.isEmpty()) {
                return name;
            }
            name = normalized(found.getFirst());
        }
        return host;
    }

    private List<String> cname(String name, Deadline limit) throws DnsException {
        long remainingNanos = limit.remainingNanos(env.nanoTime());
        if (remainingNanos <= 0) {
            throw new DnsException(Reason.TIMED_OUT, "there was no answer in time", null);
        }
        try {
            return env.cname(name, Duration.ofNanos(remainingNanos));
        } catch (DnsException failed) {
            if (failed.reason() == Reason.NO_SUCH_NAME) {
                // A name of the hosts file, which no name server knows.
                return List.of();
            }
            throw failed;
        }
    }

    private static String normalized(String target) throws DnsException {
        String name = target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
        if (name.isEmpty() || name.indexOf(':') >= 0 || HostText.hostProblem(name) != null) {
            throw new DnsException(Reason.SERVER_FAILURE, "a CNAME record is malformed", null);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private String nameOfAddress(String host) throws UnknownHostException {
        InetAddress address = env.resolve(host).getFirst();
        String name = env.nameOf(address);
        // Its text instead of a name means that there is no name.
        return name.equals(address.getHostAddress()) ? host : name.toLowerCase(Locale.ROOT);
    }
}
