package dev.morelia.compat.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import dev.morelia.compat.CompatClients;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bson.BsonDocument;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The official driver comes first on the class path, in a program with class loaders of its own. */
class OrderTest {
    @Test
    void theCheckSaysWhatIsWrong() throws Exception {
        URL[] places = places(MongoClient.class, DropIn.class);
        try (var program = new URLClassLoader(places, ClassLoader.getPlatformClassLoader())) {
            var check = program.loadClass(DropIn.class.getName()).getMethod("check");
            assertThatCode(() -> check.invoke(null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("mongodb-driver-sync")
                    .hasMessageContaining("Name the dependency morelia-compat-dropin before");
        }
    }

    @Test
    void aWarningIsLogged() throws Exception {
        assertThat(warnings(MongoClient.class, DropIn.class))
                .singleElement()
                .asString()
                .contains("com.mongodb.client.MongoClients is that of")
                .contains("not Morelia's");
        assertThat(warnings(DropIn.class, MongoClient.class)).isEmpty();
    }

    /** A program may have a resolver of its own as such a service. */
    @Test
    void theServiceHandsOutAddresses() throws Exception {
        assertThat(new OrderWarning().create().lookupByName("127.0.0.1"))
                .containsExactly(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        var folder = Files.createTempDirectory("services");
        try {
            var services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(
                    services.resolve("com.mongodb.spi.dns.InetAddressResolverProvider"), Nowhere.class.getName());
            try (var program = new URLClassLoader(new URL[] {folder.toUri().toURL()}, DropIn.class.getClassLoader())) {
                assertThat(inContext(program, () -> new OrderWarning().create().lookupByName("127.0.0.1")))
                        .isEmpty();
            }
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> assertThat(file.toFile().delete()).isTrue());
            }
        }
    }

    /** What is logged when a program with these two in this order first reads the address of a server. */
    private static List<String> warnings(Class<?> first, Class<?> second) throws Exception {
        var messages = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger("dev.morelia.compat");
        logger.addHandler(handler);
        try (var program = new URLClassLoader(places(first, second), ClassLoader.getPlatformClassLoader())) {
            inContext(
                    program,
                    () -> program.loadClass("com.mongodb.internal.connection.ServerAddressHelper")
                            .getMethod("createServerAddress", String.class)
                            .invoke(null, "localhost"));
        } finally {
            logger.removeHandler(handler);
        }
        return messages;
    }

    private static <T> T inContext(ClassLoader loader, Callable<T> code) throws Exception {
        var before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            return code.call();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** These two in this order, and what they need. */
    private static URL[] places(Class<?> first, Class<?> second) throws Exception {
        return new URL[] {
            place(first),
            place(second),
            place(CompatClients.class),
            place(MongoClientSettings.class),
            place(BsonDocument.class),
            place(NullMarked.class)
        };
    }

    private static URL place(Class<?> type) throws Exception {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(place).toUri().toURL();
    }

    /** A resolver that finds nothing. */
    public static final class Nowhere implements com.mongodb.spi.dns.InetAddressResolverProvider {
        @Override
        public com.mongodb.spi.dns.InetAddressResolver create() {
            return host -> List.of();
        }
    }
}
