package dev.morelia.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.embedded.EmbeddedServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The standard output of a process of its own. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs /dev/full")
final class StandardOutputTest {
    @TempDir
    private Path folder = Path.of("");

    private Process export(EmbeddedServer server, ProcessBuilder.Redirect output) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", path(), Morelia.class.getName()));
        command.addAll(List.of("export", server.uri(), "app.people", "-"));
        return new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    /** The modules of this process are on its module path. */
    private static String path() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void aPipeThatNobodyReadsEndsTheCommandQuietly() throws IOException, InterruptedException {
        try (var server = EmbeddedServer.start();
                var client = MongoClient.create(server.uri())) {
            client.database("app")
                    .collection("people")
                    .insertMany(IntStream.range(0, 300).mapToObj(i -> Document.of("_id", i, "s", "x".repeat(2_000))));
            Process process = export(server, ProcessBuilder.Redirect.PIPE);
            try (InputStream lines = process.getInputStream()) {
                assertThat(new String(lines.readNBytes(9), UTF_8)).isEqualTo("{\"_id\": 0");
            }
            assertThat(process.waitFor()).isEqualTo(141);
            assertThat(Files.readString(folder.resolve("err"))).isEmpty();

            process = export(
                    server, ProcessBuilder.Redirect.to(Path.of("/dev/full").toFile()));
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("err")))
                    .contains("the standard output cannot be written: No space left on device")
                    .doesNotContain("\tat ");
        }
    }
}
