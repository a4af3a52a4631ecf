package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A server stops when its JVM exits; a JVM without a server reports why. */
@Timeout(60)
class MongodOfAnotherJvmTest {
    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void endsWithAJvmThatIsKilled() throws Exception {
        endsWithItsJvm(Process::destroyForcibly);
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void endsWithAJvmThatReturnsWithoutClosing() throws Exception {
        endsWithItsJvm(jvm -> jvm.getOutputStream().close());
    }

    @Test
    void reportsWhyThereIsNoServer() throws Exception {
        var program = jvm("Ask", "-Dmorelia.mongod=/no/such/mongod");
        program.environment().remove("CI");
        assertThat(output(program)).contains("false: /no/such/mongod is not an executable file");
    }

    @Test
    void noServerIsAnErrorInContinuousIntegration() throws Exception {
        var program = jvm("Ask", "-Dmorelia.mongod=/no/such/mongod");
        program.environment().put("CI", "true");
        assertThat(output(program)).contains("IllegalStateException: CI=true requires a real server, but /no/such");
    }

    private interface End {
        void of(Process jvm) throws IOException;
    }

    private static void endsWithItsJvm(End end) throws Exception {
        var jvm = jvm("Start").redirectError(Redirect.INHERIT).start();
        try (var output = new Scanner(jvm.getInputStream(), StandardCharsets.UTF_8)) {
            var server = ProcessHandle.of(output.nextLong()).orElseThrow();
            output.nextLine();
            var folder = Path.of(output.nextLine());
            assertThat(server.isAlive()).isTrue();
            assertThat(folder).isDirectory();

            end.of(jvm);
            server.onExit().get(30, TimeUnit.SECONDS);
            while (Files.exists(folder) || Files.exists(Path.of(folder + ".gone"))) {
                Thread.sleep(10);
            }
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static String output(ProcessBuilder program) throws IOException {
        var process = program.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static ProcessBuilder jvm(String program, String... options) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        var driver = MongoClient.class.getProtectionDomain().getCodeSource().getLocation();
        var bson = Document.class.getProtectionDomain().getCodeSource().getLocation();
        line.addAll(List.of("-cp", "target/classes:target/test-classes:" + driver.getPath() + ":" + bson.getPath()));
        line.add("dev.morelia.testkit.MongodOfAnotherJvmTest$" + program);
        return new ProcessBuilder(line);
    }

    /** Starts a server without closing it. Exits at the end of its input. */
    static final class Start {
        private Start() {}

        public static void main(String[] arguments) throws IOException {
            var mongod = Mongod.start();
            System.out.println(mongod.pid());
            System.out.println(mongod.folder());
            System.in.read();
        }
    }

    /** Prints whether there is a server. */
    static final class Ask {
        private Ask() {}

        public static void main(String[] arguments) {
            System.out.println(Mongod.available() + ": " + Mongod.absence().orElse("there is one"));
        }
    }
}
