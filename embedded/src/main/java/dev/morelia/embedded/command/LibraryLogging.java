package dev.morelia.embedded.command;

import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Silences the SLF4J logging of the mongo-java-server library in programs without an SLF4J provider, including SLF4J's
 * warning that there is none. A program with a provider configures the loggers below {@code de.bwaldvogel.mongo}
 * itself.
 */
final class LibraryLogging {
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private LibraryLogging() {}

    /**
     * Must be called before the first class of the library is initialized. Has no effect if SLF4J is already in use.
     */
    static void quieten() {
        if (System.getProperty(VERBOSITY) != null || hasProvider()) {
            return;
        }
        System.setProperty(VERBOSITY, "ERROR");
        try {
            LoggerFactory.getILoggerFactory();
        } finally {
            System.clearProperty(VERBOSITY);
        }
    }

    private static boolean hasProvider() {
        var loader = LoggerFactory.class.getClassLoader();
        try {
            return System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY) != null
                    || ServiceLoader.load(SLF4JServiceProvider.class, loader).stream()
                            .findAny()
                            .isPresent();
        } catch (LinkageError olderSlf4j) {
            // SLF4J 1.7 finds its implementation in another way, and always reports a missing one.
            return true;
        }
    }
}
