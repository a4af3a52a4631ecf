package dev.morelia.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.junit.MongoTest;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The output of a JVM without mongod; there is none if nothing is wrong. */
@Timeout(120)
class WithoutMongodTest {
    @Test
    void testsOnMongodAreSkipped() throws Exception {
        assertThat(output(RunSample.class, Map.of("CI", "false", "MONGOD", "/no/such/mongod")))
                .isEqualTo("found 2, succeeded 1, skipped 1, failed 0: \n");
    }

    @Test
    void testsOnMongodFailInContinuousIntegration() throws Exception {
        assertThat(output(RunSample.class, Map.of("CI", "true", "MONGOD", "/no/such/mongod")))
                .startsWith("found 2, succeeded 1, skipped 0, failed 1: ")
                .contains("CI=true requires a real server, but /no/such/mongod is not an executable file");
    }

    /** Nothing is printed, by SLF4J or anything else. */
    @Test
    void embeddedServerIsSilent() throws Exception {
        assertThat(output(UseEmbeddedServer.class, Map.of())).isEqualTo("null\n");
    }

    /** Standard and error output of a JVM with the class path of these tests. */
    private static String output(Class<?> program, Map<String, String> environment) throws Exception {
        var path = Stream.of(
                        "target/test-classes",
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"))
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", path, program.getName()));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** A test on both servers. */
    static final class Sample {
        @MongoTest({MongoTest.Server.EMBEDDED, MongoTest.Server.MONGOD})
        void test(MongoClient client) {
            assertThat(client.listDatabaseNames()).isNotNull();
        }
    }

    /** Runs the sample and prints the result. */
    static final class RunSample {
        private RunSample() {}

        public static void main(String[] arguments) {
            var summary = MongoTestTest.run(Sample.class);
            System.out.printf(
                    "found %d, succeeded %d, skipped %d, failed %d: %s%n",
                    summary.getTestsFoundCount(),
                    summary.getTestsSucceededCount(),
                    summary.getTestsSkippedCount(),
                    summary.getTestsFailedCount(),
                    summary.getFailures().stream()
                            .map(failure -> failure.getException().getMessage())
                            .collect(Collectors.joining()));
        }
    }

    /** Writes, reads, and prints the system properties that it changed. */
    static final class UseEmbeddedServer {
        private UseEmbeddedServer() {}

        public static void main(String[] arguments) {
            try (var server = EmbeddedServer.start();
                    var client = MongoClient.create(server.uri())) {
                var things = client.database("app").collection("things");
                things.insertOne(Document.of("n", 1));
                things.find(Document.of("n", 1)).toList();
                things.aggregate(List.of(Document.of("$match", Document.of("n", 1))))
                        .toList();
                things.drop();
            }
            System.out.println(System.getProperty("slf4j.internal.verbosity"));
        }
    }
}
