package dev.morelia.testkit;

import dev.morelia.testkit.message.Acceptor;
import dev.morelia.topology.ServerAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A SOCKS5 proxy on the loopback interface, with or without user name and password. Host names can be mapped to
 * servers, so that a test can use names that no other resolver knows. Thread-safe. Runs on virtual threads.
 */
public final class Socks5Proxy implements AutoCloseable {
    private static final int DOMAIN = 3;
    private static final int IPV6 = 4;
    private static final int REFUSED = 5;
    private static final int HOST_UNREACHABLE = 4;

    private final Map<String, ServerAddress> hosts = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final Acceptor acceptor;
    private final @Nullable String username;
    private final @Nullable String password;

    private Socks5Proxy(@Nullable String username, @Nullable String password) {
        this.username = username;
        this.password = password;
        this.acceptor = Acceptor.open(0, socket -> Thread.ofVirtual().start(() -> serve(socket)));
    }

    /**
     * Starts a proxy that everyone may use.
     *
     * @return the running proxy
     */
    public static Socks5Proxy start() {
        return new Socks5Proxy(null, null);
    }

    /**
     * Starts a proxy that accepts one user only.
     *
     * @param username the user's name
     * @param password the user's password
     * @return the running proxy
     */
    public static Socks5Proxy start(String username, String password) {
        return new Socks5Proxy(username, password);
    }

    /**
     * Lets a host name lead to a server, whatever the port.
     *
     * @param host the name that clients use
     * @param server where it leads to
     */
    public Socks5Proxy host(String host, ServerAddress server) {
        hosts.put(host, server);
        return this;
    }

    /** The port of the proxy on {@code 127.0.0.1}. */
    public int port() {
        return acceptor.address().getPort();
    }

    /** The hosts and ports that clients have asked for, in order, as in {@code name db.example.com:27017}. */
    public List<String> requested() {
        return List.copyOf(requested);
    }

    /** The number of open connections of clients. */
    public int connectionsOpen() {
        return (int) sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    private void serve(Socket client) {
        sockets.add(client);
        try (client) {
            var input = new DataInputStream(client.getInputStream());
            var output = client.getOutputStream();
            if (!accepted(input, output)) {
                return;
            }
            try (var server = connected(input, output)) {
                if (server != null) {
                    sockets.add(server);
                    var back = Thread.ofVirtual().start(() -> pass(server, client));
                    pass(client, server);
                    back.join();
                }
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(client);
        }
    }

    private boolean accepted(DataInputStream input, OutputStream output) throws IOException {
        input.readByte();
        byte[] methods = input.readNBytes(input.readUnsignedByte());
        int wanted = username == null ? 0 : 2;
        var offered = new HashMap<Integer, Boolean>();
        for (byte method : methods) {
            offered.put((int) method, true);
        }
        if (!offered.containsKey(wanted)) {
            output.write(new byte[] {5, (byte) 0xFF});
            return false;
        }
        output.write(new byte[] {5, (byte) wanted});
        if (username == null) {
            return true;
        }
        input.readByte();
        var user = new String(input.readNBytes(input.readUnsignedByte()), StandardCharsets.UTF_8);
        var secret = new String(input.readNBytes(input.readUnsignedByte()), StandardCharsets.UTF_8);
        boolean right = user.equals(username) && secret.equals(password);
        output.write(new byte[] {1, (byte) (right ? 0 : 1)});
        return right;
    }

    private @Nullable Socket connected(DataInputStream input, OutputStream output) throws IOException {
        input.skipNBytes(3);
        int type = input.readUnsignedByte();
        String host;
        if (type == DOMAIN) {
            host = new String(input.readNBytes(input.readUnsignedByte()), StandardCharsets.US_ASCII);
        } else {
            host = InetAddress.getByAddress(input.readNBytes(type == IPV6 ? 16 : 4))
                    .getHostAddress();
        }
        int port = input.readUnsignedShort();
        requested.add((type == DOMAIN ? "name " : "address ") + host + ":" + port);
        var target = hosts.getOrDefault(host, new ServerAddress(host, port));
        try {
            var server = new Socket();
            server.connect(new InetSocketAddress(target.host(), target.port()));
            server.setTcpNoDelay(true);
            output.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 1});
            return server;
        } catch (IOException | IllegalArgumentException e) {
            boolean refused = e instanceof java.net.ConnectException;
            output.write(new byte[] {5, (byte) (refused ? REFUSED : HOST_UNREACHABLE), 0, 1, 0, 0, 0, 0, 0, 0});
            return null;
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone; both are closed.
        }
    }

    /** Stops the proxy and closes all connections. */
    @Override
    public void close() {
        acceptor.close();
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed in any case.
            }
        }
    }
}
