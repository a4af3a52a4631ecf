package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.Blanks;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
public record ServerAddress(String host, int port) implements Comparable<ServerAddress>, Serializable {
    /** The port of a server when none is named: 27017. */
    public static final int DEFAULT_PORT = 27017;

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}(%[^\\s/%]{1,64})?");
    private static final Pattern NOT_IN_A_HOST = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._-]");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

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
        String problem = hostProblem(host);
        if (problem != null) {
            throw Argument.rejected("host", host, problem);
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** What keeps a text from being a host, to follow its name; never quotes from it. Null if nothing does. */
    private static @Nullable String hostProblem(String host) {
        String blank = Blanks.first(host);
        if (blank != null) {
            return "must not contain a blank or an invisible character (" + blank + ")";
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed || host.indexOf(':') >= 0) {
            String address = bracketed ? host.substring(1, host.length() - 1) : host;
            boolean valid = address.indexOf(':') >= 0
                    && IPV6.matcher(address.toLowerCase(Locale.ROOT)).matches();
            return valid ? null : bracketed ? "must have an IPv6 address in its brackets" : "must not contain a colon";
        }
        if (host.indexOf('/') >= 0) {
            return "must end in .sock to be the path of a Unix domain socket";
        }
        if (NOT_IN_A_HOST.matcher(host).find()) {
            return "must be a host name or an IP address: of letters, digits, dots, hyphens and underscores";
        }
        return host.startsWith(".") || host.contains("..") ? "must not have an empty part between its dots" : null;
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
        String problem = problem(Argument.text("address", text));
        if (problem != null) {
            throw Argument.rejected("address", text, problem);
        }
        if (isSocketPath(text)) {
            return new ServerAddress(text, 0);
        }
        int colon = text.endsWith("]") ? -1 : text.lastIndexOf(':');
        return colon < 0
                ? of(text)
                : new ServerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** What keeps a text from being read by {@link #parse}, to follow its name; never quotes from it. */
    static @Nullable String problem(String text) {
        if (text.isEmpty()) {
            return "must not be empty";
        }
        if (isSocketPath(text)) {
            return text.indexOf('\0') < 0 ? null : "must not contain a NUL character";
        }
        int end = text.indexOf(':');
        if (text.startsWith("[")) {
            end = text.indexOf(']') + 1;
            if (end == 0) {
                return "must close the bracket around its IPv6 address";
            }
            if (end < text.length() && text.charAt(end) != ':') {
                return "must have nothing but a colon and a port after the bracket";
            }
        } else if (end >= 0 && text.indexOf(':', end + 1) >= 0) {
            return "must have at most one colon, or an IPv6 address in brackets, as in [::1]:27017";
        }
        if (end == 0) {
            return "must have a host before the colon";
        }
        boolean portGiven = end > 0 && end < text.length();
        String problem = hostProblem(portGiven ? text.substring(0, end) : text);
        return problem != null || !portGiven ? problem : portProblem(text.substring(end + 1));
    }

    private static @Nullable String portProblem(String port) {
        if (port.isEmpty()) {
            return "must have a port after the colon";
        }
        if (!NUMBER.matcher(port).matches()) {
            return "must have a number as its port";
        }
        // Five digits at most: anything longer is out of range and would only risk an overflow.
        boolean inRange = port.length() <= 5 && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535;
        return inRange ? null : "must have a port between 1 and 65535";
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
