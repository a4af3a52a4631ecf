package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class MongodTest {
    @Test
    void repliesAndLeavesNothingBehind() throws IOException {
        ProcessHandle process;
        Path folder;
        try (var mongod = Mongod.start();
                var connection = new Connection(mongod)) {
            process = ProcessHandle.of(mongod.pid()).orElseThrow();
            folder = mongod.folder();
            assertThat(process.isAlive()).isTrue();
            assertThat(folder).isDirectory();
            assertThat(mongod.uri())
                    .isEqualTo("mongodb://127.0.0.1:" + mongod.address().port());
            assertThat(mongod.log()).containsIgnoringCase("waiting for connections");
            assertThat(connection.ask("ping", "")).contains(OK);
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
        assertThat(folder.resolveSibling(folder.getFileName() + ".gone")).doesNotExist();
    }

    @Test
    void hasTestCommandsOnlyOnRequest() throws IOException {
        try (var mongod = Mongod.start();
                var connection = new Connection(mongod)) {
            assertThat(connection.ask("configureFailPoint", "failCommand")).contains("no such command");
        }
        try (var connection = new Connection(Mongod.shared())) {
            assertThat(connection.ask("configureFailPoint", "failCommand")).doesNotContain("no such command");
        }
    }

    @Test
    void isSilentWhileSuspended() throws IOException {
        try (var mongod = Mongod.start();
                var connection = new Connection(mongod)) {
            mongod.suspend();
            connection.send("ping", "");
            connection.socket.setSoTimeout(200);
            assertThatThrownBy(connection::receive).isInstanceOf(SocketTimeoutException.class);
            mongod.resume();
            connection.socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            assertThat(connection.receive()).contains(OK);
        }
    }

    @Test
    void canBeClosedWhileSuspended() {
        var mongod = Mongod.start();
        var process = ProcessHandle.of(mongod.pid()).orElseThrow();
        mongod.suspend();
        mongod.close();
        mongod.close();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void keepsDataAndAddressOverARestart() throws IOException {
        try (var mongod = Mongod.start()) {
            var address = mongod.address();
            var pid = mongod.pid();
            try (var connection = new Connection(mongod)) {
                assertThat(connection.ask("create", "kept")).contains(OK);
            }
            mongod.restart();
            assertThat(mongod.address()).isEqualTo(address);
            assertThat(mongod.pid()).isNotEqualTo(pid);
            try (var connection = new Connection(mongod)) {
                assertThat(connection.ask("create", "kept")).contains("already exists");
            }
        }
    }

    @Test
    void canBeKilledAndRestarted() throws IOException {
        try (var mongod = Mongod.start();
                var before = new Connection(mongod)) {
            mongod.kill();
            assertThatThrownBy(() -> before.ask("ping", "")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> new Connection(mongod)).isInstanceOf(IOException.class);
            mongod.restart();
            try (var after = new Connection(mongod)) {
                assertThat(after.ask("ping", "")).contains(OK);
            }
        }
    }

    @Test
    void skipsAPortInUse() {
        var taken = Mongod.shared().address().port();
        var candidates = List.of(taken, taken, Mongod.freePort()).iterator();
        try (var mongod = Mongod.builder().ports(candidates::next).start()) {
            assertThat(mongod.address().port()).isNotEqualTo(taken);
            assertThat(candidates.hasNext()).isFalse();
        }
    }

    @Test
    void reportsTheOutputOfAServerThatDoesNotStart() {
        var builder = Mongod.builder().arguments("--noSuchOption");
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("mongod did not start", "--noSuchOption", "unrecognised option");
    }

    @Test
    void sharesOneServerThatCloseDoesNotStop() throws IOException {
        var shared = Mongod.shared();
        shared.close();
        assertThat(Mongod.shared()).isSameAs(shared);
        try (var connection = new Connection(shared)) {
            assertThat(connection.ask("ping", "")).contains(OK);
        }
    }

    private static final int ANSWER_TIMEOUT_MILLIS = 10_000;

    /** The element {@code ok: 1.0} as encoded in a reply. */
    private static final String OK = "\u0001ok\0\0\0\0\0\0\0\u00f0?";

    /** A minimal client that sends a command without the driver. */
    private static final class Connection implements AutoCloseable {
        final Socket socket;

        Connection(Mongod mongod) throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), mongod.address().port());
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
        }

        String ask(String command, String value) throws IOException {
            send(command, value);
            return receive();
        }

        void send(String command, String value) throws IOException {
            var message = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
            message.position(16).putInt(0).put((byte) 0);
            var document = message.position();
            message.position(document + 4);
            putString(message, command, value);
            putString(message, "$db", "test");
            message.put((byte) 0).putInt(document, message.position() - document);
            message.putInt(0, message.position()).putInt(12, 2013);
            socket.getOutputStream().write(message.array(), 0, message.position());
        }

        private static void putString(ByteBuffer message, String name, String value) {
            message.put((byte) 2).put((name + "\0").getBytes(StandardCharsets.UTF_8));
            message.putInt(value.length() + 1).put((value + "\0").getBytes(StandardCharsets.UTF_8));
        }

        String receive() throws IOException {
            var input = new DataInputStream(socket.getInputStream());
            var reply = new byte[Integer.reverseBytes(input.readInt()) - 4];
            input.readFully(reply);
            return new String(reply, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
