package dev.morelia.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * What {@link ClientMetadata} may tell of this process and its machine.
 *
 * @param driverVersion version of this driver
 * @param platform the Java runtime, the most telling part first
 * @param osName name of the operating system
 * @param osArchitecture of the processor
 * @param osVersion of the operating system
 * @param variables environment variables
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

    static HostEnvironment ofThisProcess() {
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

    /** The build writes it into a file beside this class. */
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
