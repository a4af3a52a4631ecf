package dev.morelia.topology;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.HostText;
import java.io.Serializable;
import java.util.Locale;

/**
 * The address of a server: a host name, an IPv4 or IPv6 address with a TCP port, or the path of a Unix domain socket.
 *
 * <p>Host names are converted to lower case, IPv6 addresses have no brackets. A host that contains a slash and ends in
 * {@code .sock} is the path of a Unix domain socket; its port is always 0. Immutable and thread-safe.
 *
 * @param host host name, IP address, or path of a Unix domain socket
 * @param port TCP port from 1 to 65535, or 0 for a Unix domain socket
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-string/connection-string-spec.md#host-identifier">Connection String: host identifier</a>
 */
public record ServerAddress(String host, int port) implements Comparable<ServerAddress>, Serializable {
    /** The default port of a server: 27017. */
    public static final int DEFAULT_PORT = 27017;

    /**
     * Creates an address.
     *
     * @throws IllegalArgumentException if the host is empty or malformed or the port is out of range
     */
    public ServerAddress {
        Argument.text("host", host);
        if (HostText.isSocketPath(host)) {
            port = 0;
        } else {
            host = plainHost(host.toLowerCase(Locale.ROOT));
            if (port < 1 || port > 65535) {
                throw Argument.rejected("port", port, "must be between 1 and 65535");
            }
        }
    }

    private static String plainHost(String host) {
        String problem = HostText.hostProblem(host);
        if (problem != null) {
            throw Argument.rejected("host", host, problem);
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Returns the address of a host with the default port, or of the path of a Unix domain socket.
     *
     * @throws IllegalArgumentException if the host is empty or malformed
     */
    public static ServerAddress of(String host) {
        return new ServerAddress(host, DEFAULT_PORT);
    }

    /**
     * Parses {@code host}, {@code host:port}, {@code [ipv6]}, {@code [ipv6]:port} or a path with a slash that ends in
     * {@code .sock}. The default port is 27017.
     *
     * @throws IllegalArgumentException if the text has none of these forms
     */
    public static ServerAddress parse(String text) {
        String problem = HostText.problem(Argument.text("address", text));
        if (problem != null) {
            throw Argument.rejected("address", text, problem);
        }
        if (HostText.isSocketPath(text)) {
            return new ServerAddress(text, 0);
        }
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        return colon < 0
                ? of(text)
                : new ServerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Whether this is the path of a Unix domain socket. */
    public boolean isUnixSocket() {
        return port == 0;
    }

    /** Orders by host, then by port, so that lists of servers always print in the same order. */
    @Override
    public int compareTo(ServerAddress other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    /** {@code host:port}, {@code [ipv6]:port} or the path, as {@link #parse} accepts it. */
    @Override
    public String toString() {
        if (isUnixSocket()) {
            return host;
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
