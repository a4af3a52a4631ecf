package dev.morelia.live.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.saslprep.SASLprep;
import com.ongres.stringprep.Stringprep;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.testkit.Mongod;
import io.airlift.compress.snappy.SnappyCompressor;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Servers, proxies and services that misbehave, met in one virtual machine with a heap of 512 MB: each call ends in an
 * exception of the driver within its deadline and a quarter of a second, the client is usable once the peer behaves,
 * and no thread or descriptor is left.
 */
@Timeout(300)
class HostilePeersTest {
    private static final int MINIMUM = 40;

    @TestFactory
    Stream<DynamicTest> scenarios() throws Exception {
        var names = HostilePeers.scenarios().stream().map(Scenario::name).toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(MINIMUM);
        Map<String, String> problems = run();
        System.out.println("hostile peers: " + problems.get(HostilePeers.SUMMARY));
        return Stream.concat(names.stream(), Stream.of(HostilePeers.THREADS, HostilePeers.DESCRIPTORS))
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThat(problems.get(name)).isEmpty()));
    }

    /** The problem of each scenario, by its name; lines of anything else have no tab. */
    private static Map<String, String> run() throws IOException, InterruptedException {
        var problems = new HashMap<String, String>();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        classPath(),
                        HostilePeers.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line -> {
                String[] parts = line.split("\t", 2);
                if (parts.length == 2) {
                    problems.put(parts[0], parts[1]);
                } else {
                    System.out.println(line);
                }
            });
        }
        assertThat(process.waitFor()).isZero();
        return problems;
    }

    private static String classPath() {
        return Stream.of(
                        HostilePeers.class,
                        Mongod.class,
                        MongoClient.class,
                        Document.class,
                        NullMarked.class,
                        SnappyCompressor.class,
                        SASLprep.class,
                        Stringprep.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
