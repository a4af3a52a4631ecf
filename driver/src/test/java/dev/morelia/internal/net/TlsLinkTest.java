package dev.morelia.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.result.Problem;
import dev.morelia.settings.TlsSettings;
import dev.morelia.topology.ServerAddress;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The TLS link against an in-memory server, on one thread. */
@Timeout(60)
class TlsLinkTest {
    private static final TlsSettings SETTINGS =
            TlsSettings.disabled().enabled(true).caFile(TlsPeer.FILES.resolve("ca.pem"));
    private static final ServerAddress LOCALHOST = new ServerAddress("localhost", 27017);

    private static TlsLink link(TlsPeer peer, TlsSettings settings, ServerAddress server) {
        var contexts = new TlsContexts(SystemEnv.INSTANCE, settings);
        return new TlsLink(SystemEnv.INSTANCE, peer, contexts.engine(server), new TlsTasks(SystemEnv.INSTANCE, false));
    }

    private static TlsLink connected(TlsPeer peer) throws IOException {
        var link = link(peer, SETTINGS, LOCALHOST);
        link.connect();
        link.handshake();
        return link;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(TlsLink link, int length, int atOnce) throws IOException {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int read = link.read(bytes, at, Math.min(atOnce, length - at));
            assertThat(read).isPositive();
            at += read;
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, 1, 1", "TLSv1.3, 100, 1", "TLSv1.3, 100000, 7", "TLSv1.3, 100000, 16384", "TLSv1.3, 1000000, 1000000",
        "TLSv1.2, 1, 1", "TLSv1.2, 100, 1", "TLSv1.2, 100000, 7", "TLSv1.2, 100000, 16384", "TLSv1.2, 1000000, 1000000"
    })
    void bytesPassInBothDirections(String protocol, int length, int atOnce) throws IOException {
        for (int chunk : new int[] {Integer.MAX_VALUE, 1_000, 7}) {
            var peer = new TlsPeer(TlsPeer.context(), protocol);
            peer.chunk(chunk);
            var link = connected(peer);
            byte[] sent = random(length);
            byte[] padded = Arrays.copyOfRange(sent, 0, length + 10);
            System.arraycopy(sent, 0, padded, 5, length);
            int before = peer.writes();
            link.write(padded, 5, length);
            assertThat(peer.received()).isEqualTo(sent);
            assertThat(peer.writes() - before).isLessThanOrEqualTo(1 + length / 60_000);
            peer.send(sent);
            assertThat(read(link, length, atOnce)).isEqualTo(sent);
            assertThat(link.isQuiet()).isTrue();
        }
    }

    @Test
    void sessionTicketsWhileIdleLeaveTheLinkQuietAndUsable() throws IOException {
        var peer = new TlsPeer(TlsPeer.context(), "TLSv1.3");
        var link = connected(peer);
        byte[] ticket = peer.takeRaw();
        assertThat(ticket).as("a ticket of this server").isNotEmpty();
        assertThat(link.isQuiet()).isTrue();
        peer.sendRaw(ticket);
        assertThat(link.isQuiet()).isTrue();
        peer.send(new byte[] {1, 2, 3});
        assertThat(read(link, 3, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void keyUpdatesWhileIdleAreAnsweredWithTheNextMessage() throws IOException {
        var peer = new TlsPeer(TlsPeer.context(), "TLSv1.3");
        var link = connected(peer);
        for (int i = 1; i <= 5; i++) {
            peer.rekey();
            int before = peer.writes();
            assertThat(link.isQuiet()).isTrue();
            assertThat(peer.writes()).as("a check sends nothing").isEqualTo(before);
            link.write(new byte[] {1}, 0, 1);
            assertThat(peer.received()).hasSize(i);
            assertThat(peer.writes()).as("one write for both").isEqualTo(before + 1);
            peer.send(new byte[] {2});
            assertThat(read(link, 1, 1)).containsExactly(2);
        }
    }

    @Test
    void dataWhileIdleIsUnread() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        assertThat(link.isQuiet()).isTrue();
        peer.send(new byte[] {1, 2});
        assertThat(link.isQuiet()).isFalse();
        assertThat(link.isQuiet()).as("what is decrypted").isFalse();
    }

    @Test
    void aPartOfARecordIsUnread() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        assertThat(link.isQuiet()).isTrue();
        peer.send(new byte[] {1, 2});
        byte[] record = peer.takeRaw();
        peer.sendRaw(Arrays.copyOf(record, 7));
        assertThat(link.isQuiet()).isFalse();
    }

    @Test
    void aSecondMessageInTheSameReadIsUnread() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        peer.send(new byte[] {1});
        peer.send(new byte[] {2});
        byte[] both = peer.takeRaw();
        peer.sendRaw(both);
        assertThat(read(link, 1, 1)).containsExactly(1);
        assertThat(link.isQuiet()).isFalse();
    }

