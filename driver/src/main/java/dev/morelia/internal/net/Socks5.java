package dev.morelia.internal.net;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ProxyFailure;
import dev.morelia.settings.ProxySettings;
import dev.morelia.settings.Secret;
import dev.morelia.topology.ServerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Asks a SOCKS5 proxy for a connection to a server. Host names are resolved by the proxy. For one link, which leads to
 * the server once {@link #connect} has returned.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/socks5-support/socks5.md">SOCKS5 Support</a>
 * @see <a href="https://datatracker.ietf.org/doc/html/rfc1928">RFC 1928</a>
 */
final class Socks5 {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int PASSWORD = 2;
    private static final int NONE_ACCEPTABLE = 0xFF;
    private static final int PASSWORD_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int DOMAIN = 3;
    private static final int IPV6 = 4;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int PORT_BYTES = 2;
    private static final int MAXIMUM_BYTES = 255;
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;

    private final Env env;
    private final ByteLink link;
    private final ProxySettings proxy;

    Socks5(Env env, ByteLink link, ProxySettings proxy) {
        this.env = env;
        this.link = link;
        this.proxy = proxy;
    }

    /**
     * Authenticates if the proxy asks for it, and requests the connection.
     *
     * @throws ProxyFailure if the proxy does not speak SOCKS5, does not accept this client or does not reach the server
     */
    void connect(ServerAddress server) throws IOException {
        boolean hasUser = proxy.username() != null;
        send(
                hasUser
                        ? new byte[] {VERSION, 2, NO_AUTHENTICATION, PASSWORD}
                        : new byte[] {VERSION, 1, NO_AUTHENTICATION});
        byte[] selected = receive(2);
        requireVersion(selected[0], VERSION);
        switch (selected[1] & 0xFF) {
            case NO_AUTHENTICATION -> {}
            case PASSWORD -> {
                if (!hasUser) {
                    throw failure("asks for a user name and a password, and there are none");
                }
                authenticate();
            }
            case NONE_ACCEPTABLE ->
                throw failure(
                        hasUser
                                ? "accepts neither a user name and a password nor a client without"
                                : "does not accept a client without user name and password");
            default ->
                throw failure("selected authentication method " + (selected[1] & 0xFF) + ", which was not offered");
        }
        request(server);
    }

    private void authenticate() throws IOException {
        var username = proxy.username();
        Secret password = proxy.password();
        if (username == null || password == null) {
            throw failure("asks for a user name and a password, and there are none");
        }
        var message = new ByteArrayOutputStream();
        message.write(PASSWORD_VERSION);
        write(message, "proxyUsername", username.getBytes(StandardCharsets.UTF_8));
        write(message, "proxyPassword", password.reveal().getBytes(StandardCharsets.UTF_8));
        send(message.toByteArray());
        byte[] reply = receive(2);
        requireVersion(reply[0], PASSWORD_VERSION);
        if (reply[1] != 0) {
            throw failure("does not accept proxyUsername and proxyPassword (status " + (reply[1] & 0xFF) + ")");
        }
    }

    private void write(ByteArrayOutputStream message, String what, byte[] bytes) throws ProxyFailure {
        if (bytes.length < 1 || bytes.length > MAXIMUM_BYTES) {
            throw failure("cannot be used, because " + what + " must have 1 to 255 bytes and has " + bytes.length);
        }
        message.write(bytes.length);
        message.writeBytes(bytes);
    }

    private void request(ServerAddress server) throws IOException {
        var message = new ByteArrayOutputStream();
        message.write(VERSION);
        message.write(CONNECT);
        message.write(0);
        if (NameLookup.isLiteral(server.host())) {
            byte[] address = env.resolve(server.host()).getFirst().getAddress();
            message.write(address.length == IPV4_BYTES ? IPV4 : IPV6);
            message.writeBytes(address);
        } else {
            message.write(DOMAIN);
            write(message, "the host name", server.host().getBytes(StandardCharsets.UTF_8));
        }
        message.write(server.port() >> 8);
        message.write(server.port());
        send(message.toByteArray());
        byte[] reply = receive(4);
        requireVersion(reply[0], VERSION);
        if (reply[1] != 0) {
            throw failure("did not connect to " + server + ": " + reason(reply[1] & 0xFF));
        }
        // The address that the proxy connects from is of no use, but stands before the first byte of the server.
        int length = switch (reply[3]) {
            case IPV4 -> IPV4_BYTES;
            case IPV6 -> IPV6_BYTES;
            case DOMAIN -> receive(1)[0] & 0xFF;
            default -> throw failure("sent a reply with the unknown address type " + (reply[3] & 0xFF));
        };
        byte[] unused = receive(length + PORT_BYTES);
    }

    private static String reason(int code) {
        return switch (code) {
            case 1 -> "general failure (code 1)";
            case 2 -> "its rules do not allow the connection (code 2)";
            case 3 -> "the network is unreachable (code 3)";
            case 4 -> "the host is unreachable, or its name is unknown (code 4)";
            case 5 -> "the connection was refused (code 5)";
            case 6 -> "the time to live expired (code 6)";
            case 7 -> "it does not support the command CONNECT (code 7)";
            case 8 -> "it does not support this type of address (code 8)";
            default -> "unknown reason (code " + code + ")";
        };
    }

    private void requireVersion(byte actual, int expected) throws ProxyFailure {
        if (actual != expected) {
            throw failure("does not speak SOCKS5: it replied "
                    + switch (actual) {
                        case 'H' -> "as an HTTP proxy does";
                        case TLS_ALERT, TLS_HANDSHAKE -> "in TLS";
                        case 0 -> "as a SOCKS4 proxy does";
                        default -> "with version " + (actual & 0xFF) + " instead of " + expected;
                    });
        }
    }

    private void send(byte[] message) throws IOException {
        link.write(message, 0, message.length);
    }

    /** Receives not a byte more, as what follows is the server's. */
    private byte[] receive(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int read = link.read(bytes, at, length - at);
            if (read < 0) {
                throw failure("closed the connection in the middle of the SOCKS5 handshake, as one may that does not"
                        + " speak SOCKS5");
            }
            at += read;
        }
        return bytes;
    }

    private ProxyFailure failure(String what) {
        return new ProxyFailure("the proxy " + proxy.host() + ":" + proxy.port() + " " + what);
    }
}
