package dev.morelia.live.hostile;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.live.auth.LyingLogins;
import dev.morelia.live.compression.WrongCompression;
import dev.morelia.live.identity.WrongEndpoints;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.live.srv.WrongDns;
import dev.morelia.live.tls.LyingProxies;
import dev.morelia.live.tls.WrongTls;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs all scenarios, those that mostly wait at the same time, and prints one line for each: its name, a
 * tab, and what is wrong, nothing at best. The last lines are about what is left behind.
 *
 * <p>Scenarios delay each other on a busy machine. One that fails is repeated while fewer are running and at last
 * alone, which decides.
 */
final class HostilePeers {
    static final String THREADS = "threads left";
    static final String DESCRIPTORS = "descriptors left";
    static final String SUMMARY = "summary";

    private static final Duration TOLERANCE = Duration.ofMillis(250);
    private static final Duration UNTIL_USABLE = Duration.ofSeconds(10);
    private static final Duration UNTIL_RELEASED = Duration.ofSeconds(10);
    private static final int[] THREADS_OF_EACH_PASS = {16, 4};
    private static final Pattern THREAD = Pattern.compile("#\\d+ \"(.*?)\".*");

    /** Of the JDK, which starts them when it needs them and keeps them. */
    private static final Pattern OF_THE_JDK = Pattern.compile(
            "main||ForkJoinPool.*|VirtualThread.*|.*Poller.*|Common-Cleaner|Keep-Alive-.*|Attach Listener|Cleaner-.*"
                    + "|SeedGenerator.*|C[12] CompilerThread.*|Notification Thread|Reference Handler|Finalizer"
                    + "|Signal Dispatcher|Service Thread|Monitor Deflation Thread|RMI.*|JMX.*");

    private final ConcurrentHashMap<String, Long> overrunMillis = new ConcurrentHashMap<>();
    private int repeated;

    private HostilePeers() {}

    /** All scenarios. */
    static List<Scenario> scenarios() {
        return Stream.of(
                        WrongServers.all(),
                        LyingLogins.all(),
                        WrongTls.all(),
                        LyingProxies.all(),
                        WrongCompression.all(),
                        WrongDns.all(),
                        WrongEndpoints.all())
                .flatMap(List::stream)
                .toList();
    }

    public static void main(String[] arguments) throws Exception {
        var only = Pattern.compile(arguments.length > 0 ? arguments[0] : "");
        new HostilePeers()
                .run(scenarios().stream()
                        .filter(each -> only.matcher(each.name()).find())
                        .toList());
    }

    private void run(List<Scenario> scenarios) throws Exception {
        long begun = System.nanoTime();
        warmUp();
        awaitReleased(Integer.MAX_VALUE);
        int descriptors = descriptors().size();
        var outcomes = new ConcurrentHashMap<Scenario, String>();
        Collection<Scenario> left =
                scenarios.stream().filter(Predicate.not(Scenario::demanding)).toList();
        for (int threads : THREADS_OF_EACH_PASS) {
            outcomes.putAll(atTheSameTime(left, threads));
            left = left.stream().filter(each -> !"".equals(outcomes.get(each))).toList();
        }
        repeated = left.size();
        for (var each : left) {
            System.out.println("repeated alone: " + each + ": " + oneLine(String.valueOf(outcomes.remove(each))));
        }
        for (var each : scenarios) {
            if (!outcomes.containsKey(each)) {
                outcomes.put(each, problem(each));
            }
        }
        outcomes.forEach((scenario, problem) -> print(scenario.name(), problem));
        awaitReleased(descriptors);
        report(descriptors);
        var slowest = overrunMillis.entrySet().stream().max(Map.Entry.comparingByValue());
        print(
                SUMMARY,
                "%d scenarios in %.1f s, %d repeated alone, largest overrun %s"
                        .formatted(
                                scenarios.size(),
                                (System.nanoTime() - begun) / 1e9,
                                repeated,
                                slowest.map(it -> it.getValue() + " ms: " + it.getKey())
                                        .orElse("none")));
    }

