package dev.morelia.testkit.dns;

import dev.morelia.internal.env.JndiDnsResolver;
import dev.morelia.spi.DnsResolver;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A DNS server on the loopback interface that answers queries for SRV, TXT and CNAME records over UDP, and over TCP
 * those whose answers do not fit into a UDP packet. Can misbehave. Thread-safe.
 *
 * {@snippet :
 * try (var dns = DnsServer.start()) {
 *     dns.zone().srv("_mongodb._tcp.cluster.example.org", 27017, "a.example.org");
 *     MongoClient.builder().uri("mongodb+srv://cluster.example.org/").dnsResolver(dns.resolver()) ...
 * }
 * }
 */
public final class DnsServer implements AutoCloseable {

    /** How the server misbehaves. */
    public enum Fault {
        /** It does not answer. */
        SILENT,
        /** It reports a failure. */
        SERVER_FAILURE,
        /** It refuses the query. */
        REFUSED,
        /** Its answers have another id than the query. */
        WRONG_ID,
        /** Its answers end in the middle of a record. */
        CUT_OFF,
        /** Its answers consist of random bytes. */
        GARBAGE,
        /** The name of its first record is a reference to itself. */
        LOOPING_NAMES,
        /** Its answers have fewer records than they say. */
        CLAIMS_MORE_RECORDS,
        /** Its answers over UDP are truncated, and over TCP it does not answer. */
        SILENT_OVER_TCP,
        /** Its answers over UDP are truncated, and over TCP it sends one byte each half second. */
        ONE_BYTE_AT_A_TIME
    }

    private static final int ATTEMPTS = 20;
    private static final int MAXIMUM_PACKET = 65_535;
    private static final int DRIP_MILLIS = 500;
    private static final int ANSWERS_AT = 6;

    private final DatagramSocket packets;
    private final ServerSocket connections;
    private final Zone zone = new Zone();
    private final AtomicInteger queries = new AtomicInteger();
    private volatile @Nullable Fault fault;

    private DnsServer(DatagramSocket packets, ServerSocket connections) {
        this.packets = packets;
        this.connections = connections;
    }

    /** Starts a server with an empty zone. */
    public static DnsServer start() {
        try {
            DnsServer server = open();
            Thread.ofPlatform().daemon().name("dns-udp").start(server::servePackets);
            Thread.ofPlatform().daemon().name("dns-tcp").start(server::serveConnections);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** UDP and TCP must have the same port, which may be free for one of them only. */
    @SuppressWarnings("AddressSelection") // a literal address
    private static DnsServer open() throws IOException {
        var loopback = InetAddress.getByName("127.0.0.1");
        IOException last = new IOException("no attempt");
        for (int i = 0; i < ATTEMPTS; i++) {
            var packets = new DatagramSocket(0, loopback);
            try {
                return new DnsServer(packets, new ServerSocket(packets.getLocalPort(), 0, loopback));
            } catch (IOException inUse) {
                packets.close();
                last = inUse;
            }
        }
        throw last;
    }

    /** Its records. */
    public Zone zone() {
        return zone;
    }

    /** A resolver that asks this server by the JDK's DNS client. */
    public DnsResolver resolver() {
        return new JndiDnsResolver("dns://127.0.0.1:" + packets.getLocalPort());
    }

    /** Makes the server misbehave from now on; null to end that. */
    public void fault(@Nullable Fault how) {
        fault = how;
    }

    /** The number of queries received so far. */
    public int queries() {
        return queries.get();
    }

    private void servePackets() {
        var buffer = new byte[MAXIMUM_PACKET];
        while (!packets.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                packets.receive(packet);
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(buffer, 0, query, 0, query.length);
                byte[] answer = answer(query, false);
                if (answer != null) {
                    packets.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrUnreachable) {
                // The next packet, unless the server is closed.
            }
        }
    }

    private void serveConnections() {
        while (!connections.isClosed()) {
            try {
                Socket connection = connections.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var input = new DataInputStream(connection.getInputStream());
            var output = new DataOutputStream(connection.getOutputStream());
            byte[] query = new byte[input.readUnsignedShort()];
            input.readFully(query);
            byte[] answer = answer(query, true);
            if (answer == null) {
                // Until the client closes the connection.
                input.readFully(query);
                return;
            }
            output.writeShort(answer.length);
            if (fault == Fault.ONE_BYTE_AT_A_TIME) {
                drip(answer, output);
            } else {
                output.write(answer);
            }
        } catch (IOException disconnected) {
            // The client no longer waits.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drip(byte[] answer, DataOutputStream output) throws IOException, InterruptedException {
        for (byte each : answer) {
            output.writeByte(each);
            Thread.sleep(DRIP_MILLIS);
        }
    }

    private byte @Nullable [] answer(byte[] query, boolean overTcp) {
        queries.incrementAndGet();
        Fault how = fault;
        return switch (how) {
            case null -> zone.answer(query, overTcp ? MAXIMUM_PACKET : Zone.MAXIMUM_UDP);
            case SILENT -> null;
            case SERVER_FAILURE -> Zone.failure(query, Zone.SERVER_FAILURE);
            case REFUSED -> Zone.failure(query, Zone.REFUSED);
            case WRONG_ID -> {
                byte[] answer = zone.answer(query, MAXIMUM_PACKET);
                answer[0] ^= 0x55;
                yield answer;
            }
            case CUT_OFF -> {
                byte[] answer = zone.answer(query, MAXIMUM_PACKET);
                byte[] part = new byte[answer.length - 5];
                System.arraycopy(answer, 0, part, 0, part.length);
                yield part;
            }
            case GARBAGE -> {
                byte[] answer = zone.answer(query, MAXIMUM_PACKET);
                for (int i = 12; i < answer.length; i++) {
                    answer[i] = (byte) (i * 73);
                }
                yield answer;
            }
            case LOOPING_NAMES -> zone.loopingAnswer(query);
            case CLAIMS_MORE_RECORDS -> {
                byte[] answer = zone.answer(query, MAXIMUM_PACKET);
                answer[ANSWERS_AT] = (byte) 0xFF;
                yield answer;
            }
            case SILENT_OVER_TCP -> overTcp ? null : zone.answer(query, 0);
            case ONE_BYTE_AT_A_TIME -> zone.answer(query, overTcp ? MAXIMUM_PACKET : 0);
        };
    }

    @Override
    public void close() {
        packets.close();
        try {
            connections.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