    @Test
    void aTimeoutInTheMiddleOfARecordLeavesTheLinkUsable() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        assertThat(link.isQuiet()).isTrue();
        peer.send(new byte[] {1, 2, 3});
        byte[] record = peer.takeRaw();
        for (byte each : Arrays.copyOf(record, record.length - 1)) {
            peer.sendRaw(new byte[] {each});
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> link.read(new byte[10], 0, 10, 1_000_000_000));
        }
        peer.sendRaw(new byte[] {record[record.length - 1]});
        byte[] target = new byte[10];
        assertThat(link.read(target, 0, 10, 1_000_000_000)).isEqualTo(3);
        assertThat(target).startsWith(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndIsAnEndWithOrWithoutClosingMessage(boolean closeNotify) throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        peer.send(new byte[] {1});
        if (closeNotify) {
            peer.closeNotify();
        }
        peer.end();
        assertThat(read(link, 1, 1)).containsExactly(1);
        assertThat(link.isQuiet()).isFalse();
        assertThat(link.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void anEndInTheMiddleOfARecordIsAnEnd() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        assertThat(link.isQuiet()).isTrue();
        peer.send(random(1_000));
        peer.sendRaw(Arrays.copyOf(peer.takeRaw(), 500));
        peer.end();
        assertThat(link.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void aChangedRecordIsAnError() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = connected(peer);
        assertThat(link.isQuiet()).isTrue();
        peer.send(random(1_000));
        byte[] record = peer.takeRaw();
        record[500] ^= 1;
        peer.sendRaw(record);
        var failure = catchThrowableOfType(TlsFailure.class, () -> link.read(new byte[1], 0, 1));
        assertThat(failure.problem()).isEqualTo(Problem.TLS);
    }

    @Test
    void renegotiationIsRejected() throws IOException {
        var peer = new TlsPeer(TlsPeer.context(), "TLSv1.2");
        var link = connected(peer);
        peer.rekey();
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> link.read(new byte[1], 0, 1))
                .withMessageContaining("renegotiation");
    }

    @Test
    void endlessRecordsWithoutDataAreRejected() throws IOException {
        var peer = new TlsPeer(TlsPeer.context(), "TLSv1.3");
        var link = connected(peer);
        for (int i = 0; i < 1_001; i++) {
            peer.rekey();
        }
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> link.read(new byte[1], 0, 1))
                .withMessageContaining("without any data");
    }

    @Test
    void plainTextInsteadOfAHandshakeIsExplained() {
        var peer = new TlsPeer(TlsPeer.context());
        peer.sendRaw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var failure = catchThrowableOfType(TlsFailure.class, () -> connected(peer));
        assertThat(failure.problem()).isEqualTo(Problem.TLS_NOT_SPOKEN);
        assertThat(failure).hasMessageContaining("does not speak TLS");
    }

    @Test
    void anEndInTheHandshakeIsAnEnd() {
        var peer = new TlsPeer(TlsPeer.context());
        peer.end();
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> connected(peer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "db.example.com", "db.example.com."})
    void theNamesOfTheCertificateAreAccepted(String host) throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        var link = link(peer, SETTINGS, new ServerAddress(host, 1));
        link.handshake();
        link.write(new byte[] {1}, 0, 1);
        assertThat(peer.received()).containsExactly(1);
        var names = ((javax.net.ssl.ExtendedSSLSession) peer.engine().getSession()).getRequestedServerNames();
        assertThat(names).hasSize(host.contains("o") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::2", "example.com", "x.db.example.com"})
    void anotherHostIsRejectedWithTheNamesOfTheCertificate(String host) {
        var peer = new TlsPeer(TlsPeer.context());
        var link = link(peer, SETTINGS, new ServerAddress(host, 1));
        var failure = catchThrowableOfType(TlsFailure.class, link::handshake);
        assertThat(failure.problem()).isEqualTo(Problem.CERTIFICATE_HOST);
        assertThat(failure)
                .hasMessageContaining("is for localhost, db.example.com, 127.0.0.1")
                .hasMessageEndingWith("not for " + host);
        assertThat(peer.failure()).as("the server is told").isNotNull();
    }

    @Test
    void anotherHostIsAcceptedIfAllowed() throws IOException {
        var peer = new TlsPeer(TlsPeer.context());
        link(peer, SETTINGS.allowInvalidHostnames(true), new ServerAddress("example.com", 1))
                .handshake();
        assertThat(peer.failure()).isNull();
    }

    @Test
    void anUnknownAuthorityIsRejectedUnlessAllowed() throws IOException {
        var settings = TlsSettings.disabled().enabled(true);
        var failure = catchThrowableOfType(
                TlsFailure.class, link(new TlsPeer(TlsPeer.context()), settings, LOCALHOST)::handshake);
        assertThat(failure.problem()).isEqualTo(Problem.SERVER_CERTIFICATE);
        assertThat(failure).hasMessageContaining("was issued by 'CN=Test CA").hasMessageContaining("tlsCAFile");
        link(new TlsPeer(TlsPeer.context()), settings.allowInvalidCertificates(true), new ServerAddress("x", 1))
                .handshake();
    }

    @Test
    void anOldServerHasNoCommonVersion() {
        var peer = new TlsPeer(TlsPeer.context());
        peer.sendRaw(new byte[] {21, 3, 3, 0, 2, 2, 70});
        var failure = catchThrowableOfType(TlsFailure.class, () -> connected(peer));
        assertThat(failure.problem()).isEqualTo(Problem.TLS);
        assertThat(failure).hasMessageContaining("no common version of TLS: this client accepts TLSv1.3 and TLSv1.2");
    }

    @Test
    void theServersNextConnectionResumesTheSession() throws IOException {
        var contexts = new TlsContexts(SystemEnv.INSTANCE, SETTINGS);
        var server = TlsPeer.context();
        for (int i = 0; i < 3; i++) {
            var peer = new TlsPeer(server, "TLSv1.3");
            var engine = contexts.engine(LOCALHOST);
            var link = new TlsLink(SystemEnv.INSTANCE, peer, engine, new TlsTasks(SystemEnv.INSTANCE, false));
            long begin = System.currentTimeMillis();
            link.handshake();
            assertThat(link.isQuiet()).isTrue();
            boolean resumed = peer.engine().getSession().getCreationTime() < begin;
            assertThat(engine.getSession().getProtocol()).isEqualTo("TLSv1.3");
            if (i > 0) {
                assertThat(resumed).as("connection " + i).isTrue();
            }
            sleepAMoment();
        }
    }

    private static void sleepAMoment() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
