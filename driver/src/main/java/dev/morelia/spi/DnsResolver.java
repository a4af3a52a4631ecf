package dev.morelia.spi;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the DNS records behind a {@code mongodb+srv} connection string; by default the JDK's DNS client asks the
 * name servers of the operating system. Each lookup runs on a thread of its own, which the driver no longer waits for
 * once the timeout has passed. Must be thread-safe; an exception of any other type counts as a failed lookup.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/initial-dns-seedlist-discovery/initial-dns-seedlist-discovery.md#querying-dns">Initial DNS Seedlist Discovery: querying DNS</a>
 */
public interface DnsResolver {

    /**
     * An SRV record. Priority and weight have no meaning for MongoDB.
     *
     * @param target the host name, with or without a dot at its end
     * @param port the port
     * @param timeToLive for how long the record may be cached; null if unknown
     */
    record SrvRecord(String target, int port, @Nullable Duration timeToLive) {
        /** Checks that there is a target. */
        public SrvRecord {
            Argument.notNull("target", target);
        }
    }

    /**
     * Looks up SRV records.
     *
     * @param name the whole name, such as {@code _mongodb._tcp.cluster.example.org}, without a dot at its end
     * @param timeout the time after which the caller no longer waits
     * @return the records; empty if the name exists but has none
     * @throws DnsException if the name does not exist or the lookup failed
     */
    List<SrvRecord> srv(String name, Duration timeout) throws DnsException;

    /**
     * Looks up TXT records.
     *
     * @param name the whole name, without a dot at its end
     * @param timeout the time after which the caller no longer waits
     * @return one text for each record, in which its strings are joined without a separator; empty if the name exists
     *     but has none
     * @throws DnsException if the name does not exist or the lookup failed
     */
    List<String> txt(String name, Duration timeout) throws DnsException;
}
