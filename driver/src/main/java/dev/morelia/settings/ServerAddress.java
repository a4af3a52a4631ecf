package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where one server listens: a host name, an IPv4 or IPv6 address with a TCP port, or the path of a Unix domain socket.
 *
 * <p>Host names are kept in lower case, IPv6 addresses without brackets. A host that has a slash and
 * ends in {@code .sock} is the path of a Unix domain socket; its port is always 0. Immutable and thread-safe.
 *
 * @param host host name, IP address, or path of a Unix domain socket
 * @param port TCP port from 1 to 65535, or 0 for a Unix domain socket
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-string/connection-string-spec.md#host-identifier">Connection String: host identifier</a>
 */
public record ServerAddress(String host, int port) implements Comparable<ServerAddress> {
    /** The port of a server when none is named: 27017. */
    public static final int DEFAULT_PORT = 27017;

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}(%[^\\s/%]{1,64})?");
    private static final Pattern NOT_IN_A_HOST = Pattern.compile("[\\s\\p{Cntrl}/?#@\\[\\],:%\\\\\"]");

    /**
     * An address.
     *
     * @throws IllegalArgumentException if the host is empty or malformed or the port is out of range
     */
    public ServerAddress {
        Argument.text("host", host);
        if (isSocketPath(host)) {
            port = 0;
        } else {
            host = plainHost(host.toLowerCase(Locale.ROOT));
            if (port < 1 || port > 65535) {
                throw Argument.rejected("port", port, "must be between 1 and 65535");
            }
        }
    }

    private static boolean isSocketPath(String text) {
        return text.endsWith(".sock") && text.indexOf('/') >= 0;
    }

    private static String plainHost(String host) {
        String plain = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        boolean valid = plain.indexOf(':') >= 0
                ? IPV6.matcher(plain).matches()
                : !plain.isEmpty()
                        && plain.length() == host.length()
                        && !NOT_IN_A_HOST.matcher(plain).find();
        if (!valid) {
            throw Argument.rejected(
                    "host", host, "must be a host name, an IP address or a path with a slash that ends in .sock");
        }
        return plain;
    }

    /**
     * A host with the default port, or the path of a Unix domain socket.
     *
     * @throws IllegalArgumentException if the host is empty or malformed
     */
    public static ServerAddress of(String host) {
        return new ServerAddress(host, DEFAULT_PORT);
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [ipv6]}, {@code [ipv6]:port} or a path with a slash that
     * ends in {@code .sock}. Without a port it is 27017.
     *
     * @throws IllegalArgumentException if the text has none of these forms
     */
    public static ServerAddress parse(String text) {
        Argument.text("address", text);
        if (isSocketPath(text)) {
            return new ServerAddress(text, 0);
        }
        int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']') + 1) : text.indexOf(':');
        if (colon < 0) {
            return of(text);
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && !host.endsWith("]")) {
            throw Argument.rejected("address", text, "must close the bracket around an IPv6 address before the port");
        }
        return new ServerAddress(host, port(text, text.substring(colon + 1)));
    }

    private static int port(String text, String digits) {
        if (digits.indexOf(':') >= 0) {
            throw Argument.rejected("address", text, "must have an IPv6 address in brackets and at most one port");
        }
        // Five digits at most: anything longer is out of range and would only risk an overflow.
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Argument.rejected("address", text, "must have a port between 1 and 65535 after the colon");
        }
        return Integer.parseInt(digits);
    }

    /** Whether this is the path of a Unix domain socket. */
    public boolean isUnixSocket() {
        return port == 0;
    }

    /** Orders by host, then by port, so that lists of servers print the same each time. */
    @Override
    public int compareTo(ServerAddress other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    /** {@code host:port}, {@code [ipv6]:port} or the path, readable by {@link #parse}. */
    @Override
    public String toString() {
        if (isUnixSocket()) {
            return host;
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
