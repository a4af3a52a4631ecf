package dev.morelia.live.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Two processes have a consumer of one name. The process of the active one is killed again and again (kill -9), and
 * another one started; once the primary is killed as well, and once the process is suspended. No event is lost, no more
 * are repeated than were not saved, and never are two consumers active. More kills than five: {@code
 * -Ddurable.kills=n}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class DurableKillsTest {
    private static final int KILLS = Integer.getInteger("durable.kills", 3);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long EVENTS_BETWEEN = 200;

    /** A line of a child: an event was begun, or has ended. */
    private record Line(boolean begin, long fencing, long number, long nanos) {
        static Line of(String text) {
            String[] parts = text.split(" ", -1);
            return new Line(
                    parts[0].equals("b"), Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
        }
    }

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean stop = new AtomicBoolean();
    /** The leases of processes that were suspended. */
    private final Set<Long> suspended = new HashSet<>();

    /** A process, and the thread that reads its lines. */
    private final class Child implements AutoCloseable {
        final Process process;
        final Thread reader;
        volatile long fencing;

        Child(String uri) throws IOException {
            var line = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath(),
                    DurableChild.class.getName(),
                    uri);
            process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var input =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String text = input.readLine(); text != null; text = input.readLine()) {
                    // The last line of a killed process may be cut off.
                    if (text.matches("[be] \\d+ -?\\d+ \\d{6,}")) {
                        var read = Line.of(text);
                        fencing = read.fencing;
                        lines.add(read);
                        count.incrementAndGet();
                        if (read.number < 0 && !read.begin) {
                            ended.countDown();
                        }
                    }
                }
            } catch (IOException killed) {
                // Everything before was read.
            }
        }

        /** Sends a signal, such as STOP. */
        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
            reader.join();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.<Class<?>>of(DurableChild.class, MongoClient.class, Document.class)
                        .map(type -> type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString())
                        .map(location -> Path.of(URI.create(location)).toString())
                        .toList());
    }

    private List<Long> write(MongoCollection<Document> numbers) throws InterruptedException {
        var acknowledged = new ArrayList<Long>();
        for (long next = 0; !stop.get(); next++) {
            try {
                numbers.insertOne(new Document("_id", next));
                acknowledged.add(next);
            } catch (MongoException unknown) {
                // It may have been written.
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        numbers.insertOne(new Document("_id", -1L));
        return acknowledged;
    }

    @Test
    void nothingIsLostAndOneIsActive() throws Exception {
        try (var set = ReplicaSet.start(3);
                var client = MongoClient.create(set.uri());
                var threads = Executors.newCachedThreadPool()) {
            var database = client.database("durable").with(WriteConcern.MAJORITY);
            database.createCollection("numbers");
            var numbers = database.collection("numbers");
            numbers.watch().durable(DurableChild.NAME).open().close();
            var writer = threads.submit(() -> write(numbers));
            var children = new ArrayList<>(List.of(new Child(set.uri()), new Child(set.uri())));
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    Child active = awaitActive(children);
                    if (kill == KILLS / 2) {
                        losePrimary(set);
                        active = awaitActive(children);
                    }
                    if (kill % 5 == 3) {
                        suspend(active, children);
                    }
                    active.kill();
                    children.remove(active);
                    children.add(new Child(set.uri()));
                }
                awaitActive(children);
                stop.set(true);
                var acknowledged = writer.get(5, TimeUnit.MINUTES);
                assertThat(ended.await(5, TimeUnit.MINUTES)).isTrue();
                for (Child child : children) {
                    child.kill();
                }
                check(acknowledged);
            } finally {
                stop.set(true);
                children.forEach(Child::close);
            }
        }
    }

    /** Until another process has taken over. */
    private void suspend(Child active, List<Child> children) throws IOException, InterruptedException {
        active.signal("STOP");
        suspended.add(active.fencing);
        awaitActive(children);
        active.signal("CONT");
        awaitActive(children);
    }

    private static void losePrimary(ReplicaSet set) {
        Mongod primary = set.primary();
        primary.kill();
        set.waitForPrimary(LIMIT);
        primary.restart();
        set.waitForMembers(LIMIT);
    }

    /** Waits until enough events were handled in addition; returns the process that handled the last of them. */
    private Child awaitActive(List<Child> children) throws InterruptedException {
        long enough = count.get() + 2 * EVENTS_BETWEEN;
        while (count.get() < enough) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return children.stream()
                .max(Comparator.comparingLong(child -> child.fencing))
                .orElseThrow();
    }

    private void check(List<Long> acknowledged) {
        var inOrder =
                lines.stream().sorted(Comparator.comparingLong(Line::nanos)).toList();
        var overlaps = IntStream.range(1, inOrder.size())
                .filter(i -> inOrder.get(i).fencing < inOrder.get(i - 1).fencing)
                .mapToObj(inOrder::get)
                .toList();
        assertThat(overlaps.stream().filter(line -> !suspended.contains(line.fencing)))
                .as("none begins or ends an event after its successor has begun")
                .isEmpty();
        for (long each : suspended) {
            assertThat(overlaps.stream().filter(line -> line.fencing == each && line.begin))
                    .as("but for the event that was handed out before")
                    .hasSizeLessThanOrEqualTo(1);
        }
        Set<Long> handled = new HashSet<>();
        int repeated = 0;
        long fencing = 0;
        int mostRepeated = 0;
        int takeOvers = 0;
        long before = Long.MIN_VALUE;
        for (Line line : inOrder) {
            if (!line.begin) {
                continue;
            }
            if (line.fencing != fencing) {
                fencing = line.fencing;
                takeOvers++;
                repeated = 0;
            } else if (line.number >= 0) {
                assertThat(line.number).as("in order under one lease").isGreaterThan(before);
            }
            before = line.number;
            if (!handled.add(line.number)) {
                repeated++;
                mostRepeated = Math.max(mostRepeated, repeated);
            }
        }
        assertThat(acknowledged.stream().filter(number -> !handled.contains(number)))
                .as("lost")
                .isEmpty();
        assertThat(mostRepeated).isLessThanOrEqualTo(DurableChild.SAVE_AFTER + 1);
        System.out.println("durable: " + KILLS + " kills, " + takeOvers + " leases, " + acknowledged.size()
                + " inserts acknowledged, " + handled.size() + " events, at most " + mostRepeated
                + " repeated at once");
    }
}
