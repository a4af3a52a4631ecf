package dev.morelia.embedded.command;

import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The mongo-java-server library logs through SLF4J. A program that has no SLF4J provider does not want to know what it
 * would log, nor to be told that it has none; one that has a provider decides itself, for the loggers below
 * {@code de.bwaldvogel.mongo}.
 */
final class LibraryLogging {
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private LibraryLogging() {}

    /** Before the first class of the library is initialized. Has no effect where SLF4J is in use already. */
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
            // SLF4J 1.7 finds its implementation in another way, and reports none without asking.
            return true;
        }
    }
}
