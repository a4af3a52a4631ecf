package dev.morelia.live.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.morelia.MongoClient;
import dev.morelia.live.scenario.Doorway;
import dev.morelia.live.scenario.Doorway.Conversation;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.settings.TlsSettings;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.topology.ServerAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Servers that speak TLS wrongly, or something else. */
public final class WrongTls {
    private static final Duration DRIP = Duration.ofMillis(500);
    private static final int HEADER = 5;
    private static final int APPLICATION_DATA = 23;
    private static final String IN_HANDSHAKE = "TLS handshake failed";

    private WrongTls() {}

    /** The certificates; created when the first peer starts. */
    private static final class Contexts {
        private static final TestAuthority AUTHORITY = TestAuthority.create("Wrong TLS CA");
        static final SSLContext CLIENT = AUTHORITY.context(null);
        static final SSLContext SERVER = AUTHORITY.context(
                AUTHORITY.certificate("server").address("127.0.0.1").issue());
    }

    /** All of them. */
    public static List<Scenario> all() {
        return Stream.concat(inHandshake(), afterHandshake()).toList();
    }

    private static Stream<Scenario> inHandshake() {
        return Stream.of(
                bytes("silence"),
                bytes("part of a header", 22, 3, 3),
                bytes("record of 64 KiB", 22, 3, 3, 0xFF, 0xFF, 1, 2, 3),
                bytes("empty server hello", 22, 3, 3, 0, 4, 2, 0, 0, 0),
                bytes("server hello of 16 MiB", 22, 3, 3, 0, 4, 2, 0xFF, 0xFF, 0xFF),
                bytes("data before the handshake", 23, 3, 3, 0, 4, 1, 2, 3, 4),
                bytes("fatal alert", 21, 3, 3, 0, 2, 2, 40),
                bytes("closing alert", 21, 3, 3, 0, 2, 1, 0),
                handshake("zeros", socket -> send(socket, new byte[100_000])),
                handshake("plain text", socket -> send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII))),
                handshake("prompt of another protocol", socket -> send(socket, "SSH-2.0-X\r\n".getBytes(US_ASCII))),
                handshake("closes at once", Socket::close),
                handshake("endless change of cipher", socket -> endless(socket, 20, 3, 3, 0, 1, 1))
                        .alone(),
                handshake("endless warnings", socket -> endless(socket, 21, 3, 3, 0, 2, 1, 90))
                        .alone(),
                records("ends in the server hello", "TLSv1.3", 22, Damage.END, IN_HANDSHAKE),
                records("stalls in the server hello", "TLSv1.3", 22, Damage.STALL, IN_HANDSHAKE),
                records("one byte each half second of the server hello", "TLSv1.3", 22, Damage.DRIP, IN_HANDSHAKE),
                records("damaged server hello", "TLSv1.2", 22, Damage.CHANGE, IN_HANDSHAKE),
                records("damaged encrypted extensions", "TLSv1.3", 23, Damage.CHANGE, IN_HANDSHAKE));
    }

    private static Stream<Scenario> afterHandshake() {
        return Stream.of(
                records("ends in mid-record", "TLSv1.2", APPLICATION_DATA, Damage.END, "hello failed"),
                records("stalls in mid-record", "TLSv1.2", APPLICATION_DATA, Damage.STALL, "hello failed"),
                records("one byte each half second", "TLSv1.2", APPLICATION_DATA, Damage.DRIP, "hello failed"),
                records("damaged record", "TLSv1.2", APPLICATION_DATA, Damage.CHANGE, "hello failed"),
                records("record that claims 64 KiB", "TLSv1.2", APPLICATION_DATA, Damage.CLAIM, "hello failed"),
                records("plain text instead of a record", "TLSv1.2", APPLICATION_DATA, Damage.TEXT, "hello failed"),
                encrypted("never replies", "TLSv1.3", Doorway::awaitEnd),
                encrypted("closes after the handshake", "TLSv1.3", Socket::close),
                encrypted("sends garbage", "TLSv1.3", socket -> send(socket, new byte[1000])),
                encrypted("renegotiates", "TLSv1.2", socket -> {
                    ((SSLSocket) socket).startHandshake();
                    Doorway.awaitEnd(socket);
                }),
                encrypted("endless key updates", "TLSv1.3", socket -> {
                            while (true) {
                                ((SSLSocket) socket).startHandshake();
                            }
                        })
                        .alone());
    }

    /** What happens to the first record of a type. */
    private enum Damage {
        END,
        STALL,
        DRIP,
        CHANGE,
        CLAIM,
        TEXT
    }

    private static Scenario bytes(String name, int... values) {
        return handshake(name, socket -> send(socket, bytes(values)));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Scenario handshake(String name, Conversation conversation) {
        return scenario(name, IN_HANDSHAKE, conversation);
    }

    private static Scenario scenario(String name, String message, Conversation conversation) {
        return Scenario.selection("TLS: " + name, message, () -> {
            var server = ScriptedServer.start(Exchange::replyOk);
            var front = front(server, "TLSv1.3");
            return peer(Doorway.to(front.address(), conversation), front, server);
        });
    }

    /** What is said after the handshake, on the socket that encrypts. */
    private static Scenario encrypted(String name, String protocol, Conversation conversation) {
        return scenario(name, "hello failed", socket -> {
            try (var encrypted = encrypting(socket, protocol)) {
                encrypted.startHandshake();
                conversation.with(encrypted);
            }
        });
    }

    /** The server's records are forwarded up to the first of a type. */
    private static Scenario records(String name, String protocol, int type, Damage damage, String message) {
        return Scenario.selection("TLS: " + name, message, () -> {
            var server = ScriptedServer.start(Exchange::replyOk);
            var front = front(server, protocol);
            var door = Doorway.to(front.address(), socket -> damage(socket, front.address(), type, damage));
            return peer(door, front, server);
        });
    }

    private static Peer peer(Doorway door, Doorway front, ScriptedServer server) {
        String uri = "mongodb://" + door.address() + "/?directConnection=true" + Scenario.SELECTION_OPTIONS;
        return Peer.of(
                () -> MongoClient.builder()
                        .uri(uri)
                        .settings(settings -> settings.tls(
                                ignored -> TlsSettings.disabled().enabled(true).context(Contexts.CLIENT)))
                        .build(),
                door::open,
                door,
                front,
                server);
    }

    /** The TLS in front of a server that has none. */
    private static Doorway front(ScriptedServer server, String protocol) {
        return Doorway.to(server.address(), socket -> {
            try (var encrypted = encrypting(socket, protocol)) {
                Doorway.pass(encrypted, server.address());
            }
        });
    }

    private static SSLSocket encrypting(Socket socket, String protocol) throws IOException {
        var encrypted = (SSLSocket)
                Contexts.SERVER.getSocketFactory().createSocket(socket, InputStream.nullInputStream(), true);
        encrypted.setUseClientMode(false);
        encrypted.setEnabledProtocols(new String[] {protocol});
        return encrypted;
    }

    /** Sends the bytes and leaves the rest to the client. */
    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        Doorway.awaitEnd(socket);
    }

    private static void endless(Socket socket, int... values) throws IOException {
        byte[] bytes = bytes(values);
        while (true) {
            socket.getOutputStream().write(bytes);
        }
    }

    private static void damage(Socket client, ServerAddress front, int type, Damage damage)
            throws IOException, InterruptedException {
        try (var server = new Socket(front.host(), front.port())) {
            var requests = Thread.ofVirtual().start(() -> forward(client, server));
            var input = new DataInputStream(server.getInputStream());
            var output = client.getOutputStream();
            while (true) {
                byte[] record = record(input);
                if (record[0] == type) {
                    damage(record, output, damage);
                    break;
                }
                output.write(record);
            }
            if (damage != Damage.END) {
                requests.join();
            }
        }
    }

    private static void forward(Socket client, Socket server) {
        try {
            client.getInputStream().transferTo(server.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    private static byte[] record(DataInputStream input) throws IOException {
        byte[] header = new byte[HEADER];
        input.readFully(header);
        int length = ((header[3] & 0xFF) << 8) | (header[4] & 0xFF);
        byte[] record = Arrays.copyOf(header, HEADER + length);
        input.readFully(record, HEADER, length);
        return record;
    }

    private static void damage(byte[] record, OutputStream output, Damage damage)
            throws IOException, InterruptedException {
        switch (damage) {
            case END, STALL -> output.write(record, 0, record.length / 2);
            case DRIP -> {
                for (byte each : record) {
                    output.write(each);
                    Thread.sleep(DRIP);
                }
            }
            case CHANGE -> {
                record[record.length / 2] ^= 0x55;
                output.write(record);
            }
            case CLAIM -> {
                record[3] = (byte) 0xFF;
                record[4] = (byte) 0xFF;
                output.write(record);
            }
            case TEXT -> output.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        }
    }
}