    /** Loads classes, which would take some of the time that is measured. */
    private void warmUp() {
        var families = new HashMap<String, Scenario>();
        scenarios().forEach(each -> families.putIfAbsent(each.name().replaceAll(":.*", ""), each));
        var ignored = atTheSameTime(families.values(), families.size());
        overrunMillis.clear();
    }

    private Map<Scenario, String> atTheSameTime(Collection<Scenario> scenarios, int threads) {
        var outcomes = new ConcurrentHashMap<Scenario, String>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            scenarios.forEach(each -> pool.execute(() -> outcomes.put(each, problem(each))));
        }
        return outcomes;
    }

    private static void print(String name, String problem) {
        System.out.println(name + "\t" + oneLine(problem));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** What is wrong with the way in which the driver handles it; empty if nothing is. */
    private String problem(Scenario scenario) {
        try (Peer peer = scenario.start().get();
                var client = peer.client()) {
            long begun = System.nanoTime();
            var failure = failure(scenario, client);
            long millis = (System.nanoTime() - begun) / 1_000_000 - Scenario.LIMIT.toMillis();
            overrunMillis.put(scenario.name(), millis);
            String problem = problem(scenario, failure);
            if (!problem.isEmpty()) {
                return problem;
            }
            if (millis > TOLERANCE.toMillis()) {
                return "late by " + millis + " ms";
            }
            peer.behave();
            awaitUsable(client);
            return "";
        } catch (Throwable e) {
            return text(e);
        }
    }

    private static @Nullable Throwable failure(Scenario scenario, MongoClient client) {
        try {
            scenario.call(client);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static String problem(Scenario scenario, @Nullable Throwable failure) {
        if (failure == null) {
            return "the call succeeded";
        }
        var messages = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(each -> String.valueOf(each.getMessage()))
                .collect(Collectors.joining(" "));
        if (!scenario.type().isInstance(failure)
                || !Pattern.compile(scenario.message()).matcher(messages).find()) {
            return "not " + scenario.type().getSimpleName() + " '" + scenario.message() + "' but " + text(failure);
        }
        return text(failure).contains("canary") ? "a secret: " + text(failure) : "";
    }

    private static String text(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /** The pause between two attempts of a monitor, or of the lookup of SRV records, must be over. */
    private static void awaitUsable(MongoClient client) {
        long begun = System.nanoTime();
        while (true) {
            try {
                client.database("app").with(UNTIL_USABLE).runCommand(new Document("ping", 1));
                return;
            } catch (MongoException e) {
                if (System.nanoTime() - begun > UNTIL_USABLE.toNanos()) {
                    throw new AssertionError("not usable after " + UNTIL_USABLE, e);
                }
            }
        }
    }

    /** Connections and threads end a moment after they are told to. */
    private static void awaitReleased(int descriptorsBefore) throws IOException, InterruptedException {
        long end = System.nanoTime() + UNTIL_RELEASED.toNanos();
        while ((!threads().isEmpty() || descriptors().size() > descriptorsBefore) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }

    private static void report(int descriptorsBefore) throws IOException {
        print(THREADS, String.join(", ", threads()));
        var descriptors = descriptors();
        print(
                DESCRIPTORS,
                descriptors.size() <= descriptorsBefore ? "" : descriptorsBefore + " before, now " + descriptors);
    }

    /** The names of all threads, virtual ones too, but for this one and those of the JDK. */
    private static List<String> threads() throws IOException {
        var file = Files.createTempDirectory("threads").resolve("dump");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (var lines = Files.lines(file)) {
                return lines.map(THREAD::matcher)
                        .filter(Matcher::matches)
                        .map(line -> line.group(1))
                        .filter(name -> !OF_THE_JDK.matcher(name).matches())
                        .toList();
            }
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        }
    }

    /** What the open files of this process are; nothing where the system does not list them. */
    private static List<String> descriptors() {
        var files = new File("/proc/self/fd").listFiles();
        return Stream.of(files == null ? new File[0] : files)
                .map(HostilePeers::target)
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }

    private static String target(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
