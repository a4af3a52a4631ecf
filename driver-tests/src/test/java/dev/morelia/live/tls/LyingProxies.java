package dev.morelia.live.tls;

import dev.morelia.MongoClient;
import dev.morelia.live.scenario.Doorway;
import dev.morelia.live.scenario.Doorway.Conversation;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.Socks5Proxy;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SOCKS5 proxies that lie. */
public final class LyingProxies {
    private static final Duration DRIP = Duration.ofMillis(500);
    private static final String TIMED_OUT = "proxy handshake failed after";
    private static final String CUT_OFF = "closed the connection in the middle of the SOCKS5 handshake";
    private static final String OTHER_VERSION = "does not speak SOCKS5: it replied with version ";
    private static final String USER = "&proxyUsername=ada&proxyPassword=canary";

    private LyingProxies() {}

    /** All of them. */
    public static List<Scenario> all() {
        return Stream.concat(brief(), lasting()).toList();
    }

    /** Replies that are complete or end too early. */
    private static Stream<Scenario> brief() {
        return Stream.of(
                reply("04 00", "", OTHER_VERSION + 4),
                reply("07 00", "", OTHER_VERSION + 7),
                reply("48 54 54 50", "", "does not speak SOCKS5: it replied as an HTTP proxy does"),
                reply("15 03 03 00", "", "does not speak SOCKS5: it replied in TLS"),
                reply("00 5B", "", "does not speak SOCKS5: it replied as a SOCKS4 proxy does"),
                reply("05 02", "", "asks for a user name and a password, and there are none"),
                reply("05 01", "", "selected authentication method 1, which was not offered"),
                reply("05 FF", "", "does not accept a client without"),
                reply("05", "", CUT_OFF),
                reply("", "", CUT_OFF),
                reply("05 00", "", CUT_OFF),
                reply("05 00 05 00 00", "", CUT_OFF),
                reply("05 00 05 00 00 01 7F 00", "", CUT_OFF),
                reply("05 00 05 00 00 03 FF 61 62 63", "", CUT_OFF),
                reply("05 00 05 00 00 07 00", "", "sent a reply with the unknown address type 7"),
                reply("05 00 04 00 00 01", "", OTHER_VERSION + 4),
                reply("05 00 05 01 00 01", "", "did not connect to db.test:27018: general failure .code 1"),
                reply("05 00 05 02 00 01", "", "its rules do not allow the connection .code 2"),
                reply("05 00 05 63 00 01", "", "unknown reason .code 99"),
                reply("05 02 01 01", USER, "does not accept proxyUsername and proxyPassword"),
                reply("05 02 05 00", USER, "replied with version 5 instead of 1"),
                reply("05 02", USER, CUT_OFF),
                reply("05 02 01 FF", USER, "does not accept proxyUsername and proxyPassword"));
    }

    /** Replies that never end, or end and are followed by something else. */
    private static Stream<Scenario> lasting() {
        byte[] success = bytes("05 00 05 00 00 01 7F 00 00 01 00 00");
        return Stream.of(
                lie("silence", "", TIMED_OUT, Doorway::awaitEnd),
                lie("silence after the password", USER, TIMED_OUT, socket -> {
                    socket.getOutputStream().write(bytes("05 02"));
                    Doorway.awaitEnd(socket);
                }),
                lie("one byte each half second", "", TIMED_OUT, socket -> drip(socket, success)),
                lie("one byte each half second after a name of 255", "", TIMED_OUT, socket -> {
                    socket.getOutputStream().write(bytes("05 00 05 00 00 03 FF"));
                    drip(socket, new byte[255]);
                }),
                lie("an end instead of the server", "", "hello failed", socket -> {
                    socket.getOutputStream().write(success);
                    socket.shutdownOutput();
                    Doorway.awaitEnd(socket);
                }),
                lie("silence instead of the server", "", "hello failed", socket -> {
                    socket.getOutputStream().write(success);
                    Doorway.awaitEnd(socket);
                }),
                lie("endless zeros", "", "proxy handshake failed", socket -> endless(socket, new byte[0]))
                        .alone(),
                lie("endless zeros after the reply", "", "hello failed", socket -> endless(socket, success))
                        .alone());
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    }

    private static void drip(Socket socket, byte[] bytes) throws IOException, InterruptedException {
        for (byte each : bytes) {
            socket.getOutputStream().write(each);
            Thread.sleep(DRIP);
        }
    }

    private static void endless(Socket socket, byte[] first) throws IOException {
        socket.getOutputStream().write(first);
        while (true) {
            socket.getOutputStream().write(new byte[10_000]);
        }
    }

    private static Scenario reply(String hexadecimal, String options, String message) {
        String name = (hexadecimal.isEmpty() ? "nothing" : hexadecimal) + (options.isEmpty() ? "" : " with a user");
        return lie(name, options, message, socket -> {
            socket.getInputStream().readNBytes(3);
            socket.getOutputStream().write(bytes(hexadecimal));
            socket.shutdownOutput();
            Doorway.awaitEnd(socket);
        });
    }

    private static Scenario lie(String name, String options, String message, Conversation conversation) {
        return Scenario.selection("SOCKS: " + name, message, () -> {
            var server = ScriptedServer.start(Exchange::replyOk);
            var proxy = Socks5Proxy.start().host("db.test", server.address());
            var door = Doorway.to(new ServerAddress("127.0.0.1", proxy.port()), conversation);
            String uri = "mongodb://db.test:27018/?directConnection=true&proxyHost=127.0.0.1&proxyPort="
                    + door.address().port() + options + Scenario.SELECTION_OPTIONS;
            return Peer.of(() -> MongoClient.create(uri), door::open, door, proxy, server);
        });
    }
}
