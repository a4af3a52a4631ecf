package dev.morelia.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The environment of a benchmark. */
final class Machine {
    private Machine() {}

    /** Processor, cores, system and Java on one line. */
    static String description() {
        return "%s, %d cores, %s %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }

    /** The versions of Java, Morelia and the peer libraries. */
    static Map<String, String> versions() {
        var versions = new TreeMap<String, String>();
        versions.put("java", Runtime.version().toString());
        var properties = new Properties();
        try (var in = Machine.class.getResourceAsStream("versions.properties")) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        properties.forEach((name, version) -> versions.put(name.toString(), version.toString()));
        return versions;
    }

    private static String processor() {
        var information = Path.of("/proc/cpuinfo");
        try (var lines = Files.lines(information)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown processor");
        } catch (IOException | UncheckedIOException absent) {
            return "unknown processor";
        }
    }
}
