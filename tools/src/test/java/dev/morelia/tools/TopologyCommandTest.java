package dev.morelia.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.embedded.EmbeddedServer;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TopologyCommandTest {
    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return Morelia.commandLine().setOut(new PrintWriter(out, true)).execute(arguments);
    }

    @Test
    void oncePrintsOneTable() {
        try (var server = EmbeddedServer.start()) {
            assertThat(run("topology", server.uri(), "--once")).isZero();
            assertThat(out.toString().strip().lines())
                    .hasSize(3)
                    .last()
                    .asString()
                    .contains(server.address().toString(), "Standalone", " ms");
            assertThat(out.toString())
                    .contains("Single, 1 server", "ROUND TRIP")
                    .doesNotContain("\u001b[");
        }
    }

    @Test
    void changesAreLinesBelowTheTable() throws InterruptedException {
        var server = ScriptedServer.start(Exchange::replyOk);
        var watching = Thread.ofVirtual()
                .start(() -> run("topology", server.uri() + "&heartbeatFrequencyMS=500", "--for", "600"));
        while (!out.toString().contains("Standalone")) {
            Thread.sleep(10);
        }
        server.close();
        while (!out.toString().contains("is now Unknown (was Standalone): ")) {
            Thread.sleep(10);
        }
        watching.interrupt();
        watching.join();
        assertThat(out.toString().lines().filter(line -> line.contains("is now Unknown")))
                .hasSize(1);
    }

    @Test
    void aDroppedServerIsShownWithTheReason() {
        try (var server = EmbeddedServer.start()) {
            String uri = server.uri() + "/?replicaSet=rs0";
            String reason = server.address() + " is not used: it is a Standalone, not a member of a replica set, but"
                    + " the settings say replicaSet=rs0";
            assertThat(run("topology", "--once", uri)).isEqualTo(1);
            assertThat(out.toString()).contains("ReplicaSetNoPrimary rs0, 0 servers", reason);

            out.getBuffer().setLength(0);
            assertThat(run("topology", "--for", "1", uri)).isEqualTo(1);
            assertThat(out.toString()).containsOnlyOnce(reason);
        }
    }

    @Test
    void endsAfterTheGivenTime() {
        assertThat(run("topology", "mongodb://127.0.0.1:1", "--for", "0")).isEqualTo(1);
        assertThat(out.toString()).contains("127.0.0.1:1", "Unknown", "Connection refused");
    }
}
