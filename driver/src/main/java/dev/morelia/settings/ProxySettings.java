package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.HostText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A SOCKS5 proxy that all connections go through, but for those to Unix domain sockets, which do not leave the
 * machine. Prints without password. Immutable and thread-safe.
 *
 * @param host the proxy's host name or address
 * @param port the proxy's TCP port; usually 1080
 * @param username user at the proxy, or null
 * @param password password at the proxy; null exactly if there is no user
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/socks5-support/socks5.md">SOCKS5 Support</a>
 */
public record ProxySettings(
        String host,
        int port,
        @Nullable String username,
        @Nullable Secret password) {
    /** The port of a SOCKS5 proxy when none is named: 1080. */
    public static final int DEFAULT_PORT = 1080;

    /** SOCKS5 has one byte for a length. */
    private static final int MAXIMUM_BYTES = 255;

    /**
     * A proxy.
     *
     * @throws IllegalArgumentException if the host is empty or has a port, the port out of range, only one of user and
     *     password is there, or one of them is empty or longer than 255 bytes
     */
    public ProxySettings {
        String problem = HostText.hostProblem(Argument.text("proxyHost", host));
        if (problem != null) {
            // Not what it is instead: it may have a user and a password.
            boolean more = host.indexOf(':') >= 0;
            throw new IllegalArgumentException("proxyHost " + problem
                    + (more ? ": it is a host alone, without scheme, user and port, which proxyPort names" : ""));
        }
        if (port < 1 || port > 65535) {
            throw Argument.rejected("proxyPort", port, "must be between 1 and 65535");
        }
        if ((username == null) != (password == null)) {
            throw new IllegalArgumentException("proxyUsername and proxyPassword must be set both or not at all");
        }
        checkLength("proxyUsername", username);
        checkLength("proxyPassword", password == null ? null : password.reveal());
    }

    private static void checkLength(String name, @Nullable String value) {
        int length = value == null ? 1 : value.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    name + " must have 1 to " + MAXIMUM_BYTES + " bytes in UTF-8, has " + length);
        }
    }

    /** A proxy on the default port that asks for no password. */
    public static ProxySettings of(String host) {
        return new ProxySettings(host, DEFAULT_PORT, null, null);
    }

    /** Returns a copy with the given port. */
    public ProxySettings port(int value) {
        return new ProxySettings(host, value, username, password);
    }

    /** Returns a copy with the given user. */
    public ProxySettings user(String name, String secret) {
        return new ProxySettings(host, port, Argument.text("proxyUsername", name), Secret.of(secret));
    }
}
