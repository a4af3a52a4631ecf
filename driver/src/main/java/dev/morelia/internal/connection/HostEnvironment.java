package dev.morelia.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The process and host information available to {@link ClientMetadata}.
 *
 * @param driverVersion the driver's version
 * @param platform the Java runtime, most important part first
 * @param osName the operating system's name
 * @param osArchitecture the processor architecture
 * @param osVersion the operating system's version
 * @param variables the environment variables
 * @param docker whether the process runs in a Docker container
 */
record HostEnvironment(
        String driverVersion,
        String platform,
        String osName,
        String osArchitecture,
        String osVersion,
        Map<String, String> variables,
        boolean docker) {

    HostEnvironment {
        variables = Map.copyOf(variables);
    }

    /** Collected once: nothing of it changes while the process runs. */
    private static final class ThisProcess {
        private static final HostEnvironment COLLECTED = collect();
    }

    static HostEnvironment ofThisProcess() {
        return ThisProcess.COLLECTED;
    }

    private static HostEnvironment collect() {
        String platform = "Java %s %s %s"
                .formatted(property("java.runtime.version"), property("java.vendor"), property("java.vm.name"));
        return new HostEnvironment(
                version(),
                platform,
                property("os.name"),
                property("os.arch"),
                property("os.version"),
                System.getenv(),
                Files.exists(Path.of("/.dockerenv")));
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    /** Written by the build into a resource file next to this class. */
    private static String version() {
        try (InputStream in = HostEnvironment.class.getResourceAsStream("driver.properties")) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
