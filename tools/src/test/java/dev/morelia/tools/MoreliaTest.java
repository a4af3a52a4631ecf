package dev.morelia.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.embedded.EmbeddedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class MoreliaTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionAndHelp() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("morelia ").doesNotContain("${");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("demo", "verify", "topology", "watch", "export", "import", "bench");
    }

    @Test
    void demoShowsEveryStepWithinTheWidth() {
        assertThat(run("demo")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(TourPrinter.WIDTH))
                .contains("    | var byAda = orders.find(eq(\"name\", \"Ada\"));");
        assertThat(out.toString()).contains("number_1", "docs/tour.md").doesNotContain("\u001b[");
        assertThat(DemoCommand.steps(Tour.class))
                .allSatisfy(step -> assertThat(out.toString())
                        .contains(step.getAnnotation(Step.class).title()));
    }

    @Test
    void demoOfTheAsyncApiHasTheSameSteps() {
        assertThat(run("demo", "--async")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(TourPrinter.WIDTH))
                .contains("    | var client = MongoClient.create(\"mongodb://...\").async();");
        assertThat(DemoCommand.steps(AsyncTour.class))
                .extracting(step -> step.getAnnotation(Step.class).title())
                .isEqualTo(DemoCommand.steps(Tour.class).stream()
                        .map(step -> step.getAnnotation(Step.class).title())
                        .toList())
                .allSatisfy(title -> assertThat(out.toString()).contains(title));
    }

    @Test
    void demoKeepsOtherDatabasesAndDropsItsOwn() {
        try (var server = EmbeddedServer.start();
                var client = MongoClient.create(server.uri())) {
            client.database("mine").collection("c").insertOne(new Document("kept", true));
            assertThat(run("demo", "--uri", server.uri())).as(err.toString()).isZero();
            assertThat(client.listDatabaseNames()).contains("mine").doesNotContain(DemoCommand.DATABASE);
        }
    }

    @Test
    void unreachableServerIsAOneLineError() throws IOException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(run("demo", "--uri", "mongodb://127.0.0.1:" + port)).isEqualTo(1);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString()).contains("127.0.0.1:" + port).doesNotContain("\tat ");
    }

    @Test
    void malformedUriIsAOneLineErrorWithoutThePassword() {
        assertThat(run("demo", "--uri", "mongo://ada:secret@localhost")).isEqualTo(1);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString()).doesNotContain("secret", "\tat ");
    }

    @Test
    void verifyReportsByItsExitCodeWhetherTheServerIsUsable() throws IOException {
        try (var server = EmbeddedServer.start()) {
            assertThat(run("verify", server.uri())).as(out.toString()).isZero();
            assertThat(out.toString())
                    .contains("can be read and written", server.address().toString());
            assertThat(run("verify", server.uri() + "/?conectTimeoutMS=1")).isZero();
            assertThat(out.toString()).contains("Connection string: Unsupported option 'conectTimeoutMS' is ignored");
        }
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(run("verify", "mongodb://127.0.0.1:" + port, "--timeout", "5"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("REFUSED", "Next step: check that the server is running");
        assertThat(run("verify", "mongo://ada:secret@localhost")).isEqualTo(1);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("URI: ").doesNotContain("secret");
    }

    @Test
    void aWrongOptionIsExplainedInFewLines() {
        assertThat(run("export", "mongodb://localhost", "app.people", "-", "--feilds", "name"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("Unknown options: '--feilds'").contains("--fields=NAMES");
        assertThat(err.toString().strip()).endsWith("'morelia export --help' explains them");
        assertThat(err.toString().lines().count()).isLessThan(10);
    }

    @Test
    void benchOutsideACheckoutIsAnError() {
        assertThat(run("bench", "bson", "--quick")).isEqualTo(1);
        assertThat(err.toString()).contains("checkout");
    }

    @Test
    void benchShowsItsHelpWithoutTheBenchmarks() {
        assertThat(run("bench", "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: morelia bench", "bson, wire, driver, pool", "--json", "--quick", "--row", "--specs");
        assertThat(run("bench", "foo")).isEqualTo(2);
        assertThat(err.toString()).contains("foo", "BSON, WIRE, DRIVER, POOL");
    }

    private int run(String... arguments) {
        return Morelia.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
