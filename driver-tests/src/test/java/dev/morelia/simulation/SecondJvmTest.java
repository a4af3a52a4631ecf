package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.simulation.change.ChangeHistory;
import dev.morelia.simulation.cursor.ReadAheadHistory;
import dev.morelia.simulation.session.SessionHistory;
import dev.morelia.testkit.simulation.History;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The histories in another process are the same, to the last step. */
@Timeout(300)
class SecondJvmTest {

    private static final int SEEDS = 40;

    @Test
    void hasTheSameHistories() throws Exception {
        var child = start();
        List<String> here = histories().toList();
        var there = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(there.lines()).containsExactlyElementsOf(here);
        assertThat(child.exitValue()).isZero();
    }

    private static Stream<String> histories() {
        return LongStream.range(0, SEEDS)
                .boxed()
                .flatMap(seed -> Stream.of(
                        PoolHistory.of(seed, DriverPool::new),
                        QueueHistory.of(seed, DriverPool::new),
                        TopologyHistory.of(seed, TopologyHistory.Bug.NONE),
                        WriteHistory.of(seed, WriteHistory.Bug.NONE),
                        SessionHistory.of(seed),
                        ReadAheadHistory.of(seed),
                        ChangeHistory.of(seed)))
                .map(History::summary);
    }

    private static Process start() throws IOException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xshare:off", "-cp", classPath(), Tell.class.getName()));
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String classPath() {
        var paths = new ArrayList<>(List.of("target/classes", "target/test-classes"));
        for (Class<?> type : List.of(Document.class, ConnectionPool.class, History.class, Assertions.class)) {
            paths.add(Path.of(URI.create(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString());
        }
        return String.join(File.pathSeparator, paths);
    }

    /** Prints the histories. */
    static final class Tell {
        private Tell() {}

        public static void main(String[] arguments) {
            histories().forEach(System.out::println);
        }
    }
}
