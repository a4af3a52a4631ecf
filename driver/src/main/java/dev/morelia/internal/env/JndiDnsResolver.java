package dev.morelia.internal.env;

import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import dev.morelia.spi.DnsResolver;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * The JDK's DNS client, the module {@code jdk.naming.dns}. It repeats a query over UDP that is not answered, and asks
 * over TCP if the answer is truncated. The attributes of JNDI do not contain the time to live of a record, so the SRV
 * records of a sharded cluster are looked up every 60 seconds, as specified for this case. Thread-safe.
 */
public final class JndiDnsResolver implements DnsResolver {

    /** Asks the name servers of the operating system. */
    public static final JndiDnsResolver SYSTEM = new JndiDnsResolver("dns:");

    private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
    /** Each attempt waits twice as long as the one before. */
    private static final int ATTEMPTS = 3;

    private final String url;

    /**
     * A resolver that asks one name server.
     *
     * @param url such as {@code dns://127.0.0.1:5353}; {@code dns:} for the name servers of the operating system
     */
    public JndiDnsResolver(String url) {
        this.url = url;
    }

    @Override
    public List<SrvRecord> srv(String name, Duration timeout) throws DnsException {
        var records = new ArrayList<SrvRecord>();
        for (String value : values(name, "SRV", timeout)) {
            records.add(record(value));
        }
        return records;
    }

    /** Reads priority, weight, port and target, separated by blanks. */
    private static SrvRecord record(String value) throws DnsException {
        String[] fields = value.split(" ", 4);
        try {
            return new SrvRecord(fields[3], Integer.parseInt(fields[2]), null);
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException malformed) {
            throw new DnsException(Reason.SERVER_FAILURE, "an SRV record is malformed", malformed);
        }
    }

    @Override
    public List<String> txt(String name, Duration timeout) throws DnsException {
        return values(name, "TXT", timeout).stream()
                .map(JndiDnsResolver::joined)
                .toList();
    }

    /** The name that a host name is an alias of, with a dot at its end; empty if it is no alias. */
    public List<String> cname(String name, Duration timeout) throws DnsException {
        return values(name, "CNAME", timeout);
    }

    /** Strings come separated by blanks, between quotation marks if they are empty or have a blank in them. */
    static String joined(String value) {
        var text = new StringBuilder(value.length());
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                text.append(value.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c != ' ' || quoted) {
                text.append(c);
            }
        }
        return text.toString();
    }

    private List<String> values(String name, String type, Duration timeout) throws DnsException {
        try {
            return query(name, type, timeout);
        } catch (NameNotFoundException unknown) {
            throw new DnsException(Reason.NO_SUCH_NAME, "the name does not exist", unknown);
        } catch (NoInitialContextException | NoClassDefFoundError missing) {
            throw new DnsException(
                    Reason.UNAVAILABLE,
                    "this Java runtime lacks the module jdk.naming.dns: add it, as with jlink --add-modules"
                            + " jdk.naming.dns, or give the client's builder another dnsResolver",
                    missing);
        } catch (NamingException failed) {
            boolean timedOut = failed.getRootCause() instanceof SocketTimeoutException;
            throw new DnsException(
                    timedOut ? Reason.TIMED_OUT : Reason.SERVER_FAILURE,
                    timedOut ? "no name server answered" : String.valueOf(failed.getMessage()),
                    failed);
        }
    }

    // The name servers come from the operating system, and the names consist of letters, digits, dots and hyphens.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"}) // JNDI takes a Hashtable
    private List<String> query(String name, String type, Duration timeout) throws NamingException {
        long firstMillis = Math.max(1, timeout.toMillis() / ((1 << ATTEMPTS) - 1));
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
        environment.put(Context.PROVIDER_URL, url);
        environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(Math.min(firstMillis, Integer.MAX_VALUE)));
        environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(ATTEMPTS));
        var context = new InitialDirContext(environment);
        try {
            Attribute attribute =
                    context.getAttributes(name, new String[] {type}).get(type);
            var values = new ArrayList<String>();
            for (int i = 0; attribute != null && i < attribute.size(); i++) {
                values.add(String.valueOf(attribute.get(i)));
            }
            return values;
        } finally {
            context.close();
        }
    }
}
